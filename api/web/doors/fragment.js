/** Takes the secret out of the address, and leaves no trace of it there. */

/** Read once, cleared at once: not in the address bar, not in this tab's history. @returns {string} */
export function takeFragment() {
  const secret = location.hash.slice(1);
  if (location.hash) history.replaceState(null, '', location.pathname);
  return secret;
}

/**
 * What an invitation link says. Protocol 7.2.
 * @param {string} fragment @returns {{root: string, secret: string} | null}
 */
export function invitationOf(fragment) {
  const [root, secret, ...more] = fragment.split('.');
  const key = /^[A-Za-z0-9_-]{43}$/;
  return more.length === 0 && key.test(root) && key.test(secret ?? '') ? { root, secret } : null;
}
