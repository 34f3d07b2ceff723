/** An unlocked studio: signed in by the desk's own doors, with the draft that all editors share. */
import { isForPractice } from '../doors/published/newest.js';
import { maySeeStudio, SignedIn } from '../doors/session.js';
import { Refusal } from '../parts/relay.js';
import { Studio } from './drafts.js';
import { Looking } from './review/looking.js';

const LOOK_MS = 20_000;

export class Editing extends SignedIn {
  /** @param {import('../doors/keys/drawer.js').Opened} opened @param {import('../sealing/roster.js').Pins} pins @param {{onEnd: (says: string) => void}} terms */
  constructor(opened, pins, terms) {
    super(opened, pins, terms);
    /** The trial talk, so that it can be walked again after a change in another screen. @type {import('./trying.js').Trial} */
    this.trial = { from: '', deeds: [], host: { oncall: true, talking: false, lang: '', now: Date.now() } };
    this.studio = new Studio({ relay: this.relay, vault: opened.vault });
    this.looking = new Looking(opened.vault);
    this.forPractice = isForPractice(location.hostname);
  }

  /** Sign in and read the draft. Throws a Refusal when the relay will not have this device, or not here. */
  async start() {
    await this.arrive();
    if (!maySeeStudio(this.me)) throw new Refusal('not-studio', 'The studio is for editors. Supervisors and coordinators may read it. Ask your coordinator if this device should be one of them.', 403);
    await this.looking.open();
    await this.studio.start();
    this.endings.push(this.studio.subscribe(() => this.changed()), this.looking.subscribe(() => this.changed()), () => this.studio.stop(), this.live.on('content', () => void this.look()));
    const round = setInterval(() => void this.look(), LOOK_MS);
    this.endings.push(() => clearInterval(round));
    this.listen();
  }

  /** @protected @override */
  async catchUp() {
    await super.catchUp();
    await this.look();
    void this.studio.flush();
  }

  /** Look now whether somebody else has saved, asked or signed. */
  async look() {
    try {
      await this.studio.look();
    } catch (error) {
      // The next look may find the relay again; what is typed meanwhile is kept here.
      if (!(error instanceof Refusal)) throw error;
    }
  }
}
