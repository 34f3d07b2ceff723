/** Who is behind a device: two devices of one worker are one person, here as at the relay. */
import { fromB64u } from './bytes.js';

/**
 * Devices whose labels on the signed list of people read alike are one person's, in whatever case, width and blanks.
 * @param {string} label
 */
export const personOf = (label) => label.normalize('NFKC').toLowerCase().split(/\s+/u).filter(Boolean).join(' ');

/**
 * Whose device it is, in a word that all of a person's devices share. Who left the list is nobody's other device: a new
 * colleague may carry the name of one who went.
 * @param {{device: (id: Uint8Array) => {label: string} | null}} list  the newest signed list of people
 * @param {string} device
 */
export function personBehind(list, device) {
  const listed = list.device(fromB64u(device));
  return listed ? `the person ${personOf(listed.label)}` : device;
}
