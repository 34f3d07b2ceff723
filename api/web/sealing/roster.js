/** Holds what the line's founder and coordinators have signed, and decides who is sealed to. */
import { b64u, DAY, deviceId, EARLY, GUEST, Refusal, sha256, SHIFT, unb64u, verify } from './keys.js';
import { base64, hex, inTurn, pae, readObject, same, unbase64, utf8, whole } from './padding.js';

/** @typedef {import('./padding.js').Bytes} Bytes */
/** @typedef {import('./keys.js').Identity} Identity */
/** @typedef {import('./keys.js').Certificate} Certificate */
/** @typedef {{pub: Bytes, device: Bytes, role: string, circle: number, label: string}} Device */
/** @typedef {{version: number, admins: Bytes[], threshold: number, expires: number, hash: Bytes}} RootDocument */
/** @typedef {{version: number, prev: Bytes, expires: number, minSuite: number, circles: string[], devices: Device[], byId: Map<string, Device>, hash: Bytes}} Roster */
/** @typedef {{conversation: Uint8Array, edPub: Uint8Array, device: Uint8Array}} Guest  a youth's browser tab in its one conversation */
/** @typedef {{claimer: Uint8Array, joined: Uint8Array[], ends?: [Uint8Array, number][]}} Claim  whom the words follow; ends: until when some of those who joined read along, the others until they leave */
/** @typedef {{scope: number, audience: number, claim: Claim | null, certificates: Certificate[], version: number, hash: Bytes, expires: number}} Recipients */

export const ROOT_TYPE = 'application/vnd.quietline.root+json';
export const ROSTER_TYPE = 'application/vnd.quietline.roster+json';
export const CIRCLES = ['community', 'indigenous', 'child_protection', 'police'];
export const WEEK = 7 * DAY;
const ROLES = ['worker', 'supervisor', 'bot', 'editor'];
const STAFF = ['worker', 'supervisor'];
const KEPT = 60 * DAY;
const LAST_VERSION = 2 ** 32 - 1;
const SAFE = Number.MAX_SAFE_INTEGER;
const NO_PREV = new Uint8Array(32);

/** A DSSE envelope around these exact bytes. @param {string} kind @param {Uint8Array} payload @param {Identity[]} signers */
export async function signDocument(kind, payload, signers) {
  // Protocol 2.1
  const signatures = await Promise.all(signers.map(async (signer) => ({ sig: base64(await signer.sign(pae(kind, payload))) })));
  return JSON.stringify({ payloadType: kind, payload: base64(payload), signatures });
}

/** The payload, once at least `threshold` distinct keys have signed it. @param {string} text @param {string} kind @param {Uint8Array[]} pubs @param {number} threshold */
export async function openDocument(text, kind, pubs, threshold) {
  // Protocol 2.1
  const envelope = readObject(utf8(text), 'duplicate-key', 'format');
  const { payloadType, payload: told, signatures } = envelope;
  if (typeof payloadType !== 'string' || typeof told !== 'string' || !Array.isArray(signatures)) throw new Refusal('format');
  if (!signatures.every((entry) => typeof entry?.sig === 'string')) throw new Refusal('format');
  if (payloadType !== kind) throw new Refusal('type');
  const payload = unbase64(told);
  const bytes = pae(kind, payload);
  const made = signatures.map((entry) => unbase64(entry.sig));
  let good = 0;
  for (const pub of new Map(pubs.map((one) => [b64u(one), one])).values()) {
    const held = await Promise.all(made.map((signature) => verify(pub, signature, bytes)));
    if (held.includes(true)) good++;
  }
  if (good < Math.max(1, threshold)) throw new Refusal('threshold');
  return payload;
}

/** @param {unknown} words */
function key(words) {
  const bytes = unb64u(words);
  if (bytes.length !== 32) throw new Refusal('format');
  return bytes;
}

/** Who may sign rosters, from the signed bytes. @param {Uint8Array} payload @returns {Promise<RootDocument>} */
export async function readRoot(payload) {
  // Protocol 2.2
  const told = readObject(payload, 'duplicate-key', 'format');
  if (!Array.isArray(told.admins)) throw new Refusal('format');
  const admins = told.admins.map(key);
  if (new Set(admins.map(b64u)).size !== admins.length) throw new Refusal('format');
  return {
    version: whole(told.version, 1, LAST_VERSION), admins, threshold: whole(told.threshold, 1, admins.length),
    expires: whole(told.expires, 0, SAFE), hash: await sha256(payload),
  };
}

/** Who is on the line, from the signed bytes. @param {Uint8Array} payload @returns {Promise<Roster>} */
export async function readRoster(payload) {
  // Protocol 2.3
  const told = readObject(payload, 'duplicate-key', 'format');
  const { circles, devices: listed } = told;
  if (!Array.isArray(circles) || !Array.isArray(listed) || circles.length < 1 || circles.length > 16) throw new Refusal('format');
  /** @type {Device[]} */
  const devices = [];
  for (const entry of listed) {
    if (typeof entry !== 'object' || entry === null || typeof entry.label !== 'string') throw new Refusal('format');
    const pub = key(entry.pub);
    if (!ROLES.includes(entry.role)) throw new Refusal('format');
    const circle = whole(entry.circle, 0, circles.length - 1);
    devices.push({ pub, device: await deviceId(pub), role: entry.role, circle, label: entry.label });
  }
  const byId = new Map(devices.map((one) => [b64u(one.device), one]));
  if (byId.size !== devices.length || !circles.every((name) => typeof name === 'string')) throw new Refusal('format');
  return {
    version: whole(told.version, 1, LAST_VERSION), prev: key(told.prev), expires: whole(told.expires, 0, SAFE),
    minSuite: whole(told.min_suite, 1, 2), circles, devices, byId, hash: await sha256(payload),
  };
}

/** The founder names who may sign rosters. @param {{root: Identity, version: number, admins: Uint8Array[], threshold: number, expires: number}} told */
export async function makeRoot({ root, version, admins, threshold, expires }) {
  // Protocol 2.2 7.1
  const payload = utf8(JSON.stringify({ version, admins: admins.map(b64u), threshold, expires }));
  await readRoot(payload);
  return signDocument(ROOT_TYPE, payload, [root]);
}

/**
 * The next roster after `previous` (null: the first), signed by coordinators' admin keys.
 * @param {{signers: Identity[], previous: Roster | null, expires: number, minSuite: number, circles: string[],
 *   devices: {pub: Uint8Array, role: string, circle: number, label: string}[]}} told
 */
export async function makeRoster({ signers, previous, expires, minSuite, circles, devices }) {
  // Protocol 2.3
  const payload = utf8(JSON.stringify({
    version: previous ? previous.version + 1 : 1, prev: b64u(previous ? previous.hash : NO_PREV), expires, min_suite: minSuite, circles,
    devices: devices.map(({ pub, role, circle, label }) => ({ pub: b64u(pub), role, circle, label })),
  }));
  await readRoster(payload);
  return signDocument(ROSTER_TYPE, payload, signers);
}

/** What one endpoint has accepted: it never goes back, and remembers every version it has seen. */
export class Pins {
  /** @param {Uint8Array} rootPub */
  constructor(rootPub) {
    this.rootPub = rootPub;
    /** @type {RootDocument | null} */
    this.root = null;
    /** @type {Roster | null} */
    this.roster = null;
    /** @type {Map<number, Roster>} */
    this.history = new Map();
    /** @private @type {string[]} */
    this.roots = [];
    /** @private @type {Map<number, string>} */
    this.texts = new Map();
    /** @private */
    this.turn = inTurn();
  }

  /** @param {string} text @param {number} now @param {boolean} [pinned]  from the own store, where time is not asked */
  loadRoot(text, now, pinned = false) {
    return this.turn(async () => {
      // Protocol 2.2 2.4
      const offered = await readRoot(await openDocument(text, ROOT_TYPE, [this.rootPub], 1));
      advance(this.root, offered);
      if (!pinned && offered.expires <= now) throw new Refusal('expired');
      if (!this.root || offered.version > this.root.version) this.roots.push(text);
      this.root = offered;
      return offered;
    });
  }

  /** Nothing changes when it is refused; rollback, fork and broken-chain are alarms. @param {string} text @param {number} now @param {boolean} [pinned] */
  loadRoster(text, now, pinned = false) {
    return this.turn(async () => {
      // Protocol 2.3 2.4
      const { root, roster: mine } = this;
      const offered = await readRoster(await openDocument(text, ROSTER_TYPE, root?.admins ?? [], root?.threshold ?? 1));
      advance(mine, offered);
      if (!pinned) {
        const expected = offered.version === 1 ? NO_PREV : mine && offered.version === mine.version + 1 ? mine.hash : offered.prev;
        if (!same(offered.prev, expected)) throw new Refusal('broken-chain');
        if (offered.expires <= now || (root && root.expires <= now)) throw new Refusal('expired');
        if (offered.expires > now + WEEK) throw new Refusal('too-far');
      }
      this.pin(offered, text);
      for (const [version, old] of this.history) {
        if (old === offered || old.expires + KEPT >= now) continue;
        this.history.delete(version);
        this.texts.delete(version);
      }
      return offered;
    });
  }

  /** @private @param {Roster} roster @param {string} text */
  pin(roster, text) {
    this.roster = roster;
    this.history.set(roster.version, roster);
    this.texts.set(roster.version, text);
  }

  /** A device of the newest roster. @param {Uint8Array} device @returns {Device | null} */
  device(device) {
    return this.roster?.byId.get(b64u(device)) ?? null;
  }

  /** A device that only an older roster still names. @param {Uint8Array} device @returns {Device | null} */
  former(device) {
    // Protocol 5.4
    const name = b64u(device);
    if (this.roster?.byId.has(name)) return null;
    for (const old of this.history.values()) if (old.byId.has(name)) return old.byId.get(name) ?? null;
    return null;
  }

  /** Whether there is a roster that has not expired. @param {number} now */
  maySeal(now) {
    // Protocol 2.4
    return this.roster !== null && now < this.roster.expires;
  }

  /** The rosters behind this version, the oldest first: whoever lost them can be given them, since they are signed. @param {number} version */
  rostersAfter(version) {
    return [...this.texts].filter(([one]) => one > version).sort(([a], [b]) => a - b).map(([, text]) => text);
  }

  /** The root documents behind this version, the oldest first. @param {number} version @returns {Promise<string[]>} */
  async rootsAfter(version) {
    const read = await Promise.all(this.roots.map(async (text) => /** @type {const} */ ([(await readRoot(await openDocument(text, ROOT_TYPE, [this.rootPub], 1))).version, text])));
    return read.filter(([one]) => one > version).map(([, text]) => text);
  }

  /** All that was accepted, to be kept; it names people, and holds no secret. */
  toJSON() {
    const rosters = this.rostersAfter(0);
    return JSON.stringify({ root_pub: b64u(this.rootPub), roots: this.roots, rosters });
  }

  /** What `toJSON` gave; every document is verified again, each roster by a root document of its time. @param {string} text */
  static async fromJSON(text) {
    // Protocol 2.4
    const told = JSON.parse(text);
    const pins = new Pins(key(told.root_pub));
    for (const root of told.roots) await pins.loadRoot(root, 0, true);
    const roots = [];
    for (const root of pins.roots) roots.unshift(await readRoot(await openDocument(root, ROOT_TYPE, [pins.rootPub], 1)));
    for (const document of told.rosters) pins.pin(await readRoster(await signedByAny(document, roots)), document);
    return pins;
  }
}

/** @param {string} text @param {RootDocument[]} roots */
async function signedByAny(text, roots) {
  for (const root of roots) {
    try {
      return await openDocument(text, ROSTER_TYPE, root.admins, root.threshold);
    } catch (error) {
      if (!(error instanceof Refusal) || error.reason !== 'threshold') throw error;
    }
  }
  throw new Refusal('threshold');
}

/** @param {{version: number, hash: Bytes} | null} mine @param {{version: number, hash: Bytes}} offered */
function advance(mine, offered) {
  // Protocol 2.4
  if (mine && offered.version < mine.version) throw new Refusal('rollback');
  if (mine && offered.version === mine.version && !same(offered.hash, mine.hash)) throw new Refusal('fork');
}

/** Whether this is a worker or supervisor whose circle the youth agreed to. @param {Device | null | undefined} device @param {number} audience */
export function inAudience(device, audience) {
  // Protocol 2.5 3.2
  return Boolean(device) && STAFF.includes(device?.role ?? '') && ((audience >> (device?.circle ?? 0)) & 1) === 1;
}

/** Whether a certificate holds now and here: time, then roster. @param {Pins} pins @param {Certificate} certificate @param {number} now @param {Guest | null} [guest] */
export function checkCertificate(pins, certificate, now, guest = null) {
  // Protocol 2.6
  if (now < certificate.nb - EARLY || now >= certificate.na) throw new Refusal('time');
  const fits = guest && same(certificate.edPub, guest.edPub)
    ? certificate.kind === GUEST
    : pins.device(certificate.device) !== null && certificate.kind !== GUEST;
  if (!fits) throw new Refusal('roster');
}

/** @param {Pins} pins @param {Certificate[]} certificates @param {number} now @param {Guest | null} guest */
function valid(pins, certificates, now, guest) {
  return certificates.filter((one) => {
    try {
      checkCertificate(pins, one, now, guest);
      return true;
    } catch (error) {
      if (error instanceof Refusal) return false;
      throw error;
    }
  });
}

/** @param {Certificate} a @param {Certificate} b */
function byAge(a, b) {
  // Protocol 3.1
  const kind = Number(a.kind === SHIFT) - Number(b.kind === SHIFT);
  return kind || a.nb - b.nb || a.na - b.na || (hex(a.keyId) < hex(b.keyId) ? -1 : 1);
}

/** @param {Certificate[]} certificates @param {(one: Certificate) => boolean} asked @returns {[string, Certificate][]} */
function newest(certificates, asked) {
  return [...new Map(certificates.filter(asked).sort(byAge).map((one) => /** @type {[string, Certificate]} */ ([b64u(one.device), one])))];
}

/**
 * Whom `sender` seals to now; refused when the roster has expired or the guest's key is too weak.
 * @param {{pins: Pins, sender: Uint8Array, certificates: Certificate[], audience: number, now: number, scope?: number,
 *   claim?: Claim | null, guest?: Guest | null}} asked
 * @returns {Promise<Recipients>}
 */
export async function recipients({ pins, sender, certificates, audience, now, scope = 0, claim: told = null, guest = null }) {
  // Protocol 3.1 3.2 3.3 3.4
  const { roster } = pins;
  if (!roster || now >= roster.expires) throw new Refusal('expired');
  const claim = claimAt(told, now);
  const good = valid(pins, certificates, now, guest);
  const strong = good.filter((one) => one.suite >= roster.minSuite);
  if (guest && scope === 0 && good.some((one) => one.kind === GUEST) && !strong.some((one) => one.kind === GUEST)) throw new Refusal('guest-suite');
  const staff = new Set(roster.devices.filter((one) => inAudience(one, audience)).map((one) => b64u(one.device)));
  const onShift = new Set(strong.filter((one) => one.kind === SHIFT).map((one) => b64u(one.device)));
  const youths = new Set(guest ? [b64u(guest.device)] : roster.devices.filter((one) => one.role === 'bot').map((one) => b64u(one.device)));
  const me = b64u(sender);
  let wanted = staff;
  const claimer = claim && b64u(claim.claimer);
  if (claim && claimer && staff.has(claimer) && !(youths.has(me) && !onShift.has(claimer))) {
    wanted = new Set([claimer, ...claim.joined.map(b64u)].filter((one) => staff.has(one)));
  }
  const shiftOnly = [...staff].some((one) => onShift.has(one));
  const chosen = new Map(newest(strong, (one) => wanted.has(b64u(one.device)) && (one.kind === SHIFT || !shiftOnly)));
  if (scope === 0) for (const [name, one] of newest(strong, (c) => youths.has(b64u(c.device)))) chosen.set(name, one);
  chosen.delete(me);
  const order = [...chosen.values()].sort((a, b) => (hex(a.device) < hex(b.device) ? -1 : 1));
  return { scope, audience, claim, certificates: order, version: roster.version, hash: roster.hash, expires: roster.expires };
}

/** The same claim without whoever's time is over. @param {Claim | null} claim @param {number} now @returns {Claim | null} */
function claimAt(claim, now) {
  // Protocol 3.4
  if (!claim?.ends?.length) return claim;
  const over = new Set(claim.ends.filter(([, until]) => until <= now).map(([device]) => b64u(device)));
  return { claimer: claim.claimer, joined: claim.joined.filter((one) => !over.has(b64u(one))) };
}

/** Which workers and supervisors of the audience are there. @param {Pins} pins @param {Certificate[]} certificates @param {number} audience @param {number} now */
export function onCall(pins, certificates, audience, now) {
  const strong = valid(pins, certificates, now, null).filter((one) => pins.roster && one.suite >= pins.roster.minSuite);
  const there = newest(strong, (one) => inAudience(pins.device(one.device), audience)).map(([, one]) => one);
  const shift = there.filter((one) => one.kind === SHIFT).map((one) => one.device);
  return { shift, standby: there.filter((one) => one.kind !== SHIFT).map((one) => one.device) };
}
