/** Whether anything of a text can be seen: the twin of content/seen.py, for the forms that ask why. */

// Signs that are there and are not seen, beside those that Unicode calls so.
const SEEN = /[^\s\u115f\u1160\u3164\uffa0\u2800\p{Cf}\p{Mn}\p{Me}\p{Cc}\p{Co}\p{Cn}]/u;

/** Whether somebody who looks at this text sees anything. @param {unknown} text */
export const isSeen = (text) => SEEN.test(String(text ?? ''));
