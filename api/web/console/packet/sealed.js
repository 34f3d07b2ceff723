/** A packet as bytes: signed by two people, sealed to one device, believed only when all of it holds. */

import { personOf } from '../../parts/person.js';
import { b64u, EARLY, readCertificates, Refusal, sha256, SHIFT, unb64u, verify, wrap } from '../../sealing/keys.js';
import { concat, pad, readObject, same, unpad, utf8, yesToPacket } from '../../sealing/padding.js';
import { checkCertificate } from '../../sealing/roster.js';
import { EXCEPTIONS, RECEIVERS } from './words.js';

/** @typedef {import('../../sealing/keys.js').Identity} Identity */
/** @typedef {import('../../sealing/keys.js').Certificate} Certificate */
/** @typedef {import('../../sealing/keys.js').ReceiveKey} ReceiveKey */
/** @typedef {import('../../sealing/roster.js').Pins} Pins */
/** @typedef {{device: string, label: string, role: string}} Person */
/** @typedef {import('./yes.js').Yes['record']} YesRecord */
/**
 * @typedef {object} Packet  what leaves, and all of it
 * @property {1} v
 * @property {string} line
 * @property {string} conversation
 * @property {number} made_at
 * @property {Person} maker
 * @property {Person} second
 * @property {string} known_as  the name by which the young person knows the maker
 * @property {{kind: string, device: string | null}} to
 * @property {string} text
 * @property {{code: string, consent?: YesRecord, told?: boolean, why?: string}} basis
 */

/** What a box is for; a draft can never be passed off as a packet. */
export const [DRAFT, PACKET, ANSWER] = [1, 2, 3];
const HEAD = 25;
const SIGNATURES = 128;
const ENC = { 1: 80, 2: 1168 };

/** The maker's word, or the second person's, over these exact bytes. @param {Identity} identity @param {'maker' | 'second'} as @param {Uint8Array} id @param {Uint8Array} body */
export const signPacket = (identity, as, id, body) => identity.sign(over(as, id, body));

/** @param {'maker' | 'second'} as @param {Uint8Array} id @param {Uint8Array} body */
const over = (as, id, body) => concat(utf8(`ql1 packet ${as}\0`), id, body); // Protocol 11.2

/** @param {Uint8Array} maker @param {Uint8Array | null} second @param {Uint8Array} body */
export const laid = (maker, second, body) => concat(maker, second ?? new Uint8Array(64), body);

/** @param {number} use @param {Uint8Array} id @param {Uint8Array} head */
const info = (use, id, head) => concat(utf8('ql1 packet box\0'), Uint8Array.of(use), id, head);

/** Seal bytes to one device; nobody else opens them, nor for another use. @param {number} use @param {Uint8Array} id @param {Certificate} to @param {Uint8Array} bytes */
export async function box(use, id, to, bytes) {
  // Protocol 11.3
  const head = concat(to.device, to.keyId, Uint8Array.of(to.suite));
  return concat(head, await wrap(to.suite, to.pub, pad(bytes), info(use, id, head)));
}

/** Open what was sealed to this device; refused: body, locked, wrap, padding. @param {number} use @param {Uint8Array} id @param {Uint8Array} me @param {ReceiveKey[]} keys @param {Uint8Array} sealed */
export async function unbox(use, id, me, keys, sealed) {
  const head = sealed.slice(0, HEAD);
  if (sealed.length < HEAD + ENC[1] || !same(head.slice(0, 16), me)) throw new Refusal('body');
  const key = keys.find((one) => same(one.keyId, head.slice(16, 24)) && one.suite === head[24]);
  if (!key) throw new Refusal('locked');
  return unpad(await key.open(sealed.slice(HEAD), info(use, id, head)));
}

/**
 * The packet, once everything about it holds: who made it, who agreed, whom it is for, and on what ground.
 * Refused: body, payload, sender (not on the list of people), signature, audience (for somebody else).
 * @param {Uint8Array} id @param {Uint8Array} bytes @param {Pins} pins @param {string} me @param {boolean} agreed  a draft is not, yet
 * @returns {Promise<Packet>}
 */
export async function checked(id, bytes, pins, me, agreed) {
  if (bytes.length <= SIGNATURES) throw new Refusal('body');
  const body = bytes.slice(SIGNATURES);
  const packet = shaped(readObject(body, 'payload', 'payload'));
  const maker = known(pins, packet.maker);
  const second = known(pins, packet.second);
  if (personOf(maker.label) === personOf(second.label)) throw new Refusal('sender');
  if (!(await verify(maker.pub, bytes.slice(0, 64), over('maker', id, body)))) throw new Refusal('signature');
  if (agreed && !(await verify(second.pub, bytes.slice(64, SIGNATURES), over('second', id, body)))) throw new Refusal('signature');
  const mine = agreed ? packet.to.device ?? packet.maker.device : packet.second.device;
  if (mine !== me) throw new Refusal('audience');
  if (packet.basis.code === 'agreed') await checkYes(packet, pins);
  return { ...packet, maker: { ...packet.maker, label: maker.label, role: maker.role }, second: { ...packet.second, label: second.label, role: second.role } };
}

/** The youth's own end signed a yes to exactly these words. @param {Packet} packet @param {Pins} pins */
async function checkYes(packet, pins) {
  // Protocol 11.1
  const yes = /** @type {YesRecord} */ (packet.basis.consent);
  const bot = pins.device(unb64u(yes.by)) ?? pins.former(unb64u(yes.by));
  if (bot?.role !== 'bot') throw new Refusal('sender');
  const digest = await sha256(utf8(packet.text));
  const message = yesToPacket(unb64u(packet.conversation), packet.to.kind, yes.expires, digest);
  if (b64u(digest) !== yes.digest || packet.made_at >= yes.expires || !(await verify(bot.pub, unb64u(yes.proof), message))) throw new Refusal('signature');
}

/** @param {Pins} pins @param {Person} person */
function known(pins, person) {
  const found = pins.device(unb64u(person.device)) ?? pins.former(unb64u(person.device));
  if (!found || !['worker', 'supervisor'].includes(found.role)) throw new Refusal('sender');
  return found;
}

/** Another console's bytes are material: only this shape is a packet. @param {Record<string, any>} given @returns {Packet} */
function shaped(given) {
  const person = (/** @type {any} */ one) => typeof one?.device === 'string';
  const texts = (/** @type {any} */ of, /** @type {string[]} */ ...names) => typeof of === 'object' && of !== null && names.every((name) => typeof of[name] === 'string');
  const { basis, to } = given;
  const grounded = basis?.code === 'agreed'
    ? texts(basis.consent, 'words', 'reply', 'lang', 'digest', 'proof', 'by') && Number.isSafeInteger(basis.consent.expires) && Number.isSafeInteger(basis.consent.at)
    : texts(basis, 'code', 'why') && Object.hasOwn(EXCEPTIONS, basis.code) && typeof basis.told === 'boolean' && (basis.told || basis.why.trim() !== '');
  const sound = given.v === 1 && texts(given, 'line', 'conversation', 'known_as', 'text') && given.text !== '' && Number.isSafeInteger(given.made_at) && person(given.maker) && person(given.second)
    && texts(to, 'kind') && Object.hasOwn(RECEIVERS, to.kind) && (to.device === null || typeof to.device === 'string') && grounded;
  if (!sound) throw new Refusal('payload');
  return /** @type {Packet} */ (given);
}

/**
 * The key of each device that something can be sealed to now: on shift before standby, the newest first.
 * @param {Pins} pins @param {Uint8Array[]} raw @param {number} now @returns {Promise<Map<string, Certificate>>}
 */
export async function keysNow(pins, raw, now) {
  // Protocol 3.1
  const { roster } = pins;
  if (!roster || !pins.maySeal(now)) throw new Refusal('expired');
  const good = (await readCertificates(raw)).filter((one) => {
    try {
      checkCertificate(pins, one, now);
      return one.suite >= roster.minSuite && one.nb - EARLY <= now;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return false;
    }
  });
  good.sort((a, b) => Number(a.kind === SHIFT) - Number(b.kind === SHIFT) || a.nb - b.nb || a.na - b.na);
  return new Map(good.map((one) => [b64u(one.device), one]));
}
