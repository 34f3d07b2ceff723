/** The newest edition that the relay hands over, believed in one way: by the desk, and by the studio. */
import { Refusal } from '../../parts/relay.js';
import { believe, NotBelieved } from './editions.js';

/** @typedef {import('./editions.js').Believed} Believed */
/**
 * @typedef {object} Terms
 * @property {{bytes: (path: string) => Promise<Uint8Array>}} relay
 * @property {import('../../sealing/roster.js').Pins} pins
 * @property {number} now
 * @property {Believed | null} before  what was believed until now
 * @property {() => Promise<import('./alone.js').Json>} shipped  the edition that the program came with
 * @property {boolean} practice  whether this line may show what is for practice
 */

/** Whether a line stands on one's own machine, as the relay has it (`api/settings.py`): only there numbers that nobody checked may be shown. @param {string} host */
export const isForPractice = (host) => ['localhost', '127.0.0.1', '[::1]'].includes(host) || host.endsWith('.localhost');

/** News, or null; NotBelieved says why nothing of it is taken, a Refusal that the relay cannot be asked. @param {Terms} terms @returns {Promise<Believed | null>} */
export async function newest({ relay, pins, now, before, shipped, practice }) {
  const body = await relay.bytes('/api/content/edition').catch((error) => {
    if (error instanceof Refusal && error.status === 404) return null;
    throw error;
  });
  if (!body && before) throw new NotBelieved('gone');
  if (!body) return null;
  // Protocol 2.4: who may sign is not known any more.
  if (!pins.roster || !pins.maySeal(now)) throw new NotBelieved('expired');
  const believed = await believe(body, pins.roster, before, shipped, now);
  if (believed?.edition.practice && !practice) throw new NotBelieved('practice');
  return believed;
}
