/** Keeps the desk true: lists conversations, listens to the relay, gives each frame its place. */

import { inOrder } from '../../parts/in_order.js';
import { personBehind } from '../../parts/person.js';
import { unb64u } from '../../sealing/keys.js';
import { Caring } from '../record/caring.js';
import { carry } from '../team/around.js';
import { Packets } from '../packet/packets.js';
import { Endings } from '../team/endings.js';
import { Team } from '../team/team.js';
import { unreadHandovers } from '../record/handover.js';
import { Alerts } from './alerts.js';
import { mineElsewhere, repair } from './claiming.js';
import { tidy } from './kept.js';
import { callName } from './names.js';
import { isOlder } from './order.js';
import { saysItWentBack, wentBack } from './words.js';
import { codeOf } from './speaking.js';
import { Talk } from './talk.js';
import { Unseen } from './unseen.js';

/** @typedef {import('./order.js').Row} Row */
/** @typedef {import('./session.js').Session} Session */
/** @typedef {import('./session.js').DeskContent} DeskContent */

/** Without a socket the desk still asks, slowly: a proxy may let only plain requests through. */
const POLL_MS = 10_000;

/** How this worker likes the desk. @typedef {{sound: boolean, enter: boolean, keys: boolean, backup: string, cover: boolean}} Look */
/** @type {Look} */
const LOOK = { sound: true, enter: false, keys: true, backup: '', cover: false };

export class DeskEngine {
  /** @param {Session} session */
  constructor(session) {
    this.session = session;
    /** @type {Map<string, Row>} */ this.rows = new Map();
    /** @type {Map<string, Talk>} */ this.talks = new Map();
    /** @type {Map<string, string>} */ this.notices = new Map();
    /** What is at work for a conversation, and what was pressed meanwhile, by the name of its button. @type {Map<string, Map<string, Promise<void>>>} */
    this.busy = new Map();
    /** @type {string | null} */
    this.chosen = null;
    /** Which page of the care record is open; '' is its first one. @type {string | null} */
    this.sheet = null;
    /** The message that was looked for; the conversation brings it into sight. @type {{mid: string} | null} */
    this.sought = null;
    /** @type {Set<Map<string, Row | null>>} */
    this.listings = new Set();
    /** @private */ this.order = inOrder();
    this.link = session.live.state;
    /** There was a line, and is none: who waits now is not known. */
    this.away = false;
    this.loaded = false;
    /** Whether what earlier pages left behind was looked for. */
    this.tidied = false;
    /** The last list did not come, so that somebody may wait who is not shown. */
    this.behind = false;
    /** @type {string | null} */
    this.ended = null;
    /** @type {DeskContent | null} */
    this.content = null;
    /** The version of the list of people that everything was read with. */
    this.listed = session.roster()?.version;
    this.look = { ...LOOK };
    /** @type {import('./story.js').People} */
    this.people = {
      me: session.me.device_id,
      side: (device) => this.side(device),
      label: (device) => this.device(device)?.label ?? 'a former colleague',
      person: (device) => personBehind(session.endpoint.pins, device),
      circles: this.circles(),
    };
    this.alerts = new Alerts(this);
    this.caring = new Caring(this);
    this.team = new Team(this);
    this.endings = new Endings(this);
    this.packets = new Packets(this);
    this.unseen = new Unseen(this);
    /** @type {Set<() => void>} */
    this.listeners = new Set();
    /** @type {(() => void)[]} */
    this.offs = [];
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this.timer = undefined;
    this.soon = false;
  }

  circles() {
    return this.session.roster()?.circles ?? ['community', 'indigenous', 'child_protection', 'police'];
  }

  /** @param {string} device */
  device(device) {
    if (!device) return null;
    const { pins } = this.session.endpoint;
    return pins.device(unb64u(device)) ?? pins.former(unb64u(device)) ?? null;
  }

  /**
   * @param {string} device
   * @returns {'youth' | 'staff' | null}
   */
  side(device) {
    const role = this.device(device)?.role;
    return role === 'bot' ? 'youth' : role === 'worker' || role === 'supervisor' ? 'staff' : null;
  }

  async start() {
    const { live, keystore } = this.session;
    this.offs = [
      live.on('state', (state) => this.linked(state)),
      live.on('welcome', () => this.welcomed()),
      live.on('frame', (event) => void this.talks.get(event.conversation)?.take(event)),
      live.on('conversation', (row) => this.changedRow(row)),
      live.on('gone', ({ conversation }) => void this.unseen.gone(conversation)),
      live.on('team', () => void this.team.read().then(() => this.caring.tell())),
      live.on('certificates', () => {
        void this.team.read();
        void this.packets.read();
        for (const talk of this.talks.values()) void talk.speaking.run();
      }),
      live.on('packets', () => void this.packets.read()),
      live.on('bye', ({ code, says }) => this.bye(code, says)),
      this.session.subscribe(() => {
        void this.readContent();
        if (this.listed !== this.session.roster()?.version) void this.rosterChanged();
        this.changed();
      }),
    ];
    this.session.show = (id) => { this.session.go('desk'); this.choose(id); };
    this.session.talking = () => [...this.rows.values()].filter((row) => row.state === 'claimed' && row.claimed_by === this.session.me.device_id).length;
    this.session.unsent = () => [...this.talks.values()].reduce((sum, { unsent }) => sum + unsent, 0);
    this.session.unreadHandovers = () => unreadHandovers(this).map((talk) => ({ name: callName(talk.id), open: () => this.open(talk.id, 'handover') }));
    this.look = { ...LOOK, ...(await keystore.getJson('look')) };
    await this.caring.start();
    this.alerts.start();
    this.timer = setInterval(() => {
      if (this.link !== 'open' || this.behind) void this.refresh();
      else void this.unseen.lookAgain();
    }, POLL_MS);
    await this.refresh();
  }

  stop() {
    for (const off of this.offs) off();
    clearInterval(this.timer);
    this.alerts.stop();
    this.endings.stop();
    for (const talk of this.talks.values()) talk.stop();
    this.session.live.unwatch([...this.talks.keys()]);
  }

  /** @param {() => void} fn */
  subscribe(fn) {
    this.listeners.add(fn);
    return () => this.listeners.delete(fn);
  }

  /** Tell the screen once for everything that happens in one turn. */
  changed() {
    if (this.soon) return;
    this.soon = true;
    queueMicrotask(() => {
      this.soon = false;
      this.alerts.count();
      for (const fn of this.listeners) fn();
    });
  }

  /**
   * Ask for everything anew, after each (re)connect; each conversation goes on from its own cursor.
   */
  async refresh() {
    try {
      // Ready replies are a comfort; the people who wait are listed with or without them.
      await this.readContent();
      void this.team.read().then(() => this.caring.tell());
      void this.packets.read();
      await this.list();
      await Promise.all([...this.talks.values()].map((talk) => talk.resume()));
      await this.unseen.lookAgain(true);
      await this.tidyOnce();
    } catch (error) {
      this.behind = true;
      if (codeOf(error) !== 'offline') this.changed();
    }
  }

  /** What earlier pages left behind is looked for once a list says what is here, however late that is; again as long as the relay did not answer for all of it. */
  async tidyOnce() {
    if (this.tidied) return;
    this.tidied = true;
    await tidy(this).then(() => { this.tidied = !this.behind; }, () => { this.tidied = false; });
  }

  /** What editors published meanwhile stands in every open dialog. */
  async readContent() {
    const content = await this.session.content().catch(() => this.content);
    if (content === this.content) return;
    this.content = content;
    this.changed();
  }

  async list() {
    /** @type {Map<string, Row>} */
    const rows = new Map();
    // What the socket says while the answer is on its way is newer than the answer.
    /** @type {Map<string, Row | null>} */
    const news = new Map();
    this.listings.add(news);
    try {
      // Of two lists that are asked for at once, an older one says nothing of what the later one has shown.
      if (!(await this.order(() => this.listInto(rows)))) return;
    } finally {
      this.listings.delete(news);
    }
    for (const [id, row] of news) if (!row) rows.delete(id); else if (!isOlder(row, rows.get(id))) rows.set(id, row);
    // One that moved while the lists were asked for stands in none of them, and a relay may leave one out: nothing goes unasked.
    const missing = [...this.rows].filter(([id]) => !rows.has(id) && !news.has(id));
    const before = this.rows;
    for (const [id, row] of rows) this.team.declined(before.get(id), row);
    this.rows = new Map([...rows, ...missing]);
    this.loaded = true;
    this.behind = false;
    for (const row of rows.values()) this.attend(row, before.get(row.id));
    for (const id of Object.keys(this.caring.having)) this.caring.see(id);
    this.changed();
    for (const [id] of missing) void this.unseen.look(id);
  }

  /** @param {Map<string, Row>} rows */
  async listInto(rows) {
    for (const state of ['waiting', 'claimed', 'closed']) {
      let after = '';
      do {
        const page = await this.session.relay.call('GET', `/api/conversations?state=${state}&limit=100${after && `&after=${encodeURIComponent(after)}`}`);
        for (const row of page.items) rows.set(row.id, row);
        // Closed ones to the last: each row that is not listed is asked for by itself.
        after = page.next ?? '';
      } while (after);
    }
  }

  /** Show what the relay says of a conversation, unless it said something newer before. @param {Row} row @returns {boolean} */
  put(row) {
    const before = this.rows.get(row.id);
    if (isOlder(row, before)) return false;
    this.rows.set(row.id, row);
    if (row.state === 'closed' && saysItWentBack(this.notices.get(row.id))) this.notices.delete(row.id);
    for (const news of this.listings) news.set(row.id, row);
    this.attend(row, before);
    this.changed();
    return true;
  }

  /** @param {Row & {t?: string}} row */
  changedRow(row) {
    const before = this.rows.get(row.id);
    if (!this.put(row)) return;
    this.team.moved(before, row);
    const me = this.session.me.device_id;
    const had = before?.claimed_by === me && row.claimed_by !== me ? this.talks.get(row.id) : undefined;
    if (had) had.unlocked = false;
    if (before?.claimed_by === me && before.state === 'claimed' && row.state === 'waiting' && !this.busy.has(row.id)) {
      this.notices.set(row.id, wentBack(this.session.onCall.state === 'shift', this.session.wentOff));
    }
    // Taken over on another device of mine: it stands there, and did not go back for want of a sign of me.
    if (before && before.claimed_by !== row.claimed_by && mineElsewhere(this, row)) this.notices.delete(row.id);
  }

  /**
   * Read what waits and what is mine at once: waiting words are acknowledged, mine must be there when I look.
   * @param {Row} row
   * @param {Row} [before]
   */
  attend(row, before) {
    this.unseen.back(row.id);
    this.endings.look(row);
    const mine = row.claimed_by === this.session.me.device_id;
    // Closed, not mine, and still open to me: I handed it on, and am told how it ended.
    const handed = row.state === 'closed' && !mine;
    // While a colleague had it nothing was brought here: what came meanwhile, and a handover, are fetched now, and brought from now on.
    if (before && !before.reads && row.reads) void this.talks.get(row.id)?.resume().then(() => this.session.live.watch({ [row.id]: this.talks.get(row.id)?.reading.cursor ?? 0 }));
    if (!this.talks.has(row.id) && row.reads && (row.state === 'waiting' || handed || (mine && row.state === 'claimed') || this.chosen === row.id)) this.read(row.id);
    const talk = this.talks.get(row.id);
    if (talk?.ready && !row.reads) talk.trouble = null;
    if (talk?.ready && row.cursor < talk.reading.cursor) void talk.lookAnew();
    if (talk) this.heard(talk);
    else this.caring.see(row.id);
  }

  /** @param {string} id */
  read(id) {
    const known = this.talks.get(id);
    if (known) return known;
    const talk = new Talk(this, id);
    this.talks.set(id, talk);
    let told = '';
    talk.speaking.undone = (says) => {
      if (says) this.notices.set(id, says);
      else if (this.notices.get(id) === told) this.notices.delete(id);
      told = says;
      this.changed();
    };
    void talk.open().then(() => repair(this, talk));
    return talk;
  }

  /** @param {string | null} id */
  choose(id) {
    if (this.chosen && this.chosen !== id) this.notices.delete(this.chosen);
    if (this.chosen !== id) this.sheet = null;
    this.chosen = id;
    this.sought = null;
    const row = id ? this.rows.get(id) : undefined;
    if (row?.reads) this.read(row.id).look();
    this.changed();
  }

  /** From another page: this conversation, with this page of its care record. @param {string} id @param {string} page */
  open(id, page) {
    this.session.go('desk');
    this.choose(id);
    this.show(page);
  }

  /** Open a conversation at one message. @param {string} id @param {string} mid */
  seek(id, mid) {
    this.choose(id);
    this.sought = { mid };
    this.changed();
  }

  /** Open a page of the care record, or with null close it. @param {string | null} page */
  show(page) {
    this.sheet = page;
    this.changed();
  }

  /** A frame changed a conversation. @param {Talk} talk */
  heard(talk) {
    this.caring.see(talk.id);
    repair(this, talk);
    void carry(this, talk);
    void this.packets.carry();
  }

  /** @param {'open' | 'connecting' | 'closed'} state */
  linked(state) {
    this.away = (this.away || this.link === 'open') && state !== 'open';
    this.link = state;
    this.changed();
  }

  async rosterChanged() {
    this.listed = this.session.roster()?.version;
    this.people.circles = this.circles();
    for (const talk of this.talks.values()) {
      await talk.reading.rosterGrew();
      // With a list that had run out, a claim could not be said.
      repair(this, talk);
    }
    this.changed();
  }

  /** The relay knows this device: whatever it said before, the session goes on. */
  welcomed() {
    this.ended = null;
    for (const talk of this.talks.values()) talk.reading.doubt();
    this.changed();
    void this.refresh();
  }

  /** @param {number} code @param {string} says */
  bye(code, says) {
    if (code === 4401 || String(code) === 'signed-out' || String(code) === 'not-on-roster') this.ended = says || 'This device was removed from the team or signed out. What you wrote is not lost: ask your coordinator.';
    this.changed();
  }

  /** For good: nothing of it stays in this browser. @param {string} id */
  drop(id) {
    return this.unseen.destroy(id);
  }

  /** @param {Partial<Look>} change */
  async prefer(change) {
    Object.assign(this.look, change);
    this.changed();
    await this.session.keystore.putJson('look', this.look);
  }

  /** @param {string} id */
  serviceName(id) {
    const service = this.content?.services.find((one) => one.id === id);
    return service?.name?.en ?? id;
  }
}
