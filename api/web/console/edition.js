/** What the desk shows beside conversations: as two editors signed it, or as the program came with it. */
import { NotBelieved } from '../doors/published/editions.js';
import { newest } from '../doors/published/newest.js';
import { Refusal } from '../parts/relay.js';
import { inTurn, utf8 } from '../sealing/padding.js';
import { deskOf } from './desk/published.js';

/** @typedef {import('../doors/published/editions.js').Believed} Believed */
/** @typedef {import('./desk/session.js').DeskContent} DeskContent */
/**
 * @typedef {object} Terms
 * @property {{call: (method: string, path: string) => Promise<any>, bytes: (path: string) => Promise<Uint8Array>}} relay
 * @property {{put: (name: string, bytes: Uint8Array) => Promise<void>, get: (name: string) => Promise<Uint8Array | null>}} vault
 * @property {import('../sealing/roster.js').Pins} pins
 * @property {() => number} now
 * @property {boolean} practice  whether this line may show what is for practice
 */

const KEPT = 'edition';
const UNREADABLE = 'what came cannot be read';
/** Why what came was not taken, in a worker's words. @type {Record<string, string>} */
const WHY = {
  rollback: 'the relay brought an older version back', fork: 'the relay has two different versions under one number', 'broken-chain': 'the newest version does not follow from the one before it',
  edition: 'what came is not what the editors signed', threshold: 'no editor of this line signed what came', 'one-signature': 'only one editor signed what came, and it takes two',
  early: 'what came is dated later than now; look at the clock of this computer', gone: 'the relay says that editors never published anything',
  practice: 'what came is for practice, with numbers that nobody has called', expired: 'the signed list of people has run out, so nobody can tell who is an editor',
};

/** The newest edition that this browser believes; whatever the relay does, an older one does not come back. */
export class DeskEdition {
  /** @param {Terms} terms */
  constructor(terms) {
    this.terms = terms;
    /** @type {Believed | null} */ this.believed = null;
    /** @type {DeskContent | null} */ this.content = null;
    /** Why the services shown may be old; a word of `WHY`. @type {string | null} */ this.trouble = null;
    /** Services that dropped out since they were signed, by name (C12). @type {string[]} */ this.late = [];
    /** @private */ this.turn = inTurn();
    /** @private */ this.opened = false;
  }

  /** What the desk shows now; asked of the relay once, and again by `look`. @returns {Promise<DeskContent>} */
  async newest() {
    if (!this.content) await this.look().catch((error) => { if (!this.content) throw error; });
    if (!this.content) throw new Refusal('content', 'The services cannot be shown yet. Try again in a minute.');
    return this.content;
  }

  /** Ask the relay for news, and take it if two editors stand behind it. A Refusal: the relay cannot be asked, and all stays as it is. @returns {Promise<void>} */
  look() {
    return this.turn(async () => {
      if (!this.opened) await this.open();
      try {
        await this.take();
        this.trouble = null;
      } catch (error) {
        if (!(error instanceof NotBelieved)) throw error;
        this.trouble = error.reason;
      } finally {
        this.today();
      }
      // Editors have not published, or nothing of it can be believed yet: as the program came.
      if (!this.believed) this.show(await this.terms.relay.call('GET', '/api/content/desk'));
    });
  }

  /** A day is over: what was called too long ago drops out, whatever was signed (C12). */
  today() {
    if (!this.believed) return;
    const { content, late } = deskOf(this.believed.edition, this.terms.now());
    this.show(content);
    this.late = late;
  }

  /** The same words stay the same object, so that nobody draws them again. @private @param {DeskContent} content */
  show(content) {
    if (JSON.stringify(content) !== JSON.stringify(this.content)) this.content = content;
  }

  /** What everybody at the desk is told when the services shown may be old. */
  get warning() {
    return this.trouble && `Numbers and ready replies here may be old: ${WHY[this.trouble] ?? UNREADABLE}. Before you give one, ask a colleague, and tell your coordinator.`;
  }

  /** What a coordinator is told when numbers dropped out. */
  get alarm() {
    const [one, ...more] = this.late;
    if (!one) return null;
    return `${[one, ...more].join(', ')}: called too long ago, so nobody is shown ${more.length ? 'them' : 'it'} any more. Ask two editors to call, each of them, and to publish it again in the studio.`;
  }

  /** What was believed the last time. @private */
  async open() {
    this.opened = true;
    try {
      const kept = await this.terms.vault.get(KEPT);
      if (!kept) return;
      const believed = JSON.parse(new TextDecoder().decode(kept));
      if (believed.edition.practice && !this.terms.practice) return;
      this.content = deskOf(believed.edition, this.terms.now()).content;
      this.believed = believed;
    } catch {
      this.believed = null; // what cannot be opened any more is fetched anew
    }
  }

  /** @private */
  async take() {
    const { relay, vault, pins, now, practice } = this.terms;
    const believed = await newest({ relay, pins, now: now(), before: this.believed, shipped: () => relay.call('GET', '/api/content/shipped'), practice });
    if (!believed) return;
    try {
      deskOf(believed.edition, now());
    } catch {
      throw new NotBelieved('screens');
    }
    await vault.put(KEPT, utf8(JSON.stringify(believed)));
    this.believed = believed;
  }
}
