/** Asking to be let in: at once, and again now and then, since a list of those who wait has an end. */
import { passing, Refusal } from '../../parts/relay.js';
import { b64u, enrolMac, unb64u } from '../../sealing/keys.js';

/** A device that others crowded out, or that was forgotten after a week, is there again so soon. Asking twice is asking once. */
export const AGAIN_MS = 10 * 60_000;

export class Asking {
  /**
   * @param {import('../../sealing/keys.js').Identity} identity @param {{root: string, secret: string, label: string, role: string}} joining
   * @param {import('../../parts/relay.js').Relay} relay
   */
  constructor(identity, joining, relay) {
    this.identity = identity;
    this.joining = joining;
    this.relay = relay;
    /** @private @type {number | null} */ this.asked = null;
  }

  /** Ask if it is time. Throws the relay's no, or that the link is for another line. Protocol 7.2. @param {number} now */
  async ask(now) {
    if (this.asked !== null && Math.abs(now - this.asked) < AGAIN_MS) return;
    const { root, secret, label, role } = this.joining;
    try {
      // Who the line says it is proves nothing; but where it says that it is another one, a name need not be left there.
      const line = await this.relay.call('GET', '/api/line');
      if (line.root !== root) throw new Refusal('other-line', 'This address does not know the line that invited you. Ask for a new link.', 404);
      const mac = b64u(await enrolMac(unb64u(secret), this.identity.pub, label));
      await this.relay.call('POST', '/api/enrolments', { ed_pub: b64u(this.identity.pub), label, mac, role });
    } catch (error) {
      // It waits already: a relay that is busy is asked again at the next look, and nobody need read so.
      if (this.asked === null || !passing(error)) throw error;
      return;
    }
    this.asked = now;
  }
}
