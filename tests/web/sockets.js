/** A live line whose sockets a test holds in its hands: what stories of a line that is lost and found stand on. */
import { Live } from '../../api/web/parts/live.js';

/** Every socket that was dialled, the first one first. @type {FakeSocket[]} */
export const sockets = [];

class FakeSocket {
  constructor() {
    this.sent = [];
    this.closed = false;
    this.bufferedAmount = 0;
    sockets.push(this);
  }
  send(data) { this.sent.push(typeof data === 'string' ? JSON.parse(data) : data); }
  close() { this.closed = true; }
  hears(event) { this.onmessage({ data: typeof event === 'string' || event instanceof ArrayBuffer ? event : JSON.stringify(event) }); }
}

export const settle = () => new Promise((resolve) => { setImmediate(resolve); });
export const live = (terms = {}) => new Live({ url: 'ws://here/api/live', token: async () => 'token', connect: () => /** @type {any} */ (new FakeSocket()), ...terms });
export const conversation = Uint8Array.from({ length: 16 }, (_, i) => i);

/** @param {number} cursor */
export function frameAt(cursor) {
  const bytes = new Uint8Array(17 + 200);
  bytes[0] = 3;
  new DataView(bytes.buffer).setBigUint64(1, BigInt(cursor));
  bytes.set(conversation, 17 + 8);
  return bytes.buffer;
}

/** A line that stands. */
export async function opened(terms = {}) {
  const one = live(terms);
  one.start();
  await settle();
  sockets[0].onopen();
  sockets[0].hears({ t: 'welcome' });
  return one;
}
