/** One conversation on the desk: what was read, what is being said, the draft, and how it stands. */

import { unb64u } from '../../sealing/keys.js';
import { waitBefore } from '../../parts/live.js';
import { Refusal } from '../../parts/relay.js';
import { stillMine } from './claiming.js';
import { Shelf, pressOf } from './kept.js';
import { nameTold, pseudonym } from './names.js';
import { Reading } from './reading.js';
import { Speaking, codeOf } from './speaking.js';
import { tell } from './story.js';
import { Drafts } from '../record/drafts.js';
import { recordOf } from '../record/folding.js';

/** @typedef {import('./engine.js').DeskEngine} DeskEngine */
/** @typedef {import('./story.js').Story} Story */
/** @typedef {import('./bubble.js').Pending} Pending */

/** One ack for a handful of messages that come together. */
const ACK_MS = 400;
const DRAFT_MS = 300;

export class Talk {
  /**
   * @param {DeskEngine} desk
   * @param {string} id
   */
  constructor(desk, id) {
    this.desk = desk;
    this.id = id;
    this.shelf = new Shelf(desk.session.keystore, id);
    this.reading = new Reading(desk.session, id);
    this.speaking = new Speaking(desk.session, id, this.reading);
    this.reading.keystore = this.speaking.keystore = this.shelf;
    /** Whether Claim was pressed on this device and its word is still to be said; null until that was looked up. @type {boolean | null} */
    this.pressed = null;
    /** @type {Story} */
    this.story = tell([], desk.people);
    /** Words begun for the youth, and words begun for the team: two boxes, so that neither ever stands in the other. */
    this.draft = '';
    this.note = '';
    /** A message of mine that I am writing anew, and what stands in the box for it. @type {{of: string, body: string} | null} */
    this.revised = null;
    /** Which of the two is before the worker; null while nothing says so. @type {boolean | null} */
    this.noting = null;
    this.forms = new Drafts(this.shelf, id);
    this.name = '';
    /** @type {Promise<unknown>} */
    this.keeping = Promise.resolve();
    /** What I said of its end when I pressed Close, for as long as the row has to follow. @type {import('./claiming.js').Ending} */
    this.ending = { said: {}, wish: null };
    this.seen = 0;
    this.unlocked = false;
    /** @type {string | null} */
    this.trouble = null;
    /** @private @type {Promise<void> | null} */
    this.loading = null;
    this.tries = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.again = undefined;
    /** @type {ReturnType<typeof setTimeout> | null} */
    this.ackTimer = null;
    /** @type {ReturnType<typeof setTimeout> | null} */
    this.draftTimer = null;
    this.shelf.changed = () => desk.changed();
    this.reading.changed = () => this.retell();
    this.reading.restored = () => this.goesOn();
    this.speaking.changed = () => desk.changed();
    this.speaking.beside = () => this.claimOfRow();
    this.speaking.mine = () => stillMine(desk, id);
    this.forms.changed = () => { desk.caring.see(id); desk.changed(); };
  }

  get row() {
    return this.desk.rows.get(this.id);
  }

  get ready() {
    return this.reading.ready;
  }

  /** Words of the youth that came since I last looked. */
  get fresh() {
    return this.story.items.filter((item) => item.kind === 'bubble' && item.from === 'youth' && item.at > this.seen).length;
  }

  /** What I said and have not read back yet: the line may give it back before it says that it took it. Acks and other silent signs are not shown. */
  get pending() {
    /** @type {Pending[]} */
    const shown = [];
    for (const item of this.speaking.outbox) {
      const { id, payload, at, state, says } = item;
      if (!['text', 'card', 'edit', 'retract', 'note'].includes(payload.t) || this.speaking.given(item)) continue;
      // While the line is there, what stands behind something else of mine is on its way as well.
      const onItsWay = state === 'waiting' && !says && this.desk.link === 'open';
      shown.push({ id, at, state: onItsWay ? 'sending' : state, says, what: payload.t, body: payload.t === 'card' ? this.desk.serviceName(payload.service) : payload.body ?? '' });
    }
    return shown;
  }

  /** How many words to the youth are still on their way; what failed was said. */
  get unsent() {
    return this.pending.filter(({ what, state }) => what !== 'note' && (state === 'sending' || state === 'waiting')).length;
  }

  /** The care record as it stands, with what rests here for want of a reader. */
  get record() {
    return recordOf(this.reading.entries, this.speaking.outbox, this.desk.people);
  }

  /**
   * Read it all, send what a crash left behind, then listen.
   */
  async open() {
    const kept = draftOf(await this.shelf.get(`draft:${this.id}`));
    if (!this.draft && !this.note) this.noting = kept.noting ?? this.noting;
    this.draft ||= kept.text;
    this.note ||= kept.note;
    this.revised ??= kept.revised;
    await this.forms.load();
    const pressed = Boolean(await this.shelf.getJson(pressOf(this.id)));
    this.pressed ??= pressed;
    await this.load();
    this.desk.session.live.watch({ [this.id]: this.reading.cursor });
  }

  /** One at a time: a start, a welcome and a press may all ask for it at once. */
  load() {
    this.loading ??= this.readAll().finally(() => { this.loading = null; });
    return this.loading;
  }

  /** @private */
  async readAll() {
    if (this.ready) return;
    try {
      await this.speaking.restore();
      await this.reading.load();
      this.trouble = null;
      this.sentAfterAll();
      // After a reload, what I answered I had read.
      this.seen = Math.max(this.seen, this.story.lastWorkerAt);
      this.retell();
      void this.speaking.run();
    } catch (error) {
      this.trouble = codeOf(error) === 'offline' ? null : 'This conversation cannot be read right now. Load the page again; if it stays, tell your coordinator.';
      this.desk.changed();
      this.resumeLater();
    }
  }

  /** What I read of mine was sent, though it was put away as not sent: only the relay's answer was lost. @private */
  sentAfterAll() {
    const left = this.speaking.outbox.filter((item) => item.state !== 'failed' || !this.speaking.given(item));
    if (left.length === this.speaking.outbox.length) return;
    this.speaking.outbox = left;
    void this.speaking.keep();
  }

  /** A colleague's conversation, as the relay's row has it: only ever fewer readers than all of the audience. */
  claimOfRow() {
    const { row, desk } = this;
    if (row?.state !== 'claimed' || !row.claimed_by || row.claimed_by === desk.session.me.device_id) return null;
    return { claimer: unb64u(row.claimed_by), joined: row.present.filter((one) => one.until !== null).map((one) => unb64u(one.device)) };
  }

  /** What the socket brought. @param {import('./reading.js').Arrived} arrived */
  async take(arrived) {
    try {
      await this.reading.take(arrived);
    } catch (error) {
      this.failed(error);
    }
  }

  /** The relay's row ends before what I have read: look whether it lost what came after, as when it was put back from a backup. */
  async lookAnew() {
    try {
      await this.reading.anewIfBehind();
    } catch (error) {
      this.failed(error);
    }
  }

  /** All was read anew: my words go on in a session of their own, behind all that I ever said. @private */
  goesOn() {
    this.speaking.sender = null;
    this.desk.session.live.watch({ [this.id]: this.reading.cursor });
  }

  /**
   * After a reconnect: what came meanwhile, and what waits to go out.
   */
  async resume() {
    if (!this.ready) return this.load();
    try {
      await this.reading.catchUp();
      this.trouble = null;
      this.tries = 0;
    } catch (error) {
      this.failed(error);
    }
    return this.speaking.run();
  }

  /** @private @param {unknown} error */
  failed(error) {
    // While a colleague has it the relay gives nothing of it; what came meanwhile is fetched once I may read it again.
    if (codeOf(error) === 'not-found' && this.ready && this.row?.reads === false) return;
    if (codeOf(error) !== 'offline') this.trouble = 'This conversation cannot be read any further right now.';
    this.desk.changed();
    this.resumeLater();
  }

  /** The socket may stand while a plain request fails: nobody else would ask again. @private */
  resumeLater() {
    clearTimeout(this.again);
    if (!this.speaking.stopped) this.again = setTimeout(() => void this.resume(), waitBefore(this.tries++));
  }

  /** Who I am to them; content may come later than the conversation. */
  async learnName() {
    const me = this.desk.session.me.device_id;
    this.name = nameTold(this.reading.entries, this.desk.people.side, me) || this.name;
    if (this.name || !this.desk.content) return;
    const made = await pseudonym(this.desk.content.names, unb64u(this.id), unb64u(me));
    this.name ||= made;
    this.desk.changed();
  }

  retell() {
    void this.learnName();
    this.story = tell(this.reading.entries, this.desk.people, { heldBack: this.reading.heldBack });
    if (this.desk.chosen === this.id && document.visibilityState === 'visible') this.look();
    this.acknowledgeSoon();
    this.speaking.following();
    this.speaking.arrived();
    this.desk.heard(this);
    this.desk.changed();
  }

  /** The worker has this conversation in front of them. */
  look() {
    this.seen = Math.max(this.seen, ...this.story.items.map((item) => (item.kind === 'bubble' ? item.at : 0)));
  }

  /**
   * Tell the youth's end what this device has opened, so that a silent relay is found out (PROTOCOL 6.1).
   */
  acknowledgeSoon() {
    if (this.ackTimer || !this.ready) return;
    this.ackTimer = setTimeout(() => {
      this.ackTimer = null;
      const row = this.row;
      if (!row || row.state === 'closed' || (row.state === 'claimed' && row.claimed_by !== this.desk.session.me.device_id)) return;
      for (const [session, seq] of owed(this.reading.entries, this.speaking.outbox, this.desk.session.me.device_id, this.desk.people.side)) {
        void this.speaking.say({ t: 'ack', session, seq });
      }
    }, ACK_MS);
  }

  /**
   * What stands in one of the two boxes, and that box before the worker.
   * @param {string} text
   * @param {boolean} [note]  for the team only
   */
  setDraft(text, note = false) {
    this[note ? 'note' : 'draft'] = text;
    this.face(note);
  }

  /** Which box is before the worker; kept with the words. @param {boolean} note */
  face(note) {
    this.noting = note;
    this.keepSoon();
  }

  /** @private */
  keepSoon() {
    this.desk.changed();
    if (this.draftTimer) clearTimeout(this.draftTimer);
    this.draftTimer = setTimeout(() => void this.keepDraft(), DRAFT_MS);
  }

  /** Write a message of mine anew, or with null leave it as it is. @param {{of: string, body: string} | null} revised */
  revise(revised) {
    this.revised = revised;
    this.keepSoon();
  }

  keepDraft() {
    if (this.draftTimer) clearTimeout(this.draftTimer);
    this.draftTimer = null;
    const name = `draft:${this.id}`;
    // One after the other: an older draft must not land after a newer one, or after it was sent.
    this.keeping = this.keeping.catch(() => undefined).then(() => (this.draft || this.note || this.revised ? this.shelf.putJson(name, { text: this.draft, note: this.note, noting: this.noting, revised: this.revised }) : this.shelf.remove(name)));
    return this.keeping;
  }

  /** Back in the box that it came from: a note that failed is a note again, and an edit an edit. @param {string} id */
  takeBack(id) {
    const item = this.speaking.drop(id);
    if (item?.payload.t === 'retract') this.desk.notices.set(this.id, 'That message was not taken back: they can still read it. Press Take back under it to try again.');
    if (!item || typeof item.payload.body !== 'string') return;
    if (item.payload.t === 'edit') return this.revise({ of: item.payload.of, body: item.payload.body });
    const note = item.payload.t === 'note';
    this.setDraft([note ? this.note : this.draft, item.payload.body].filter(Boolean).join('\n\n'), note);
  }

  stop() {
    this.speaking.stop();
    this.shelf.stop();
    clearTimeout(this.again);
    if (this.ackTimer) clearTimeout(this.ackTimer);
    if (this.draftTimer) void this.keepDraft();
    if (this.forms.timer) void this.forms.flush();
  }

  /**
   * Remember before the relay is asked that I pressed Claim, so that a crash in between loses nothing; or that it is settled.
   * @param {boolean} pressed
   * @param {boolean} [resting]  also for a page that is loaded later
   */
  async press(pressed, resting = pressed) {
    this.pressed = pressed;
    await (resting ? this.shelf.putJson(pressOf(this.id), true) : this.shelf.remove(pressOf(this.id)));
  }

  /** Not mine to see now: what I wrote for the team rests here. What was on its way to them goes out only by my own word, should it come back. */
  async putAway() {
    this.stop();
    // A talk that is still being opened has not read yet what rests here.
    await this.speaking.takeIn().catch(() => undefined);
    for (const item of [...this.speaking.outbox]) if (item.scope === 0 && !['failed', 'landed'].includes(item.state)) this.speaking.fail(item, new Refusal('not-found', '', 404));
    await Promise.allSettled([this.keeping, this.forms.keeping, this.speaking.keep()]);
    // Should it come back, it is opened anew: nothing of this one lands over it.
    this.shelf.closed = true;
  }

  /** Erased: no word of it stays in this browser, and none is written any more. */
  async forget() {
    this.stop();
    await this.shelf.forget();
  }
}

/**
 * What was kept of the two boxes. Before there were two, the words alone were kept, whatever letters they are: those were a message.
 * @param {Uint8Array | null} bytes
 * @returns {{text: string, note: string, noting: boolean | null, revised: {of: string, body: string} | null}}
 */
export function draftOf(bytes) {
  const words = new TextDecoder().decode(bytes ?? new Uint8Array());
  const message = { text: words, note: '', noting: null, revised: null };
  if (!words.startsWith('{')) return message;
  try {
    const { text, note, noting, revised } = JSON.parse(words);
    if (typeof text !== 'string' || typeof note !== 'string') return message;
    return { text, note, noting: typeof noting === 'boolean' ? noting : null, revised: typeof revised?.of === 'string' && typeof revised.body === 'string' ? revised : null };
  } catch {
    return message;
  }
}

/**
 * Which sessions of the youth's end still want an ack, and up to where: what I opened, less what I have said.
 * @param {import('./story.js').Entry[]} entries
 * @param {{payload: Record<string, any>}[]} outbox
 * @param {string} me
 * @param {(device: string) => 'youth' | 'staff' | null} side
 * @returns {Map<string, number>}
 */
export function owed(entries, outbox, me, side) {
  /** @type {Map<string, number>} */
  const opened = new Map();
  /** @type {Map<string, number>} */
  const said = new Map();
  /** @param {Record<string, any>} payload */
  const saying = (payload) => {
    if (payload.t === 'ack') said.set(String(payload.session), Math.max(said.get(String(payload.session)) ?? 0, Number(payload.seq) || 0));
  };
  for (const entry of entries) {
    if (entry.kind !== 'message' || !entry.payload) continue;
    if (side(entry.sender) === 'youth') opened.set(entry.session, Math.max(opened.get(entry.session) ?? 0, entry.seq));
    else if (entry.sender === me) saying(entry.payload);
  }
  for (const { payload } of outbox) saying(payload);
  for (const [session, seq] of opened) if ((said.get(session) ?? 0) >= seq) opened.delete(session);
  return opened;
}
