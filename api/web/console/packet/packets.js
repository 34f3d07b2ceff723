/** The packets that I have to do with, brought from one person to the next, given up when a yes ends. */

import { concat, random, utf8 } from '../../parts/bytes.js';
import { inOrder } from '../../parts/in_order.js';
import { laterNow, lineNow } from '../../parts/line_clock.js';
import { sentenceOf } from '../../parts/relay.js';
import { b64u, Refusal, unb64u, verify } from '../../sealing/keys.js';
import { ANSWER, box, checked, DRAFT, keysNow, laid, PACKET, signPacket, unbox } from './sealed.js';
import { Pickings } from './picking.js';
import { holds, answersIn } from './yes.js';

/** @typedef {import('../desk/engine.js').DeskEngine} DeskEngine */
/** @typedef {import('../desk/talk.js').Talk} Talk */
/** @typedef {import('./sealed.js').Packet} Packet */
/**
 * @typedef {object} Listed  a packet as the relay knows it
 * @property {string} id
 * @property {string | null} conversation
 * @property {string} author
 * @property {string} second
 * @property {string | null} receiver
 * @property {string | null} agreement
 * @property {string} kind
 * @property {string} basis
 * @property {'asked' | 'agreed' | 'declined' | 'sent' | 'opened'} state
 * @property {number} made_at
 * @property {number} until
 * @property {boolean | null} [woken]  whether whom it waits for could be woken
 */
/** What I keep of my own until it is over, sealed under my key. @typedef {{conversation: string, body: string, maker: string, of: string | null, told: boolean}} Kept */
/** @typedef {{kind: string, text: string, receiver: string | null, second: string, basis: Packet['basis'], of: string | null}} Wish */

const SIGNATURE = 64;

export class Packets {
  /** @param {DeskEngine} desk */
  constructor(desk) {
    this.desk = desk;
    /** @type {Listed[]} */
    this.items = [];
    /** Why one cannot go on, by its id. @type {Map<string, string>} */
    this.troubles = new Map();
    /** What is being written or chosen now. @type {{conversation: string, what: 'make' | import('./yes.js').Yes} | null} */
    this.begun = null;
    /** Answers of youth that already stand behind one of mine. @type {Set<string>} */
    this.used = new Set();
    /** Being made: the relay does not list them yet. @type {Set<string>} */
    this.making = new Set();
    /** On their way back. @type {Set<string>} */
    this.taking = new Set();
    /** The youth is told of them now: it rests in the drawer a moment later. @type {Set<string>} */
    this.told = new Set();
    this.pickings = new Pickings(desk);
    this.running = false;
    this.again = false;
    /** @private */
    this.order = inOrder();
  }

  /** Read the list again; the desk works without it. */
  async read() {
    const read = await this.order(() => this.desk.session.relay.call('GET', '/api/packets')).catch(() => null);
    if (!read) return;
    this.items = read.answer.items;
    this.troubles.clear();
    this.desk.changed();
    await this.tidy();
    await this.look();
    await this.carry();
  }

  /** @private */
  async look() {
    const me = this.desk.session.me.device_id;
    const kept = await Promise.all(this.items.filter(({ author, state }) => author === me && state !== 'declined').map((item) => this.kept(item)));
    this.used = new Set(kept.flatMap((one) => (one?.of ? [one.of] : [])));
    this.desk.changed();
  }

  /** @param {{device: Uint8Array}} device */
  idOf(device) {
    return b64u(device.device);
  }

  /** Who can be sealed to now. @returns {Promise<Set<string>>} */
  async reachable() {
    const { session } = this.desk;
    return new Set((await keysNow(session.endpoint.pins, await session.certificates(), session.now())).keys());
  }

  /** @param {string} device */
  async key(device) {
    const { session } = this.desk;
    const found = (await keysNow(session.endpoint.pins, await session.certificates(), session.now())).get(device);
    if (!found) throw new Refusal('no-recipient');
    return found;
  }

  /**
   * Ask a second person to look at it; nothing leaves before they agreed. Says whether they are being woken.
   * @param {Talk} talk @param {Wish} wish
   */
  async make(talk, wish) {
    const { session, people, content } = this.desk;
    const me = session.me;
    const id = random(16);
    const person = (/** @type {string} */ device) => ({ device, label: people.label(device), role: this.desk.device(device)?.role ?? '' });
    /** @type {Packet} */
    const packet = {
      v: 1, line: content?.org ?? '', conversation: talk.id, made_at: lineNow(session), maker: { ...person(me.device_id), label: me.label }, second: person(wish.second), known_as: talk.name,
      to: { kind: wish.kind, device: wish.receiver }, text: wish.text, basis: wish.basis,
    };
    const body = utf8(JSON.stringify(packet));
    const maker = await signPacket(session.endpoint.identity, 'maker', id, body);
    const sealed = await box(DRAFT, id, await this.key(wish.second), laid(maker, null, body));
    this.making.add(b64u(id));
    await session.keystore.putJson(`packet:${b64u(id)}`, /** @type {Kept} */ ({ conversation: talk.id, body: b64u(body), maker: b64u(maker), of: wish.of, told: false }));
    const { woken } = await session.relay.call('POST', `/api/conversations/${talk.id}/packets`, { id: b64u(id), second: wish.second, receiver: wish.receiver, kind: wish.kind, basis: wish.basis.code, sealed: b64u(sealed) });
    // The care record keeps to whom and why; it rests here until a colleague may read it (decision 0052).
    this.making.delete(b64u(id));
    const { told, why = '', code } = wish.basis;
    void talk.speaking.say({ t: 'form', form: 'packet', version: 1, at: packet.made_at, answers: { to: wish.kind, basis: code, ...(code !== 'agreed' && { told: told ? 'yes' : 'no', why }), with: packet.second.label, text: wish.text.slice(0, 4000) } }, 1);
    await this.read();
    return Boolean(woken);
  }

  /** What is sealed for me in it, checked, and its exact bytes. @param {Listed} item @returns {Promise<{packet: Packet, bytes: Uint8Array}>} */
  async open(item) {
    const { session } = this.desk;
    const draft = item.state === 'asked';
    const bytes = await this.taken(item, draft ? DRAFT : PACKET);
    return { packet: await checked(unb64u(item.id), bytes, session.endpoint.pins, session.me.device_id, !draft), bytes };
  }

  /** @private @param {Listed} item @param {number} use */
  async taken(item, use) {
    const { session } = this.desk;
    const { sealed } = await session.relay.call('POST', `/api/packets/${item.id}/take`, {});
    return unbox(use, unb64u(item.id), unb64u(session.me.device_id), session.endpoint.receiveKeys(), unb64u(sealed));
  }

  /** My own, once a second person agreed: for paper. @param {Listed} item */
  async own(item) {
    const bytes = await this.whole(item);
    return { packet: await checked(unb64u(item.id), bytes, this.desk.session.endpoint.pins, this.desk.session.me.device_id, true), bytes };
  }

  /** Agree, over exactly the bytes that I was shown. @param {Listed} item @param {Uint8Array} bytes */
  async agree(item, bytes) {
    const { session } = this.desk;
    const signature = await signPacket(session.endpoint.identity, 'second', unb64u(item.id), bytes.slice(2 * SIGNATURE));
    await session.relay.call('POST', `/api/packets/${item.id}/second`, { signature: b64u(signature) });
    await this.read();
  }

  /** Say no, with why, in words that only the author opens. @param {Listed} item @param {string} why */
  async decline(item, why) {
    const sealed = await box(ANSWER, unb64u(item.id), await this.key(item.author), utf8(why));
    await this.desk.session.relay.call('POST', `/api/packets/${item.id}/decline`, { sealed: b64u(sealed) });
    await this.read();
  }

  /** Why a colleague said no. @param {Listed} item */
  async why(item) {
    return new TextDecoder().decode(await this.taken(item, ANSWER));
  }

  /** It was printed, or somebody has it: that goes on record. @param {Listed} item */
  async exported(item) {
    await this.desk.session.relay.call('POST', `/api/packets/${item.id}/export`, {});
    await this.read();
  }

  /** Take mine back, for as long as nobody has opened it; the youth hears of it if they had been told. @param {Listed} item */
  async withdraw(item) {
    // While it is being taken back, the youth is not told that it was handed over.
    this.taking.add(item.id);
    const kept = await this.kept(item);
    await this.desk.session.relay.call('POST', `/api/packets/${item.id}/withdraw`, {}).finally(() => this.taking.delete(item.id));
    this.items = this.items.filter(({ id }) => id !== item.id);
    this.troubles.delete(item.id);
    if (item.state === 'sent' && kept?.of && (kept.told || this.told.has(item.id))) this.tell(kept, item, false);
    await this.read();
  }

  /**
   * What is mine goes on by itself: handed over when a second person agreed, given up when the yes has ended.
   */
  async carry() {
    if (this.running) {
      this.again = true;
      return;
    }
    this.running = true;
    try {
      for (const item of this.items.filter(({ author }) => author === this.desk.session.me.device_id)) await this.further(item);
    } finally {
      this.running = false;
    }
    if (this.again) {
      this.again = false;
      await this.carry();
    }
  }

  /** @private @param {Listed} item */
  async further(item) {
    const kept = await this.kept(item);
    if (!kept || item.state === 'declined' || this.troubles.has(item.id) || this.taking.has(item.id)) return;
    const talk = this.desk.talks.get(kept.conversation);
    const yes = kept.of && talk?.ready ? answersIn(talk.reading.entries, this.desk.people.side).answers.find(({ mid }) => mid === kept.of) : undefined;
    try {
      if (kept.of && yes && (item.state === 'sent' ? yes.ended !== null : item.state !== 'opened' && !holds(yes, laterNow(this.desk.session)))) {
        await this.withdraw(item);
        this.desk.notices.set(kept.conversation, yes.ended === null ? 'Their yes ran out after 12 hours, so the packet was not handed over.' : 'They took their yes back. The packet was not read by anybody, and is gone.');
        return;
      }
      if (item.state === 'agreed' && item.receiver && (!kept.of || yes)) await this.send(item, item.receiver);
      else if (['sent', 'opened'].includes(item.state) && kept.of && !kept.told) await this.nowTold(item, kept);
    } catch (error) {
      this.troubles.set(item.id, error instanceof Refusal ? refusalWords(error.reason) : sentenceOf(error));
      this.desk.changed();
    }
  }

  /** @private @param {Listed} item @param {string} receiver */
  async send(item, receiver) {
    const sealed = await box(PACKET, unb64u(item.id), await this.key(receiver), await this.whole(item));
    await this.desk.session.relay.call('POST', `/api/packets/${item.id}/send`, { sealed: b64u(sealed) });
    this.again = true;
    await this.refresh();
  }

  /** @private */
  async refresh() {
    const read = await this.order(() => this.desk.session.relay.call('GET', '/api/packets'));
    if (read) this.items = read.answer.items;
    this.desk.changed();
  }

  /** Mine, with both signatures. @private @param {Listed} item */
  async whole(item) {
    const kept = await this.kept(item);
    const second = this.desk.session.endpoint.pins.device(unb64u(item.second));
    if (!kept || !item.agreement || !second) throw new Refusal('sender');
    const [id, body, agreement] = [unb64u(item.id), unb64u(kept.body), unb64u(item.agreement)];
    if (!(await verify(second.pub, agreement, concat(utf8('ql1 packet second\0'), id, body)))) throw new Refusal('signature');
    return laid(unb64u(kept.maker), agreement, body);
  }

  /** @private @param {Listed} item @param {Kept} kept */
  async nowTold(item, kept) {
    this.told.add(item.id);
    await this.desk.session.keystore.putJson(`packet:${item.id}`, { ...kept, told: true });
    this.tell(kept, item, true);
  }

  /** The youth hears what became of their yes. @private @param {Kept} kept @param {Listed} item @param {boolean} done */
  tell(kept, item, done) {
    void this.desk.talks.get(kept.conversation)?.speaking.say({ t: 'ask', kind: 'packet', to: item.kind, of: kept.of, done });
  }

  /** @param {Listed} item @returns {Promise<Kept | null>} */
  kept(item) {
    return this.desk.session.keystore.getJson(`packet:${item.id}`);
  }

  /** What is over is forgotten here too. @private */
  async tidy() {
    const { keystore } = this.desk.session;
    for (const name of await keystore.names('packet:')) if (!this.making.has(name.slice(7)) && !this.items.some(({ id }) => name === `packet:${id}`)) await keystore.remove(name);
  }
}

/** Why a packet is not believed, or cannot go on, in one sentence. @param {string} reason */
export function refusalWords(reason) {
  if (reason === 'no-recipient') return 'It cannot be sealed to them now: they are neither on call nor on standby. Ask them to open their desk and go on standby.';
  if (reason === 'expired') return 'The signed list of people has run out. Ask your coordinator to sign it again.';
  if (reason === 'locked') return 'It was sealed to a key that this browser no longer holds. Ask the sender to make it anew.';
  return 'It is not believed: it was changed on its way, or it is not from who it says. Nothing of it is shown. Call the sender, and tell your coordinator.';
}
