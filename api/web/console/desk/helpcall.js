/** One call for a second person: what the worker who made it reads, in the order of what happened. */
import { inOrder } from '../../parts/in_order.js';
import { Refusal, sentenceOf } from '../../parts/relay.js';
import { PRACTISED, woken } from './helpwords.js';

/** @typedef {{called: string[], asleep: string[]}} Told */
/** @typedef {{called: import('./helpwords.js').Woken[], everybody: boolean}} Standing */

export class HelpCall {
  /**
   * @param {object} terms
   * @param {() => Promise<Told>} terms.press  calls; says who is woken, and who cannot be
   * @param {() => Promise<Standing | undefined>} terms.standing  how far it went, and what they said
   * @param {boolean} terms.practice  nobody is woken
   * @param {() => void} terms.onChange
   */
  constructor({ press, standing, practice, onChange }) {
    /** @private */ this.terms = { press, standing, practice, onChange };
    /** @private */ this.order = inOrder();
    /** @private @type {string[]} */ this.asleep = [];
    this.says = 'Calling a second person…';
    this.failed = false;
    /** The relay has told how far it went. @private */
    this.went = false;
  }

  async call() {
    const { press, practice } = this.terms;
    try {
      const read = await this.order(async () => {
        const told = await press();
        this.asleep = told.asleep;
        return told.called.map((label) => ({ label, answer: null }));
      });
      this.failed = false;
      // A ring may have told meanwhile that somebody comes; that is not taken back by the answer to the press.
      if (read) this.says = practice ? PRACTISED : woken(read.answer, this.asleep, false);
    } catch (error) {
      // Where a look has shown how far it went, its answer was lost and the call was not.
      if (!this.went) {
        this.failed = true;
        this.says = `The call did not go out. ${sentenceOf(error)} Please pick up a phone:`;
      }
    }
    this.terms.onChange();
    await this.look();
  }

  /** Look again with each ring, and when a line that was away is back. @param {Pick<import('./session.js').Live, 'on'>} live @returns {() => void} what ends it */
  watch(live) {
    const offs = ['pages', 'welcome'].map((bell) => live.on(bell, () => void this.look()));
    return () => offs.forEach((off) => off());
  }

  /** A call whose answer was lost on its way did go out. */
  async look() {
    if (this.terms.practice) return;
    try {
      const read = await this.order(this.terms.standing);
      if (!read?.answer) return;
      this.went = true;
      this.failed = false;
      this.says = woken(read.answer.called, this.asleep, read.answer.everybody);
      this.terms.onChange();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error; // The next ring brings it.
    }
  }
}
