/** What is picked and written for a packet that was not asked about yet: it rests sealed, like a draft. */

/** @typedef {import('../desk/engine.js').DeskEngine} DeskEngine */
/**
 * @typedef {object} Picking
 * @property {string} kind  for whom
 * @property {string} code  on what ground
 * @property {string[]} picked  messages, by their ids
 * @property {string} summary
 * @property {string} told
 * @property {string} why
 */

/** @param {boolean} live @returns {Picking} */
export const nothingPicked = (live) => ({ kind: 'police', code: live ? 'agreed' : 'court_order', picked: [], summary: '', told: '', why: '' });

/** Whether somebody picked or wrote something that would be missed. @param {Picking} one */
export const worthKeeping = (one) => Boolean(one.picked.length || one.summary.trim() || one.why.trim());

/** One for each conversation, until it is asked or begun anew. */
export class Pickings {
  /** @param {DeskEngine} desk */
  constructor(desk) {
    this.desk = desk;
    /** @private @type {Map<string, Picking | null>} */ this.newest = new Map();
    /** @private */ this.writing = Promise.resolve();
  }

  /** What rests for this conversation. @param {string} conversation @returns {Promise<Picking | null>} */
  async open(conversation) {
    await this.writing;
    const kept = await this.desk.session.keystore.getJson(`picking:${conversation}`);
    return kept && Array.isArray(kept.picked) ? kept : null;
  }

  /** Keep it now; one that is older never lands behind a newer. @param {string} conversation @param {Picking | null} picking  null: forget it */
  keep(conversation, picking) {
    this.newest.set(conversation, picking && worthKeeping(picking) ? picking : null);
    const write = async () => {
      if (!this.newest.has(conversation)) return;
      const last = this.newest.get(conversation);
      this.newest.delete(conversation);
      const [{ keystore }, name] = [this.desk.session, `picking:${conversation}`];
      const talk = this.desk.talks.get(conversation);
      // Of a conversation that is gone nothing is written any more.
      await (last && talk ? talk.shelf.putJson(name, last) : keystore.remove(name));
    };
    this.writing = this.writing.then(write, write);
    return this.writing;
  }
}
