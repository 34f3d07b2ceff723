/** A worker's browser that makes its own keys and talks with the Python end, for the cross-language test. */
import * as keys from '../../api/web/sealing/keys.js';
import { Reader } from '../../api/web/sealing/open.js';
import { CIRCLES, makeRoot, makeRoster, Pins, recipients, WEEK } from '../../api/web/sealing/roster.js';
import { Sender } from '../../api/web/sealing/seal.js';

const { b64u, Refusal, unb64u } = keys;

/** A line that this browser founds: root, admin, itself; and the devices that Python brings. */
export class Desk {
  constructor(now, conversation) {
    this.now = now;
    this.conversation = unb64u(conversation);
    this.held = [];
  }

  async found(suite, strangers) {
    // Protocol 7.1
    const { now } = this;
    this.lock = await keys.kek(await keys.phraseSecret('  One two THREE four five six seven ', new Uint8Array(16)), new Uint8Array(16));
    const made = await keys.makeIdentity(this.lock);
    this.identity = await keys.openIdentity(structuredClone(made.record), this.lock);
    const admin = (await keys.makeIdentity(this.lock)).identity;
    const { root, seed } = await keys.makeRoot();
    if (b64u((await keys.rootFromSeed(seed)).pub) !== b64u(root.pub)) throw new Error('the kit does not give the root back');
    const held = await keys.makeReceiveKey(this.lock, suite);
    this.held = [await keys.openReceiveKey(structuredClone(held.record), this.lock)];
    const certificate = await keys.makeCertificate(this.identity, this.held[0], keys.SHIFT, now, now + keys.DAY);
    const rootText = await makeRoot({ root, version: 1, admins: [admin.pub], threshold: 1, expires: now + 100 * keys.DAY });
    const devices = [{ pub: this.identity.pub, role: 'worker', circle: 0, label: 'Désk ᐊᓂᔑᓈᐯᒧᐎᓐ "1"' }];
    for (const [pub, role] of strangers) devices.push({ pub: unb64u(pub), role, circle: 0, label: role });
    const rosterText = await makeRoster({ signers: [admin], previous: null, expires: now + WEEK, minSuite: 1, circles: CIRCLES, devices });
    this.pins = new Pins(root.pub);
    await this.pins.loadRoot(rootText, now);
    await this.pins.loadRoster(rosterText, now);
    this.reader = new Reader({ me: this.identity.device, conversation: this.conversation, keys: () => this.held, pins: this.pins });
    const { reader } = this;
    this.sender = new Sender({ identity: this.identity, conversation: this.conversation, keep: (...told) => reader.keep(...told) });
    return { rootPub: b64u(root.pub), root: rootText, roster: rosterText, certificate: b64u(certificate), suite: this.held[0].suite };
  }

  /** What each frame came to: its payload, its kind, or the reason of its refusal. */
  async read(frames) {
    const found = [];
    for (const frame of frames) {
      try {
        const got = await this.reader.receive(unb64u(frame), this.now);
        found.push({ kind: got.kind, readable: got.readable, marked: got.marked, payload: got.payload });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        found.push({ refuse: error.reason });
      }
    }
    return found;
  }

  /** Frames of these payloads, sealed to the devices of the certificates. */
  async write(payloads, certificates, scope = 0) {
    const frames = [];
    for (const payload of payloads) {
      const to = await recipients({
        pins: this.pins, sender: this.identity.device, certificates: await keys.readCertificates(certificates.map(unb64u)),
        audience: 1, now: this.now, scope,
      });
      frames.push(...(await this.sender.seal(payload, to, this.now)).frames.map(b64u));
    }
    return frames;
  }

  /** Everything that this desk can open, granted to a colleague. */
  async grant(certificate) {
    const to = await keys.readCertificate(unb64u(certificate));
    return (await this.sender.grant(to, this.reader.sessionSecrets(), this.pins, 1, this.now)).map(b64u);
  }

  /** A reload: secrets and chain heads rest under the KEK, and the same frames are read again without any receive key. */
  async reload(frames) {
    const box = await keys.sealAtRest(this.lock, 'sessions', this.reader.packSecrets(this.now));
    const heads = this.reader.headsJSON();
    this.held = [];
    const pins = await Pins.fromJSON(this.pins.toJSON());
    this.reader = new Reader({ me: this.identity.device, conversation: this.conversation, keys: () => this.held, pins, heads });
    await this.reader.unpackSecrets(await keys.openAtRest(this.lock, 'sessions', box));
    const found = await this.read(frames);
    return { found, heldBack: [...await this.reader.endReread()] };
  }

  /** What must not be possible with this desk's keys: taking one out, or opening a box under another lock or purpose. */
  async guard() {
    const record = (await keys.makeIdentity(this.lock)).record;
    const other = await keys.kek(new Uint8Array(32), new Uint8Array(16));
    const box = await keys.sealAtRest(this.lock, 'draft', new Uint8Array(3));
    const reasons = [];
    for (const wish of [() => keys.openIdentity(record, other), () => keys.openAtRest(this.lock, 'sessions', box), () => keys.openAtRest(other, 'draft', box),
      () => keys.openIdentity({ ...record, pub: this.identity.pub }, this.lock)]) {
      reasons.push(await wish().then(() => 'opened', (error) => error.reason));
    }
    const handles = [this.identity.key, ...this.held.flatMap((one) => [one.pair.privateKey.x25519 ?? one.pair.privateKey])];
    return { reasons, extractable: handles.map((one) => one.extractable), mlKem: await keys.hasMlKem() };
  }
}

/** A browser without ML-KEM: its own key is suite 1, and it still seals to suite 2. */
export async function withoutMlKem(pub) {
  const has = await keys.hasMlKem();
  const lock = await keys.kek(new Uint8Array(32), new Uint8Array(16));
  const { key } = await keys.makeReceiveKey(lock);
  return { has, own: key.suite, wrapped: b64u(await keys.wrap(2, unb64u(pub), new Uint8Array(32).fill(7), new Uint8Array([1]))) };
}
