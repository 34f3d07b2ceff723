/** Runs the cases of ql1.json against api/web/sealing, in Node and in a browser alike. */
import * as keys from '../../api/web/sealing/keys.js';
import { Reader } from '../../api/web/sealing/open.js';
import { concat, header, MSG, packHeader, pad, pae, readObject, unpad } from '../../api/web/sealing/padding.js';
import * as roster from '../../api/web/sealing/roster.js';
import { sealMessage } from '../../api/web/sealing/seal.js';

const { b64u, Refusal, unb64u } = keys;
const subtle = globalThis.crypto.subtle;

/** Where WebCrypto has ML-KEM, as in Chromium. A test in Node gives a decapsulator of its own instead. */
const native = async (row) => keys.nativeDecapsulate(await subtle.importKey('pkcs8', unb64u(row.mlkem_pkcs8), 'ML-KEM-768', false, ['decapsulateBits']));

export const kinds = (vectors) => Object.keys(vectors).filter((kind) => !['meta', 'world', 'frames'].includes(kind));

/** Two values as JSON says them, equal or an error that shows both. */
function equal(found, expected, where = '') {
  if (JSON.stringify(found) !== JSON.stringify(expected)) throw new Error(`${where} ${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`);
}

export class Runner {
  constructor(vectors, decapsulator = native) {
    this.vectors = vectors;
    this.world = vectors.world;
    this.decapsulator = decapsulator;
  }

  run(kind, case_) {
    return this[kind === 'refuse' ? 'open' : kind](case_);
  }

  frame(name) {
    if (typeof name === 'string') return unb64u(this.vectors.frames[name]);
    const [base, size] = name.zero_extend;
    const frame = new Uint8Array(size);
    frame.set(this.frame(base));
    return frame;
  }

  async identity(row) {
    const key = await subtle.importKey('pkcs8', unb64u(row.ed_pkcs8), 'Ed25519', false, ['sign']);
    return keys.Identity.of(key, unb64u(row.ed_pub));
  }

  named(name) {
    return this.identity(this.world.keys[name]);
  }

  receiveKeys(name) {
    return Promise.all(this.world.keys[name].recv.map(async (row) => {
      const x25519 = await subtle.importKey('pkcs8', unb64u(row.x25519_pkcs8), 'X25519', false, ['deriveBits']);
      return keys.ReceiveKey.of(row.suite, unb64u(row.pub), x25519, row.suite === 2 ? await this.decapsulator(row) : null);
    }));
  }

  async guest(told) {
    if (!told) return null;
    const edPub = unb64u(told.ed_pub);
    return { conversation: unb64u(told.conversation), edPub, device: await keys.deviceId(edPub) };
  }

  async pins(rosters, now) {
    const pins = new roster.Pins(unb64u(this.world.root_pub));
    await pins.loadRoot(this.world.docs.root, now);
    for (const name of rosters) await pins.loadRoster(this.world.docs[name], now);
    return pins;
  }

  /** The value of a wish, or the reason of its refusal, against what the case expects. */
  async expect(case_, wish) {
    let found;
    try {
      found = await wish();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return equal(error.reason, case_.refuse);
    }
    equal(null, case_.refuse ?? null, b64u(new Uint8Array()));
    return found;
  }

  async ids(c) {
    if (c.pub) return equal(b64u(await keys.receiveKeyId(unb64u(c.pub))), c.receive_key_id);
    equal(b64u(await keys.deviceId(unb64u(c.ed_pub))), c.device_id);
    return equal(b64u(await keys.guestConversation(unb64u(c.ed_pub))), c.conversation_id);
  }

  async commit(c) {
    equal(b64u(await keys.commit(unb64u(c.ss), unb64u(c.session))), c.commit);
  }

  async message_key(c) {
    if (!c.frame) {
      const { key, nonce } = await keys.messageKey(unb64u(c.ss), unb64u(c.header));
      return equal([b64u(key), b64u(nonce)], [c.key, c.nonce]);
    }
    const signer = await keys.rootFromSeed(unb64u(c.ed_seed));
    const [conversation, session, mid, prev] = [c.conversation, c.session, c.mid, c.prev].map(unb64u);
    const head = packHeader({ type: MSG, suite: 0, conversation, sender: signer.device, session, seq: c.seq, ts: c.ts, mid, prev });
    return equal(b64u(await sealMessage(signer, unb64u(c.ss), head, unb64u(c.payload))), c.frame);
  }

  async padding(c) {
    const data = await this.expect(c, async () => unpad(unb64u(c.padded)));
    if (c.data === undefined) return;
    equal(b64u(pad(unb64u(c.data))), c.padded);
    equal(b64u(data), c.data);
  }

  async dsse(c) {
    const payload = await this.expect(c, async () => {
      const opened = await roster.openDocument(c.env, c.type, c.pubs.map(unb64u), c.threshold);
      if (c.read) readObject(opened, 'duplicate-key', 'format');
      return opened;
    });
    if (!c.refuse) equal(b64u(payload), c.payload);
    if (c.pae) equal(b64u(pae(c.type, unb64u(c.payload))), c.pae);
  }

  async roster(c) {
    const pins = new roster.Pins(unb64u(c.root_pub));
    for (const step of c.steps) {
      const wish = () => (step.op === 'load_root' ? pins.loadRoot(step.env, step.now, step.pinned) : pins.loadRoster(step.env, step.now, step.pinned));
      await this.expect(step.expect, wish);
    }
    equal([pins.roster?.version ?? 0, b64u(pins.roster?.hash ?? new Uint8Array(32))], [c.version, c.hash]);
    const again = await roster.Pins.fromJSON(pins.toJSON());
    equal([again.toJSON(), again.roster?.hash, again.root?.hash], [pins.toJSON(), pins.roster?.hash, pins.root?.hash]);
  }

  async certificates(c) {
    if (c.make) {
      const row = Object.values(this.world.keys).find((one) => one.ed_seed === c.ed_seed);
      const made = await keys.makeCertificate(await this.identity(row), { suite: c.suite, pub: unb64u(c.pub) }, c.kind, c.nb, c.na);
      return equal(b64u(made), c.cert);
    }
    const pins = await this.pins([c.roster], this.world.now);
    const guest = await this.guest(c.guest);
    const found = await this.expect(c, async () => {
      const certificate = await keys.readCertificate(unb64u(c.cert));
      roster.checkCertificate(pins, certificate, c.now, guest);
      return certificate;
    });
    return c.refuse ? undefined : equal([b64u(found.device), b64u(found.keyId)], [c.device, c.receive_key_id]);
  }

  async targets(c) {
    const pins = await this.pins([c.roster], c.loaded_at);
    const claim = c.claim && { claimer: unb64u(c.claim.claimer), joined: c.claim.joined.map(unb64u) };
    const certificates = await keys.readCertificates(c.certs.map((name) => unb64u(this.world.certs[name])));
    const [guest, { device: sender }] = [await this.guest(c.guest), await this.named(c.sender)];
    const asked = { pins, sender, certificates, audience: c.audience, now: c.now, scope: c.scope, claim, guest };
    const found = await this.expect(c, () => roster.recipients(asked));
    if (!c.refuse) equal(found.certificates.map((one) => [b64u(one.device), b64u(one.keyId)]), c.devices);
  }

  async open(c) {
    const endpoint = {
      me: (await this.named(c.me)).device, keys: await this.receiveKeys(c.me), pins: await this.pins(c.rosters, this.world.now), readers: new Map(),
      guests: new Map(await Promise.all(c.guests.map(async (one) => [one.conversation, await this.guest(one)]))),
    };
    for (const [number, step] of c.steps.entries()) {
      const found = await this.step(endpoint, step);
      const marks = step.expect.kind ? { wide: false, former: false } : {};
      for (const [name, value] of Object.entries({ ...marks, ...step.expect })) equal(found[name], value, `step ${number} ${name}:`);
    }
  }

  reader({ me, keys: held, pins, readers, guests }, frame) {
    let name = this.world.conversation;
    try {
      name = b64u(header(frame).conversation);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
    if (!readers.has(name)) readers.set(name, new Reader({ me, conversation: unb64u(name), keys: () => held, pins, guest: guests.get(name) }));
    return readers.get(name);
  }

  async step(endpoint, step) {
    try {
      if (step.op === 'load_roster') {
        await endpoint.pins.loadRoster(this.world.docs[step.roster], step.now, step.pinned);
      } else if (step.op === 'reread') {
        for (const reader of endpoint.readers.values()) await reader.beginReread();
      } else if (step.op === 'reread_end') {
        const ended = [];
        for (const reader of endpoint.readers.values()) ended.push(...await reader.endReread());
        return { held_back: ended.sort() };
      } else {
        const frame = this.frame(step.frame);
        const reader = this.reader(endpoint, frame);
        const got = step.op === 'receive' ? await reader.receive(frame, step.now) : await reader.reopen(frame, step.now);
        return { ...got, ...(got.raw ? { payload: b64u(got.raw) } : {}) };
      }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { refuse: error.reason, marked: error.marked };
    }
    return { ok: true };
  }

  async signin(c) {
    const message = await keys.signInMessage(c.origin, unb64u(c.challenge));
    if (c.message) {
      equal(b64u(message), c.message);
      equal(b64u(await keys.signIn(await keys.rootFromSeed(unb64u(c.ed_seed)), c.origin, unb64u(c.challenge))), c.sig);
    }
    equal(await keys.verify(unb64u(c.ed_pub), unb64u(c.sig), message), !c.refuse);
  }

  async enrol(c) {
    equal(b64u(await keys.enrolMac(unb64u(c.secret), unb64u(c.ed_pub), c.label)), c.mac);
    equal(await keys.checkEnrolMac(concat(unb64u(c.mac)), unb64u(c.secret), unb64u(c.ed_pub), `${c.label}.`), false);
  }

  async safety_number(c) {
    equal(await keys.safetyNumber(unb64u(c.root_pub), unb64u(c.ed_pub)), c.digits);
  }

  async kek(c) {
    equal(b64u(await keys.kekBytes(unb64u(c.secret), unb64u(c.salt))), c.kek);
  }
}

/** Every case, one after the other: how many ran, and what went wrong with which. */
export async function runAll(vectors, decapsulator) {
  const runner = new Runner(vectors, decapsulator);
  const failed = [];
  let ran = 0;
  for (const kind of kinds(vectors)) {
    for (const case_ of vectors[kind]) {
      ran += 1;
      await runner.run(kind, case_).catch((error) => failed.push(`${kind}: ${case_.name}: ${error}`));
    }
  }
  return { ran, failed };
}
