/** Walks a youth through a compiled bundle, one event at a time. */
// The twin of content/flow.py, word for word. Pure: no clock, no page, no regular expression, no locale. Whatever comes in (an
// old button, a state of an older bundle, hostile text), the youth gets a screen with a way on, and nothing typed is kept.
import { earOf, matches, own } from './ear.js';

/**
 * What comes in, as the host was told it; every value may be wrong.
 * @typedef {{t?: unknown, lang?: unknown, id?: unknown, name?: unknown, text?: unknown}} Event
 */
/**
 * What the host is to do.
 * @typedef {{do: 'say', of: string, lang: string, text: string} | {do: 'services', ids: string[]} | {do: 'handoff', note: boolean}
 *   | {do: 'choices', choices: string[][], always: string[][]} | {do: 'end', wipe: boolean} | {do: 'count', step: string}
 *   | {do: 'heard', cat: string} | {do: 'relay' | 'unheard' | 'stale' | 'safe_word'}} Effect
 */
/** @typedef {{bundle: string, step: string, same: string, lang: string, vars: Record<string, string>, seen: string[], ended: boolean}} State */
/** @typedef {{id: string, go: string, value?: string}} Choice */
/** @typedef {{tag: string, ids?: undefined} | {ids: string[], tag?: undefined}} Query */
/** @typedef {Record<string, unknown>} Facts  What the host knows: "yes" and "no" by name, and the ids of services by tag. */
/**
 * @typedef {{kind: string, choices?: Choice[], set?: string, services?: Query, hears?: {go: string, any: string[][]}[], go?: string,
 *   branch?: {go: string, when?: Record<string, string[]>}[], closed?: string, note?: boolean, wipe?: boolean}} Node
 */
/**
 * @typedef {{id: string, source: string, langs: string[], start: string, hub: string, always: string[], doors: Record<string, string>,
 *   floor: string[], facts: string[], steps: Record<string, Node>, text: Record<string, Record<string, string>>, vars: Record<string, string[]>,
 *   redirect: Record<string, string>, same: Record<string, string>, lexicon: import('./ear.js').Line[], fold: import('./ear.js').Fold,
 *   secret: Record<string, string[][]>, speak: Record<string, string[][]>}} Bundle
 */

const LOOKED_AT = 5000;
const MOST_HOPS = 64;
const LABEL_WORDS = 6;
const AT_ONCE = ['leave', 'erase']; // words that do what they say, wherever they are typed

/**
 * The youth's next state and what to do, in order. `state` null is a new youth; the given state is not changed.
 * @param {Bundle} bundle @param {State | null} state @param {Event} event @param {Facts} facts @returns {[State, Effect[]]}
 */
export function step(bundle, state, event, facts) {
  const walk = new Walk(bundle, state, facts);
  const said = (/** @type {string} */ name) => own(/** @type {Record<string, unknown>} */ (event), name);
  const kind = said('t');
  if (kind === 'start') walk.start(said('lang'));
  else if (kind === 'lang') walk.speak(said('lang'));
  else if (kind === 'pick') walk.pick(said('id'));
  else if (kind === 'door') walk.door(said('name'));
  else walk.hear(said('text'));
  return [walk.state, walk.effects];
}

class Walk {
  /** @param {Bundle} bundle @param {State | null} state @param {Facts} facts */
  constructor(bundle, state, facts) {
    this.bundle = bundle;
    this.facts = facts;
    this.ear = earOf(bundle);
    this.state = state ? carried(bundle, state) : fresh(bundle, bundle.source);
    /** @type {Effect[]} */
    this.effects = [];
  }

  // What can happen.

  /** @param {unknown} lang */
  start(lang) {
    if (offers(this.bundle, lang)) this.state.lang = lang;
    if (this.fact('talking')) return this.enter(this.bundle.doors.chat);
    this.state = { ...fresh(this.bundle, this.state.lang), seen: this.state.seen };
    return this.enter(this.bundle.start);
  }

  /** @param {unknown} lang */
  speak(lang) {
    if (offers(this.bundle, lang)) this.state.lang = lang;
    else this.effects.push({ do: 'stale' });
    this.again();
  }

  /** @param {unknown} choice */
  pick(choice) {
    const offered = this.bundle.lexicon.find((line) => choice === `~${line.cat}`);
    if (typeof choice === 'string' && this.bundle.always.includes(choice)) return this.enter(choice);
    if (offered) return this.enter(offered.go);
    if (choice === '~on') return this.again();
    const option = this.options().find((one) => choice === this.way(one)[0]);
    if (option) return this.choose(option);
    this.effects.push({ do: 'stale' });
    return this.again();
  }

  /** @param {unknown} name */
  door(name) {
    const { doors, hub } = this.bundle;
    if (name === 'start') return this.start(undefined);
    // Only the youth's own steps lead to a handoff; the host may show the waiting screen, never start it.
    if (name === 'wait') return this.enter(this.inLine() ? doors.wait : doors.talk);
    return this.enter(own(doors, name) ?? hub);
  }

  /** @param {unknown} text */
  hear(text) {
    const tokens = this.ear.words(typeof text === 'string' ? beginning(text) : '');
    const quiet = this.node().kind === 'quiet';
    if (this.isSafeWord(tokens)) {
      this.effects.push({ do: 'safe_word' });
      return this.enter(this.bundle.doors.decoy);
    }
    const line = this.heard(tokens);
    if (line && AT_ONCE.includes(line.cat)) {
      this.effects.push({ do: 'heard', cat: line.cat });
      return this.enter(line.go);
    }
    const option = quiet ? undefined : this.labelled(tokens);
    if (option !== undefined) return this.pick(option);
    // A note begins with its first words; any other conversation begins before them, and once it is over nothing goes to
    // anybody: to a note that stays behind a goodbye neither.
    const relaying = !quiet && (this.inLine() || ((this.fact('talking') || Boolean(this.node().note)) && !this.state.ended));
    if (relaying) this.effects.push({ do: 'relay' });
    // From a note, for somebody now; in a talk, where no button stands, for a safe word.
    const asks = relaying && ((line?.cat === 'person' && this.fact('note')) || (line?.cat === 'word' && this.inLine()));
    if (line && (line.cat === 'emergency' || asks || !(relaying || quiet))) {
      this.effects.push({ do: 'heard', cat: line.cat });
      return this.offer(line.cat);
    }
    if (relaying) return undefined;
    const named = this.bundle.langs.find((lang) => own(this.bundle.speak, lang)?.some((name) => alike(tokens, name)));
    if (named !== undefined && !quiet) return this.speak(named);
    if (!quiet && !this.over()) {
      const said = this.node().hears?.find((one) => one.any.some((pattern) => matches(pattern, tokens, false)));
      if (said) {
        this.effects.push({ do: 'heard', cat: said.go });
        return this.offerStep(said.go);
      }
      this.effects.push({ do: 'unheard' });
      this.say('@unheard');
    }
    return this.again();
  }

  // Moving.

  /** @param {string | undefined} target */
  enter(target) {
    for (let hop = 0; hop < MOST_HOPS; hop += 1) {
      const place = landing(this.bundle, target);
      const node = stepOf(this.bundle, place);
      if (place === own(this.bundle.doors, 'talk') && !this.inLine()) {
        // Asking anew: whom the youth picked long ago must not decide whether somebody is there.
        this.state.vars = Object.fromEntries(Object.entries(this.state.vars).filter(([name]) => name !== 'audience'));
      }
      if (node.kind === 'branch') {
        target = node.branch?.find((way) => this.holds(way.when ?? {}))?.go;
        continue;
      }
      if (node.kind === 'handoff' && !this.inLine() && !node.note && !this.fact('oncall')) {
        target = node.closed;
        continue;
      }
      this.rest(place);
      if (!this.state.seen.includes(place)) {
        this.state.seen.push(place);
        this.effects.push({ do: 'count', step: place });
      }
      if (node.kind === 'go') {
        this.say(place);
        target = node.go;
        continue;
      }
      return this.show(true);
    }
    this.rest(this.bundle.hub);
    return this.show(false);
  }

  /** @param {string} place */
  rest(place) {
    Object.assign(this.state, { step: place, same: own(this.bundle.same, place), ended: false });
  }

  /** @param {Choice} option */
  choose(option) {
    // Not `vars[name] = ...`: a variable may be called "__proto__".
    if (option.value !== undefined) this.state.vars = Object.fromEntries([...Object.entries(this.state.vars), [this.node().set, option.value]]);
    this.enter(option.go);
  }

  // Showing.

  /** @param {boolean} arriving */
  show(arriving) {
    const node = this.node();
    this.say(this.state.step);
    if (node.services) this.effects.push({ do: 'services', ids: this.services(node.services) });
    if (arriving && node.kind === 'handoff' && !this.inLine()) this.effects.push({ do: 'handoff', note: Boolean(node.note) });
    if (node.kind === 'end') {
      this.effects.push({ do: 'end', wipe: Boolean(node.wipe) });
      Object.assign(this.state, { vars: {}, ended: true });
    } else if (node.kind !== 'quiet') {
      this.choices(this.options().map((option) => this.way(option)));
    }
  }

  again() {
    if (this.over()) this.start(undefined);
    else this.show(false);
  }

  /** @param {string} cat */
  offer(cat) {
    this.say(`@heard.${cat}`);
    this.choices([[`~${cat}`, `@offer.${cat}`], ['~on', '@offer.on']]);
  }

  /** @param {string} target */
  offerStep(target) {
    this.say('@heard.step');
    const leading = this.options().filter((option) => option.go === target);
    this.choices([...leading.map((option) => this.way(option)), ['~on', '@offer.on']]);
  }

  /** @param {string} key */
  say(key) {
    const { source, text } = this.bundle;
    const spoken = own(own(text, this.state.lang) ?? {}, key);
    const lang = spoken === undefined ? source : this.state.lang;
    this.effects.push({ do: 'say', of: key, lang, text: spoken ?? this.label(key) });
  }

  /** @param {string} key */
  label(key) {
    const { source, text } = this.bundle;
    return /** @type {string} */ (own(own(text, this.state.lang) ?? {}, key) ?? own(own(text, source) ?? {}, key));
  }

  /** @param {[string, string][]} pairs */
  choices(pairs) {
    const always = this.standing().map((way) => [way, this.label(`@${way}`)]);
    this.effects.push({ do: 'choices', choices: pairs.map(([way, key]) => [way, this.label(key)]), always });
  }

  // Knowing.

  node() {
    return stepOf(this.bundle, this.state.step);
  }

  /** What may be chosen here; nothing after the end. */
  options() {
    return this.state.ended ? [] : this.node().choices ?? [];
  }

  /** A choice here as a button, and as the key of its label. @param {Choice} option @returns {[string, string]} */
  way(option) {
    return [`${this.state.step}.${option.id}`, `${this.state.step}.${option.id}`];
  }

  /** @param {string} name */
  fact(name) {
    return own(this.facts, name) === 'yes';
  }

  /** Whether people are asked for already. Whoever left a note has asked for nobody yet, and may. */
  inLine() {
    return this.fact('talking') && !this.fact('note');
  }

  /** Whether there is no screen to go on from: after the end, and in a line in which nobody stands any more. */
  over() {
    const { kind, note } = this.node();
    return this.state.ended || (kind === 'handoff' && !note && !this.fact('talking'));
  }

  standing() {
    const waits = this.node().kind === 'handoff' && !this.state.ended && !this.fact('note');
    const hidden = [this.state.ended ? '' : this.state.step, this.inLine() || waits ? 'talk' : ''];
    return this.bundle.always.filter((way) => !hidden.includes(way));
  }

  /** @param {Record<string, string[]>} when */
  holds(when) {
    const told = (/** @type {string} */ name) => (this.bundle.facts.includes(name) ? own(this.facts, name) ?? 'no' : '');
    const known = (/** @type {string} */ name) => own(this.state.vars, name) ?? told(name);
    return Object.entries(when).every(([name, values]) => {
      const value = known(name);
      return values.includes(typeof value === 'string' ? value : 'no');
    });
  }

  /** @param {Query} query */
  services(query) {
    const offered = /** @type {Record<string, string[]>} */ (own(this.facts, 'services') ?? {});
    const { floor } = this.bundle;
    const shown = [...(own(offered, 'all') ?? []), ...floor];
    const found = query.tag === undefined ? query.ids.filter((one) => shown.includes(one)) : own(offered, query.tag) ?? [];
    return [...(found.length ? found : floor)];
  }

  /** @param {string[]} tokens */
  isSafeWord(tokens) {
    const typed = own(this.bundle.secret, own(this.state.vars, 'word') ?? '') ?? [];
    return tokens.length > 0 && this.fact('talking') && typed.some((said) => said.join('') === tokens.join('')); // a phone may put a space into it
  }

  /** @param {string[]} tokens */
  heard(tokens) {
    const here = (/** @type {import('./ear.js').Line} */ line) => line.cat === 'emergency' || ['any', this.state.lang].includes(line.lang);
    return this.ear.candidates(tokens).find(({ line, pattern }) => here(line) && matches(pattern, tokens, line.whole))?.line;
  }

  /** @param {string[]} tokens @returns {string | undefined} */
  labelled(tokens) {
    const ways = this.options().map((option) => this.way(option));
    const texts = Object.values(this.bundle.text);
    for (const [way, key] of [...ways, ...this.standing().map((name) => [name, `@${name}`])]) {
      const named = tokens.length > 0 && tokens.length <= LABEL_WORDS;
      if (named && texts.some((text) => alike(tokens, this.ear.words(own(text, key) ?? '')))) return way;
    }
    if (this.fact('talking') || this.node().kind === 'handoff') return undefined;
    return ways.find((_, place) => alike(tokens, [String(place + 1)]))?.[0];
  }
}

/** @param {Bundle} bundle @param {unknown} lang @returns {lang is string} */
const offers = (bundle, lang) => typeof lang === 'string' && bundle.langs.includes(lang);

/** @param {string[]} one @param {string[]} other */
const alike = (one, other) => one.length === other.length && one.every((word, place) => word === other[place]);

/** The first letters of a text, counted as the other engine counts them. @param {string} text */
function beginning(text) {
  if (text.length <= LOOKED_AT) return text;
  let end = 0;
  for (let letters = 0; letters < LOOKED_AT && end < text.length; letters += 1) end += /** @type {number} */ (text.codePointAt(end)) > 0xffff ? 2 : 1;
  return text.slice(0, end);
}

/** @param {Bundle} bundle @param {string} place */
const stepOf = (bundle, place) => /** @type {Node} */ (own(bundle.steps, place));

/** @param {Bundle} bundle @param {string} lang @returns {State} */
function fresh(bundle, lang) {
  const first = bundle.start;
  return { bundle: bundle.id, step: first, same: /** @type {string} */ (own(bundle.same, first)), lang, vars: {}, seen: [], ended: true };
}

/**
 * The state in today's bundle: the same step if it still works alike, else where the editors redirect it, else the hub.
 * @param {Bundle} bundle @param {State} old @returns {State}
 */
function carried(bundle, old) {
  const lang = offers(bundle, old.lang) ? old.lang : bundle.source;
  const state = { ...old, lang, vars: { ...old.vars }, seen: [...old.seen] };
  if (state.bundle === bundle.id) return state;
  let place = state.step;
  if (own(bundle.same, place) !== state.same) {
    place = landing(bundle, own(bundle.redirect, place));
    if (['branch', 'go'].includes(stepOf(bundle, place).kind)) place = bundle.hub;
  }
  const vars = Object.fromEntries(Object.entries(state.vars).filter(([name, value]) => own(bundle.vars, name)?.includes(value)));
  const seen = state.seen.filter((one) => Object.hasOwn(bundle.steps, one));
  return { ...state, bundle: bundle.id, step: place, same: /** @type {string} */ (own(bundle.same, place)), vars, seen };
}

/** @param {Bundle} bundle @param {string | undefined} target */
function landing(bundle, target) {
  const place = own(bundle.redirect, target) ?? target;
  return place !== undefined && Object.hasOwn(bundle.steps, place) ? place : bundle.hub;
}
