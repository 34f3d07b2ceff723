/** What waits to be said, and how its sealed frames go to the relay by a plain request. */

/**
 * @typedef {object} Outgoing
 * @property {string} id
 * @property {Record<string, any>} payload
 * @property {number} scope
 * @property {number} at
 * @property {string[]} frames  b64u; empty until sealed
 * @property {string | null} mid
 * @property {'waiting' | 'sending' | 'landed' | 'failed' | 'held'} state  landed: the relay has it, and has not given it back yet; held: a note that no colleague may read yet
 * @property {string | null} says
 * @property {string[]} [to]  handed on to these devices only, together with the history
 * @property {string[]} [keys]  certificates that the relay does not hand out
 */

/**
 * n x (length u32, frame).
 * @param {Uint8Array[]} frames
 */
export function joined(frames) {
  const bytes = new Uint8Array(frames.reduce((n, frame) => n + 4 + frame.length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const frame of frames) {
    view.setUint32(at, frame.length);
    bytes.set(frame, at + 4);
    at += 4 + frame.length;
  }
  return bytes;
}
