/** The flows as people think of them: steps, what leads where, and how many taps away a person is. */

/** One way on. @typedef {{id: string, to: string, label: string, value?: string, kind: 'choice' | 'go' | 'branch' | 'closed' | 'heard'}} Way */
/**
 * @typedef {object} Step
 * @property {string} id @property {string} flow @property {string} path @property {any} node  as written
 * @property {string} said @property {string} kind @property {Way[]} ways
 */
/** @typedef {{path: string, name: string, steps: Step[]}} Flow */

/** What a step is, in words that need no glossary. @type {Record<string, string>} */
export const KINDS = {
  ask: 'Says something and offers buttons', go: 'Says something and goes on by itself', branch: 'Looks at something and picks the way, without a word',
  handoff: 'Puts the youth in line for a person', note: 'Takes a note for a person', end: 'Says goodbye', quiet: 'Stays quiet',
};

/** @param {any} node @returns {string} */
export function kindOf(node) {
  if (node?.branch) return 'branch';
  if (node?.handoff) return node.handoff.note === 'yes' ? 'note' : 'handoff';
  if (node?.end) return 'end';
  if (node?.quiet === 'yes') return 'quiet';
  return node?.go ? 'go' : 'ask';
}

/** @param {any} value @returns {any[]} */
const list = (value) => (Array.isArray(value) ? value : []);

/** @param {any} node @returns {Way[]} */
function waysOf(node) {
  return [
    ...list(node?.choices).map((one) => ({ id: String(one?.id ?? ''), to: String(one?.go ?? ''), label: String(one?.label ?? ''), value: one?.value, kind: /** @type {const} */ ('choice') })),
    ...(node?.go ? [{ id: 'go', to: String(node.go), label: '', kind: /** @type {const} */ ('go') }] : []),
    ...list(node?.branch).map((one, index) => ({ id: `branch.${index}`, to: String(one?.go ?? ''), label: whenWords(one?.when), kind: /** @type {const} */ ('branch') })),
    ...(node?.handoff?.closed ? [{ id: 'closed', to: String(node.handoff.closed), label: 'If no one is on call', kind: /** @type {const} */ ('closed') }] : []),
    ...Object.keys(node?.hears && typeof node.hears === 'object' ? node.hears : {}).map((to) => ({ id: `hears.${to}`, to, label: 'If words of the youth fit', kind: /** @type {const} */ ('heard') })),
  ];
}

/** @type {Record<string, Record<string, string>>} */
export const FACTS = {
  oncall: { yes: 'someone is on call', no: 'no one is on call' }, talking: { yes: 'a talk is going on', no: 'no talk is going on' },
  note: { yes: 'a note of theirs waits', no: 'no note of theirs waits' },
  opening: { yes: 'it is known when someone is back', no: 'it is not known when someone is back' }, channel: { telegram: 'it is Telegram', web: 'it is a web chat (there is none yet)' },
  others: {
    no: 'nobody else is on call either', community: 'nobody they picked is on call, but a community worker is', indigenous: 'nobody they picked is on call, but an Indigenous worker is',
    child_protection: 'nobody they picked is on call, but a child protection worker is',
  },
};

/** "If someone is on call and safe is no" @param {any} when */
export function whenWords(when) {
  const parts = Object.entries(when && typeof when === 'object' ? when : {}).map(([name, values]) => list(values).map((value) => FACTS[name]?.[value] ?? `“${name}” is ${value}`).join(' or '));
  return parts.length ? `If ${parts.join(' and ')}` : 'Otherwise';
}

/** The flows, the one that everything begins in first. @param {import('./drafts.js').Model} model @returns {Flow[]} */
export function flowsOf(model) {
  const flows = Object.entries(model.flows).filter(([, tree]) => tree && typeof tree === 'object' && tree.steps && typeof tree.steps === 'object').map(([path, tree]) => ({
    path, name: String(tree.flow ?? path), first: Boolean(tree.start),
    steps: Object.entries(tree.steps).map(([id, node]) => ({
      id, flow: String(tree.flow ?? path), path, node, said: String(/** @type {any} */ (node)?.say ?? '').trim(), kind: kindOf(node), ways: waysOf(node),
    })),
  }));
  return flows.sort((one, other) => Number(other.first) - Number(one.first) || one.path.localeCompare(other.path));
}

/** @param {Flow[]} flows @returns {Map<string, Step>} */
export const stepsOf = (flows) => new Map(flows.flatMap(({ steps }) => steps.map((step) => [step.id, step])));

/** The steps that every screen offers. @param {import('./drafts.js').Model} model @returns {string[]} */
export const alwaysOf = (model) => Object.values(model.flows).flatMap((tree) => list(tree?.always).map(String));

/** "Hi. I am a helper bot" @param {Step} step @param {number} [most] */
export function nameOf(step, most = 60) {
  const said = step.said.replace(/\s+/g, ' ');
  if (!said) return step.kind === 'branch' ? 'A fork in the road' : step.id;
  return said.length <= most ? said : `${said.slice(0, most).replace(/\s+\S*$/, '')} …`;
}

/** Every step to lead to, and the one that is written, be it there or not. @param {Map<string, Step>} steps @param {string} now @returns {{value: string, text: string}[]} */
export function targets(steps, now) {
  const all = [...steps.values()].map((one) => ({ value: one.id, text: `${one.id}: ${nameOf(one, 44)}` }));
  return steps.has(now) ? all : [{ value: now, text: now ? `${now}: there is no such step` : 'Choose a step' }, ...all];
}

/**
 * How many taps lead from each step to being in line for a person, by the shortest way; steps without one are not in it.
 * @param {Map<string, Step>} steps @param {string[]} always @returns {Map<string, number>}
 */
export function tapsToPerson(steps, always) {
  /** @type {Map<string, {from: string, taps: number}[]>} */
  const into = new Map();
  const add = (/** @type {string} */ to, /** @type {string} */ from, /** @type {number} */ taps) => into.set(to, [...(into.get(to) ?? []), { from, taps }]);
  for (const step of steps.values()) {
    for (const { to, kind } of step.ways) if (kind !== 'closed' && kind !== 'heard') add(to, step.id, kind === 'choice' ? 1 : 0);
    if (!['branch', 'go', 'quiet'].includes(step.kind)) for (const to of always) add(to, step.id, 1);
  }
  /** @type {Map<string, number>} */
  const taps = new Map();
  let now = [...steps.values()].filter(({ kind }) => kind === 'handoff').map(({ id }) => id);
  for (let count = 0; now.length; count++) {
    /** @type {string[]} */
    const later = [];
    while (now.length) {
      const here = /** @type {string} */ (now.pop());
      if (taps.has(here)) continue;
      taps.set(here, count);
      for (const { from, taps: far } of into.get(here) ?? []) if (!taps.has(from)) (far ? later : now).push(from);
    }
    now = later;
  }
  return taps;
}

/** Who leads here. @param {Map<string, Step>} steps @param {string} id @returns {Step[]} */
export const leadingTo = (steps, id) => [...steps.values()].filter(({ ways }) => ways.some(({ to }) => to === id));

/** Every choice of a step in one line, for whoever hears it read. @param {Step} step */
export const waysAloud = (step) => step.ways.map(({ label, to }) => (label ? `${label}: ${to}` : to)).join(', ') || 'nowhere';
