/** The recovery kit's letters: a root key to be copied by hand, in which a slip is noticed. */

// No I, L, O or U: nothing that looks like another sign, and no words by chance.
const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const BYTES = 32;
const GROUP = 4;

/**
 * 32 bytes and 3 bytes of their checksum as 56 signs, in 14 groups of four.
 * @param {Uint8Array} seed @returns {Promise<string[]>}
 */
export async function writeKit(seed) {
  const bytes = new Uint8Array([...seed, ...(await checksum(seed))]);
  let signs = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      signs += SIGNS[(held >> (bits - 5)) & 31];
      bits -= 5;
    }
    held &= (1 << bits) - 1;
  }
  return signs.match(new RegExp(`.{${GROUP}}`, 'g')) ?? [];
}

/** What was typed, as the kit writes it: O means 0, I and L mean 1. @param {string} typed */
export function tidyKit(typed) {
  return typed.toUpperCase().replaceAll('O', '0').replace(/[IL]/g, '1').replace(/[^0-9A-Z]/g, '');
}

/** The seed again; null when a sign is missing or wrong. @param {string} typed @returns {Promise<Uint8Array<ArrayBuffer> | null>} */
export async function readKit(typed) {
  const signs = tidyKit(typed);
  if (signs.length !== ((BYTES + 3) * 8) / 5 || [...signs].some((sign) => !SIGNS.includes(sign))) return null;
  const bytes = [];
  let bits = 0;
  let held = 0;
  for (const sign of signs) {
    held = (held << 5) | SIGNS.indexOf(sign);
    bits += 5;
    if (bits >= 8) {
      bytes.push((held >> (bits - 8)) & 255);
      bits -= 8;
    }
    held &= (1 << bits) - 1;
  }
  const seed = Uint8Array.from(bytes.slice(0, BYTES));
  const sum = await checksum(seed);
  return bytes.slice(BYTES).every((byte, i) => byte === sum[i]) ? seed : null;
}

/** @param {Uint8Array} seed */
async function checksum(seed) {
  const marked = new Uint8Array([...new TextEncoder().encode('ql1 kit\0'), ...seed]);
  return new Uint8Array(await crypto.subtle.digest('SHA-256', marked)).subarray(0, 3);
}
