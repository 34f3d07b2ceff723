/** Seals what I say and brings it to the relay, in order and once, also after a crash. */

import { waitBefore } from '../../parts/live.js';
import { lineNow } from '../../parts/line_clock.js';
import { Refusal as Unsent } from '../../parts/relay.js';
import { Refusal, b64u, readCertificates, unb64u } from '../../sealing/keys.js';
import { recipients } from '../../sealing/roster.js';
import { Sender } from '../../sealing/seal.js';
import { joined } from './frames.js';
import { Outbox } from './outbox.js';
import { DEEDS, OF_MINE, PASSING, SILENT, UNREACHED, codeOf, deedUndone, isPress, whyNot } from './unsent.js';

export { PASSING, codeOf };

/** @typedef {import('./session.js').Session} Session */
/** @typedef {import('./reading.js').Reading} Reading */

/** @typedef {import('./frames.js').Outgoing} Outgoing */

export class Speaking extends Outbox {
  /**
   * @param {Session} session
   * @param {string} id
   * @param {Reading} reading
   */
  constructor(session, id, reading) {
    super(session.keystore, id);
    this.session = session;
    this.reading = reading;
    /** @type {Sender | null} */
    this.sender = null;
    this.running = false;
    this.stopped = false;
    this.followed = '';
    this.tries = 0;
    /** Whether the youth's end was among those whom the last words to it could be sealed to. */
    this.reached = true;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.again = undefined;
    /** A claim, join, release or close that failed, with what to do; empty when one went through after all. @type {(says: string) => void} */
    this.undone = () => undefined;
    /** Whom a second person writes to before they could read who claimed it. @type {() => import('../../sealing/roster.js').Claim | null} */
    this.beside = () => null;
    /** Whether the relay says, now, that I have it: a claim that had to wait is said to nobody once it is not so. @type {() => boolean | Promise<boolean>} */
    this.mine = () => true;
    /** The press that failed last, and how much was read by then. @type {{t: string, from: number} | null} */
    this.missed = null;
  }

  /**
   * What a crash left behind. Frames that were sealed go first, as they are: the relay knows them by their hash, also when I try again.
   */
  async restore() {
    if (!(await this.takeIn())) return;
    for (const item of this.outbox.filter((one) => one.frames.length && one.state !== 'failed')) {
      // It went out of my sight meanwhile: what is left goes by my own word alone.
      if (this.stopped) return;
      try {
        await this.holds(item);
        await this.session.relay.send(`/api/conversations/${this.id}/frames`, joined(item.frames.map(unb64u)));
        this.lift(item);
      } catch (error) {
        if (PASSING.has(codeOf(error))) throw error;
        Object.assign(item, { frames: [], mid: null });
        this.fail(item, error);
      }
    }
    await this.keep();
  }

  /**
   * Put words in line. Resolves when the relay has them (true) or refused them (false).
   * @param {Record<string, any>} payload
   * @param {number} [scope]
   * @param {string[]} [to]  staff scope: these devices alone
   * @param {string[]} [keys]
   * @returns {Promise<boolean>}
   */
  say(payload, scope = 0, to = undefined, keys = undefined) {
    /** @type {Outgoing} */
    const item = { id: crypto.randomUUID(), payload, scope, to, keys, at: lineNow(this.session), frames: [], mid: null, state: 'waiting', says: null };
    this.outbox.push(item);
    this.changed();
    const done = new Promise((/** @type {(ok: boolean) => void} */ resolve) => this.waiters.set(item.id, resolve));
    void this.keep().then(() => this.run());
    return done;
  }

  /**
   * Bring what waits to the relay, one after the other: a chain has no place for two at once.
   */
  async run() {
    if (this.running || this.stopped) return;
    if (!this.reading.ready) return this.failPresses(new Unsent('later', 'This conversation is still being opened. Try again in a moment.'));
    this.running = true;
    const anew = !this.reached;
    this.reached = true;
    try {
      // Without a socket no bell says that there are new certificates.
      if (anew) await this.session.certificates(true).catch(() => undefined);
      for (let item = this.next(); item; item = this.next()) {
        if (!(await this.deliver(item))) return this.runLater();
        if (this.reached) this.tries = 0;
      }
      if (this.reached) return;
      await this.failPresses(new Unsent('unreached', ''));
      this.runLater();
    } finally {
      this.running = false;
    }
  }

  /** The way may be open again without the socket noticing: what waits is tried anew, ever more seldom. */
  runLater() {
    clearTimeout(this.again);
    if (!this.stopped) this.again = setTimeout(() => void this.run(), waitBefore(this.tries++));
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.again);
  }

  next() {
    return this.outbox.find((item) => (item.state === 'waiting' || item.state === 'sending') && (this.reached || item.scope !== 0));
  }

  /**
   * @param {Outgoing} item
   * @returns {Promise<boolean>}  false: the connection is gone, stop until it is back
   */
  async deliver(item) {
    item.state = 'sending';
    this.changed();
    try {
      await this.holds(item);
      if (!item.frames.length) await this.seal(item);
      const cursor = await this.post(item);
      // Until it is read back it stands where it stood: words that are gone from the screen are written again.
      item.state = 'landed';
      await this.keep();
      await this.reading.reached(cursor);
      this.lift(item);
      if (item.payload.t in DEEDS) this.undone('');
      this.settle(item, true);
      return true;
    } catch (error) {
      if (item.state === 'landed') return this.landed(item);
      if (PASSING.has(codeOf(error))) {
        Object.assign(item, { state: 'waiting', says: null });
        await this.failPresses(error);
        // Whoever pressed Claim has other things to press meanwhile.
        if (item.payload.t === 'claim') this.settle(item, false);
        this.changed();
        return false;
      }
      if (codeOf(error) === 'unreached') return this.waitForThem(item);
      // A closed conversation takes no frame any more; a report made after it must still be written down.
      if (item.scope === 1 && ['no-recipient', 'closed'].includes(codeOf(error))) return this.hold(item);
      // The relay may have taken the first of two frames: the chain is learned anew from what it gives back.
      this.sender = null;
      Object.assign(item, { frames: [], mid: null });
      this.fail(item, error);
      await this.keep();
      return true;
    }
  }

  /** The relay has it, and the line broke before it was given back: said is said. @private @param {Outgoing} item */
  landed(item) {
    if (item.payload.t in DEEDS) this.undone('');
    this.settle(item, true);
    return false;
  }

  /**
   * A claim, and a close, is said of what is mine, or to nobody: the youth may be back in line, or with a colleague.
   * @private
   * @param {Outgoing} item
   */
  async holds({ payload }) {
    if (OF_MINE.has(payload.t) && !(await this.mine())) throw new Unsent('not-mine', '');
  }

  /** What was pressed and cannot be done now is not done later: the moment is over by then. @private @param {unknown} error */
  async failPresses(error) {
    const presses = this.outbox.filter((item) => isPress(item) && item.state !== 'landed');
    // What was to be handed on with it rests again, and whoever hands it on goes on.
    const handed = this.outbox.filter((item) => item.to && item.state === 'waiting' && !isPress(item));
    if (!presses.length && !handed.length) return;
    for (const item of [...presses, ...handed]) {
      // The relay may have taken it, and only its answer was lost.
      if (item.frames.length) this.sender = null;
      Object.assign(item, { frames: [], mid: null });
    }
    for (const item of presses) this.fail(item, error);
    for (const item of handed) await this.hold(item);
    await this.keep();
  }

  /** What landed is told by what was read, once it is there. A press of which I read that it failed did arrive: then that is not so any more. */
  arrived() {
    for (const item of this.outbox.filter((one) => one.state === 'landed' && this.given(one))) this.lift(item);
    const { missed } = this;
    if (!missed || !this.reading.entries.slice(missed.from).some(({ sender, payload }) => sender === this.session.me.device_id && payload?.t === missed.t)) return;
    this.missed = null;
    this.undone('');
  }

  /** Whether the relay has given it back: then it stands among what was read. @param {Outgoing} item */
  given({ mid }) {
    return mid !== null && this.reading.entries.some((entry) => entry.mid === mid && entry.sender === this.session.me.device_id);
  }

  /**
   * Their end cannot read it yet. What I said stays in line; notes for the team go on, and a press about this moment only fails.
   * @private
   * @param {Outgoing} item
   */
  async waitForThem(item) {
    this.reached = false;
    const { t } = item.payload;
    if (t in DEEDS && t !== 'claim') this.fail(item, new Unsent('unreached', ''));
    else Object.assign(item, { state: 'waiting', says: UNREACHED });
    await this.keep();
    // Whoever pressed Claim has other things to press meanwhile.
    if (t === 'claim') this.settle(item, false);
    this.changed();
    return true;
  }

  /**
   * While I have a conversation alone, even a note has nobody to go to (PROTOCOL 3.4): it rests here, sealed
   * under my own key, until a colleague joins or their side follows nobody.
   * @param {Outgoing} item
   */
  async hold(item) {
    Object.assign(item, { state: 'held', frames: [], mid: null, to: undefined });
    await this.keep();
    this.settle(item, true);
    return true;
  }

  /** Somebody joined, or I let go: what was held may go now. */
  following() {
    const claim = this.reading.reader?.claim;
    const now = claim ? [claim.claimer, ...claim.joined].map(b64u).join() : '';
    if (now === this.followed) return;
    this.followed = now;
    for (const item of this.outbox) if (item.state === 'held') item.state = 'waiting';
    void this.run();
  }

  /** @param {Outgoing} item */
  async seal(item) {
    const now = this.session.now();
    const to = await this.recipients(item.scope, item.to ? null : undefined, item.keys);
    if (item.to) to.certificates = to.certificates.filter(({ device }) => item.to?.includes(b64u(device)));
    const sealed = await (await this.voice()).seal(item.payload, to, now);
    item.frames = sealed.frames.map(b64u);
    item.mid = b64u(sealed.mid);
    // The secret rests before the words leave: a reload must be able to show what I said (4.4).
    await this.reading.inTurn(() => this.reading.rest());
    await this.keep();
  }

  /**
   * @param {Outgoing} item
   * @returns {Promise<number>}
   */
  async post(item) {
    if (this.session.live.state === 'open') {
      let cursor = 0;
      for (const frame of item.frames) cursor = (await this.session.live.append(unb64u(frame))).cursor;
      return cursor;
    }
    const answer = await this.session.relay.send(`/api/conversations/${this.id}/frames`, joined(item.frames.map(unb64u)));
    return Math.max(...answer.cursors);
  }

  /** Whom my words go to now: the audience is copied from the youth's end, never chosen here (PROTOCOL 2.5). @param {number} scope */
  async recipients(scope, claim = this.reading.reader?.claim ?? this.beside(), keys = /** @type {string[]} */ ([])) {
    const audience = this.reading.reader?.audience;
    if (audience === null || audience === undefined) throw new Refusal('no-recipient');
    const to = await recipients({
      pins: this.session.endpoint.pins, sender: this.session.endpoint.identity.device, certificates: await readCertificates([...await this.session.certificates(), ...keys.map(unb64u)]),
      audience, now: this.session.now(), scope, claim,
    });
    if (scope === 0 && !to.certificates.some(({ device }) => this.session.endpoint.pins.device(device)?.role === 'bot')) throw new Unsent('unreached', '');
    return to;
  }

  async voice() {
    if (!this.sender) {
      const reader = this.reading.reader;
      if (!reader) throw new Refusal('no-recipient');
      this.sender = new Sender({
        identity: this.session.endpoint.identity, conversation: unb64u(this.id), heads: reader.ownHeads(),
        keep: (of, session, scope, secret) => reader.keep(of, session, scope, secret),
      });
    }
    return this.sender;
  }

  /**
   * Hand what I can open to the colleagues who may read it, before I let go (PROTOCOL 4.3).
   * @param {(device: string) => boolean} [wanted]
   */
  async share(wanted = () => true) {
    const reader = this.reading.reader;
    if (!reader || reader.audience === null) return;
    const to = await this.recipients(1, null);
    const voice = await this.voice();
    await this.handOn(to.certificates.map(({ device }) => b64u(device)).filter(wanted));
    for (const certificate of to.certificates) {
      if (!wanted(b64u(certificate.device))) continue;
      const frames = await voice.grant(certificate, reader.sessionSecrets(), this.session.endpoint.pins, reader.audience, this.session.now());
      await this.session.relay.send(`/api/conversations/${this.id}/frames`, joined(frames));
    }
  }

  /**
   * Forms and notes that rested here for want of a reader go to those who are handed the history (decision 0052).
   * @private
   * @param {string[]} to
   */
  async handOn(to) {
    if (!to.length) return;
    const done = this.outbox.filter((item) => item.state === 'held').map((item) => {
      Object.assign(item, { state: 'waiting', to });
      return new Promise((resolve) => this.waiters.set(item.id, resolve));
    });
    void this.run();
    await Promise.all(done);
  }

  /** @param {string} id */
  retry(id) {
    const item = this.outbox.find((one) => one.id === id);
    if (!item) return;
    Object.assign(item, { state: 'waiting', says: null });
    this.changed();
    void this.keep().then(() => this.run());
  }

  /**
   * @param {Outgoing} item
   * @param {unknown} error
   */
  fail(item, error) {
    const code = codeOf(error);
    item.state = 'failed';
    item.says = whyNot(code, error);
    const deed = DEEDS[item.payload.t];
    if (deed) this.undone(deedUndone(deed, item.says, code));
    if (deed) this.missed = { t: item.payload.t, from: this.reading.entries?.length ?? 0 };
    if (deed || SILENT.has(item.payload.form ?? item.payload.t)) this.lift(item);
    this.settle(item, false);
  }
}
