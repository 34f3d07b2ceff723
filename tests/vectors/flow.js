/** Runs the cases of flow.json against api/web/flow, and follows walks that the other engine took, in Node and in a browser alike. */
import { matches, words } from '../../api/web/flow/ear.js';
import { step } from '../../api/web/flow/flow.js';

const CHUNK = 8192;
const CODES = 0x110000;

/** As a host keeps a state from one event to the next. */
const kept = (state) => JSON.parse(JSON.stringify(state));

/** @param {string} text */
async function sha256(text) {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The same value with its names in order, so that two can be compared as text. */
const ordered = (value) => {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.keys(value).sort().map((name) => [name, ordered(value[name])]));
};

/** Two values as JSON says them, equal or an error that shows both. */
function equal(found, expected, where) {
  const [one, other] = [found, expected].map((value) => JSON.stringify(ordered(value)));
  if (one !== other) throw new Error(`${where}: ${one} instead of ${other}`);
}

/** A text, or pieces and how often each is said. */
const spelled = (text) => (Array.isArray(text) ? text.map(([piece, times]) => piece.repeat(times)).join('') : text);

/** What each kind of case must hold. */
export const RUN = {
  words(case_, { bundles }) {
    equal(words(bundles.first.fold, spelled(case_.text)), case_.words, case_.name);
  },
  matches(case_) {
    equal(matches(case_.pattern, case_.words, case_.whole), case_.hit, case_.name);
  },
  walks(case_, { bundles }) {
    let state = case_.from;
    for (const [number, one] of case_.steps.entries()) {
      const event = 'spelled' in one ? { ...one.event, text: spelled(one.spelled) } : one.event;
      const before = JSON.stringify(state);
      const [after, effects] = step(bundles[one.bundle], state, event, one.facts);
      equal([after, effects], [one.state, one.effects], `${case_.name}, step ${number}`);
      equal(before, JSON.stringify(state), `${case_.name}, step ${number} changed the state it was given`);
      state = kept(after);
    }
  },
};

/** Every case, one after the other: how many ran, and what went wrong with which. */
export function runAll(vectors) {
  const failed = [];
  let ran = 0;
  for (const kind of Object.keys(RUN)) {
    for (const case_ of vectors[kind]) {
      ran += 1;
      try {
        RUN[kind](case_, vectors);
      } catch (error) {
        failed.push(`${kind}: ${error.message}`);
      }
    }
  }
  return { ran, failed };
}

/** What came of every step of a walk; the state is written down and read back between every two. */
export function follow({ bundles, facts }, walk) {
  let state = walk.from;
  return walk.steps.map(([bundle, fact, event]) => {
    const [after, effects] = step(bundles[bundle], state, event, facts[fact]);
    state = kept(after);
    return [state, effects];
  });
}

/** What came of these walks, in its canonical form, as one hash. */
export const marked = (world, walks) => sha256(JSON.stringify(walks.map((walk) => ordered(follow(world, walk)))));

/** How every code point that there is reads between two letters: a hash for each 8,192 of them. */
export async function readings(fold) {
  const hashes = [];
  for (let first = 0; first < CODES; first += CHUNK) {
    const text = Array.from({ length: CHUNK }, (_, more) => `a${String.fromCodePoint(first + more)}b`).join(' ');
    hashes.push(await sha256(words(fold, text).join('\n')));
  }
  return hashes;
}
