/** The forms of the care record: which questions each asks, and how one reads in a sentence. */

/**
 * @typedef {object} Question
 * @property {string} id
 * @property {string} ask  to the worker; in their own words they ask it of the youth
 * @property {'choice' | 'text' | 'line'} how
 * @property {[string, string][]} [options]  value and words
 * @property {string} [reply]  the ready reply that asks it of the youth
 * @property {string} [hint]
 * @property {(answers: Answers) => boolean} [when]
 */
/** @typedef {Record<string, string>} Answers */
/** @typedef {{title: string, lead: string, version: number, questions: Question[]}} Kind */

/** @type {[string, string][]} */
const YES_NO = [['yes', 'Yes'], ['no', 'No'], ['unknown', 'Not known']];

/** @type {Question[]} */
const DYING = [
  { id: 'plan', ask: 'Have they thought about how?', how: 'line', reply: 'safe.plan' },
  { id: 'means', ask: 'Is what they would use near them?', how: 'choice', options: YES_NO },
  { id: 'when', ask: 'Is there a time?', how: 'choice', options: [['now', 'Now or today'], ['soon', 'In a day or two'], ['later', 'Later'], ['none', 'No time'], ['unknown', 'Not known']] },
];

/** @type {Record<string, Kind>} */
export const KINDS = {
  'safety-check': {
    title: 'Safety check', version: 1,
    lead: 'Six questions, at each return and after a silence. Ask them in your own words; “Ask” puts ready ones into the box.',
    questions: [
      { id: 'chat', ask: '1. Is it safe to chat?', how: 'choice', options: YES_NO, reply: 'safe.now' },
      { id: 'phone', ask: '2. Does anyone else see this phone?', how: 'choice', options: YES_NO, reply: 'safe.phone' },
      { id: 'hurt', ask: '3. Are they hurt now?', how: 'choice', options: YES_NO, reply: 'safe.hurt' },
      { id: 'tonight', ask: '4. Somewhere safe tonight?', how: 'choice', options: YES_NO, reply: 'safe.tonight' },
      { id: 'dying', ask: '5. Thoughts of dying?', how: 'choice', options: YES_NO, reply: 'safe.die' },
      ...DYING.map((one) => ({ ...one, when: (/** @type {Answers} */ answers) => answers.dying === 'yes' })),
      { id: 'want', ask: '6. What do they want?', how: 'text', reply: 'safe.want' },
    ],
  },
  risk: {
    title: 'Risk', version: 1,
    lead: 'Your judgement, not a score. A plan, the means and a time within two days together are as serious as it gets.',
    questions: [
      { id: 'level', ask: 'How high is the risk now?', how: 'choice', options: [['low', 'Low: no danger that you know of'], ['raised', 'Raised: something could go wrong'], ['high', 'High: likely to be hurt, or thoughts with a plan'], ['imminent', 'Imminent: now, or within hours']] },
      { id: 'thoughts', ask: 'Thoughts', how: 'text', hint: 'What they said, as near to their words as you can.', when: higher },
      ...DYING.map((one) => ({ ...one, reply: undefined, when: higher })),
      { id: 'holds', ask: 'What holds them', how: 'text', hint: 'People, plans, anything that speaks for tomorrow.', when: higher },
    ],
  },
  'safety-plan': {
    title: 'Safety plan', version: 1,
    lead: 'Write it with them, in their words. You can send it to them as a message.',
    questions: [
      { id: 'signs', ask: 'They notice that it gets bad when', how: 'text' },
      { id: 'alone', ask: 'What they can do by themselves', how: 'text' },
      { id: 'people', ask: 'People and places that feel okay', how: 'text' },
      { id: 'safer', ask: 'What makes it safer around them', how: 'text' },
      { id: 'step', ask: 'One small step for today', how: 'line' },
    ],
  },
  ladder: {
    title: 'Imminent risk', version: 1,
    lead: 'One step after the other, with them where you can. Tick what is done; the record keeps when.',
    questions: [
      { id: 'together', ask: 'Made a plan with them, as far as it goes', how: 'choice', options: [['yes', 'Done'], ['no', 'Not possible']] },
      { id: 'supervisor', ask: 'A supervisor is with me', how: 'choice', options: [['yes', 'Done'], ['no', 'Nobody reached']] },
      { id: 'told', ask: 'Told them before calling', how: 'choice', options: [['yes', 'Done'], ['no', 'Not told']] },
      { id: 'why', ask: 'If not told, why', how: 'line', when: (answers) => answers.told === 'no' },
      { id: 'called', ask: 'I called, myself', how: 'choice', options: [['911', '911'], ['opp', '1-888-310-1122'], ['society', 'A society'], ['none', 'Nobody yet']] },
      { id: 'reason', ask: 'Why', how: 'choice', options: [['asked', 'They asked for it'], ['life', 'A life is in danger'], ['serious_harm', 'Somebody could be badly hurt'], ['s125_under_16', 'Under 16 and in need of protection']], when: (answers) => Boolean(answers.called) && answers.called !== 'none' },
      { id: 'where', ask: 'What was said of the place', how: 'line', hint: 'Only what they told you. Nobody can trace where they are.' },
      { id: 'outcome', ask: 'How it came out', how: 'text', hint: 'Stay with them until somebody is there.' },
    ],
  },
};

/** The six fields of a handover, and no seventh. @type {Question[]} */
export const HANDOVER = [
  { id: 'wants', ask: 'What they want', how: 'text' },
  { id: 'risk', ask: 'Risk now', how: 'line' },
  { id: 'promised', ask: 'What we promised', how: 'text' },
  { id: 'safe', ask: 'Safe word, safe time', how: 'line' },
  { id: 'avoid', ask: 'Do not', how: 'line' },
  { id: 'next', ask: 'Next step, and whose it is', how: 'text' },
];

/** What a duty to report holds once it is met. @type {Question[]} */
export const REPORT = [
  { id: 'age', ask: 'Their age, only if they told you', how: 'choice', options: [['under', 'Under 16'], ['may', '16 or 17'], ['over', '18 or more']] },
  { id: 'grounds', ask: 'What gives you grounds', how: 'text' },
  { id: 'community', ask: 'Where they live', how: 'line' },
  { id: 'number', ask: 'Number called', how: 'line' },
  { id: 'called_at', ask: 'When', how: 'line' },
  { id: 'spoke', ask: 'Who took it', how: 'line' },
  { id: 'outcome', ask: 'What they said', how: 'choice', options: [['taken', 'They took it and will act'], ['noted', 'They wrote it down'], ['elsewhere', 'They sent me to another society'], ['not_taken', 'They did not take it']] },
  { id: 'told', ask: 'Told the young person first?', how: 'choice', options: [['yes', 'Yes'], ['no', 'No']] },
  { id: 'why', ask: 'If not, why', how: 'line', when: (answers) => answers.told === 'no' },
];

/** How a talk ended, for the colleague who handed it over: the closed list of the month's counts, no words. @type {[string, string][]} */
export const OUTCOMES = [
  ['listened', 'they were listened to'], ['plan', 'there is a safety plan'], ['service', 'a service helps them now'], ['report', 'a report was made'],
  ['emergency', 'emergency help was called'], ['went', 'they left during the talk'], ['abuse', 'it was not a young person in need'],
];

/** The most letters one answer may have when it is kept: far above what anybody writes at night, far below what a frame holds. What came is shown whole. */
export const LONGEST = 4000;
const LEVELS = ['low', 'raised', 'high', 'imminent'];

/** @param {Answers} answers */
function higher(answers) {
  return LEVELS.indexOf(answers.level) > 0;
}

/** A talk after which a worker rests. @param {string | undefined} level */
export const red = (level) => level === 'high' || level === 'imminent';

/** The questions that are asked, given the answers so far. @param {Question[]} questions @param {Answers} answers */
export const asked = (questions, answers) => questions.filter((one) => !one.when || one.when(answers));

/** The words of an answer. @param {Question} question @param {Answers} answers */
export const answerWords = (question, answers) => question.options?.find(([value]) => value === answers[question.id])?.[1] ?? answers[question.id] ?? '';

/**
 * Only what a form of this kind may hold, as text: another console's payload is material, not an object to trust.
 * @param {Question[]} questions
 * @param {unknown} given
 * @returns {Answers}
 */
export function answersOf(questions, given) {
  /** @type {Answers} */
  const found = {};
  if (typeof given !== 'object' || given === null) return found;
  for (const { id, options } of questions) {
    const value = Object.hasOwn(given, id) ? /** @type {Record<string, unknown>} */ (given)[id] : undefined;
    if (typeof value !== 'string' || !value.trim()) continue;
    if (!options || options.some(([one]) => one === value)) found[id] = value;
  }
  return found;
}

/** @type {Record<string, string>} */
const DID = {
  'safety-check': 'kept a safety check', risk: 'kept how high the risk is', 'safety-plan': 'kept a safety plan', ladder: 'kept the steps at imminent risk',
  report: 'kept a report to a society', read: 'read the handover', outcome: 'told how it ended', 'tell-me': 'asked to be told how it ended', 'consent-record': 'kept what was agreed', packet: 'asked a colleague to look at a hand-off packet',
};

/** What the thread says of a form, without its words. @param {Record<string, any>} payload */
export function recordLine(payload) {
  if (payload.t === 'handover') return 'wrote a handover.';
  return `${typeof payload.form === 'string' && Object.hasOwn(DID, payload.form) ? DID[payload.form] : 'kept a form'}.`;
}
