/** Places and values of the draft as a person says them, where two people changed the same. */

/** @typedef {import('./trees.js').Tree} Tree */

/** How the forms name the parts of a service. @type {Record<string, string>} */
const SERVICE = {
  name: 'its name', plain: 'its name where nobody should read over a shoulder', reach: 'its ways', hours: 'its hours', for: 'for whom it is', languages: 'its languages', cost: 'what it costs',
  private: 'what they may see', needs_voice: 'whether one has to speak aloud', tags: 'its tags', verified: 'who called it', what: 'what it does', note: 'its note', area: 'its area',
};
/** How *The line* names what holds for all of it. @type {Record<string, string>} */
const LINE = {
  org: 'The name of the organization', zone: 'The time of the line', twin_zone: 'The time beside the line’s', languages: 'The languages', floor: 'What always stands', doors: 'Where people come in', names: 'The names that youth call workers',
  keep_days: 'The longest that anything is kept', short_codes: 'Short numbers', waivers: 'Reasons for which a warning stays', not_shipped: 'Steps that are not shown yet',
};
/** The parts of a step, as its form has them. @type {Record<string, string>} */
const STEP = { go: 'where it leads', kind: 'what it does', services: 'the numbers in it', hears: 'what it listens for', redirect: 'where people go whose step was taken away', when: 'when it is shown', show: 'what it shows' };
/** Keys as words in front of a value. @type {Record<string, string>} */
const KEYS = { say: 'Words', label: 'Button', text: 'Words', go: 'Leads to', how: 'Way', to: 'Number or address', why: 'Why', at: 'About', code: 'Code', name: 'Name', source: 'Where it is written', on: 'When', by: 'Who' };
/** What a person does not read: it follows from the rest. */
const HIDDEN = new Set(['of', 'id']);

/** @param {string | number} key */
const plain = (key) => String(key).replaceAll('_', ' ');
/** Whether a key is where something stands in a list. @param {string | number} key */
const numbered = (key) => typeof key === 'number' || /^\d{1,2}$/.test(String(key));
/** @param {string} words */
const big = (words) => words.charAt(0).toUpperCase() + words.slice(1);

/** What stands in a place: words as they are, lists line by line, parts with their names. @param {Tree | undefined} value @returns {string} */
export function inWords(value) {
  if (value === undefined || value === null) return '(nothing)';
  if (typeof value === 'string') return value.trim() ? value : '(empty)';
  if (Array.isArray(value)) return value.length ? value.map((one) => `• ${inWords(one).replaceAll('\n', '\n   ')}`).join('\n') : '(none)';
  const parts = Object.entries(value).filter(([key]) => !HIDDEN.has(key));
  if (parts.length === 1 && typeof parts[0][1] === 'string') return inWords(parts[0][1]);
  return parts.map(([key, one]) => {
    const said = inWords(one);
    return said.includes('\n') ? `${KEYS[key] ?? big(plain(key))}:\n${said}` : `${KEYS[key] ?? big(plain(key))}: ${said}`;
  }).join('\n') || '(nothing)';
}

/** Where it stands, in words: "The service “Kids Help Phone”: its ways, 1". @param {import('./trees.js').At} at @param {string} path  its file @param {any} [model] */
export function placeWords(at, path, model) {
  const [room, id, part, ...rest] = at;
  const folder = path.split('/')[0];
  if (folder === 'services') return serviceWords(at, path, model);
  if (path === 'project.yaml') return `${LINE[String(room)] ?? big(plain(room))}${id === undefined ? '' : numbered(id) ? `, ${Number(id) + 1}` : ` (${plain(id)})`}`;
  if (room === 'texts') return `The translation of “${id}”`;
  if (room === 'phrases') return `The small words “${id}”`;
  if (room === 'stages') return 'A reply for workers';
  if (room === 'steps') {
    if (part === 'say') return `The words of the step “${id}”`;
    if (part === 'choices') return `A button of the step “${id}”${rest.length ? ` (${rest[0]})` : ''}`;
    return `The step “${id}”${part === undefined ? '' : `: ${STEP[String(part)] ?? plain(part)}`}`;
  }
  const list = { lexicon: 'The words that the bot listens for', style: 'The words to avoid', warnings: 'The words to warn of', societies: 'The societies', tests: 'The tried sentences' }[folder] ?? `The file ${path}`;
  const names = at.filter((key) => !numbered(key)).map(plain);
  return names.length ? `${list}: ${names.join(', ')}` : list;
}

/** @param {import('./trees.js').At} at @param {string} path @param {any} model */
function serviceWords([id, part, ...rest], path, model) {
  const tree = model?.services?.[path];
  const service = Array.isArray(tree) ? tree.find((one) => one?.id === id) ?? (numbered(id) ? tree[Number(id)] : undefined) : undefined;
  const name = service?.name?.en ?? Object.values(service?.name ?? {})[0] ?? id;
  if (part === undefined) return `The service “${name}”`;
  const lang = (model?.project?.languages ?? []).find((/** @type {any} */ one) => one?.id === rest.at(-1));
  const which = lang ? `, ${lang.name}` : rest.length && numbered(rest[0]) ? `, ${Number(rest[0]) + 1}` : '';
  return `The service “${name}”: ${SERVICE[String(part)] ?? plain(part)}${which}`;
}
