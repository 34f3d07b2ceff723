/** Who is behind a device: two devices of one worker are one person, here as at the relay. */

/**
 * Devices whose labels on the signed list of people read alike are one person's, in whatever case, width and blanks.
 * @param {string} label
 */
export const personOf = (label) => label.normalize('NFKC').toLowerCase().split(/\s+/u).filter(Boolean).join(' ');
