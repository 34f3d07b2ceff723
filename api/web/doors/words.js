/** Circles, roles and names as people say them. */

/** @type {Record<string, {title: string, text: string}>} */
export const CIRCLE_WORDS = {
  community: { title: 'Community worker', text: 'Youth workers of a community organization. Young people see this one first.' },
  indigenous: { title: 'Indigenous liaison', text: 'Chosen by young people who want someone Indigenous.' },
  child_protection: { title: 'Child protection', text: 'A society’s workers, with a duty to act that is told first.' },
  police: { title: 'Police', text: 'Never chosen unless a young person says so.' },
};

/** @type {Record<string, string>} */
export const ROLE_WORDS = { worker: 'Worker', supervisor: 'Supervisor', editor: 'Editor', bot: 'The bot' };

/** @param {string} name */
export const circleTitle = (name) => CIRCLE_WORDS[name]?.title ?? name.replaceAll('_', ' ');

/** What is wrong with a name for colleagues; null when nothing is. @param {string} label */
export function labelProblem(label) {
  const said = label.trim();
  if (!said) return 'Type a name that your colleagues know you by.';
  if ([...said].length > 64) return 'Keep the name under 64 letters.';
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(said)) return 'The name holds a letter that nobody can see. Type it again.';
  return null;
}
