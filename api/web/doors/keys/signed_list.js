/** Follows the line's signed documents: takes what is newer and rightly signed, names what is wrong. */
import { passing, Refusal as Answer } from '../../parts/relay.js';
import { Refusal } from '../../sealing/keys.js';
import { makeRoster, Pins } from '../../sealing/roster.js';
import { ROSTER_LIFE } from './founding.js';
import { orClock } from './right_clock.js';

/** Letters of lists in one request; a relay takes 512 KiB, and quotes grow on the way. */
const HEAP = 256 * 1024;
const MOST = 400;

/** What a refused document means to a worker. Protocol 2.4. @type {Record<string, string>} */
const ALARMS = {
  fork: 'The relay shows a list of people that is not the one this browser knows, under the same number. Stop writing, and call your coordinator.',
  rollback: 'The relay shows an older list of people than this browser has seen. Nothing was changed. Tell your coordinator.',
  'broken-chain': 'The relay shows a list of people that does not follow from the one before. Nothing was changed. Tell your coordinator.',
  threshold: 'The relay shows a list of people that no coordinator of this line has signed. Nothing was changed. Tell your coordinator.',
  expired: 'The signed list of people has run out. You can read, but not write, until a coordinator opens this desk.',
  'too-far': 'The signed list of people is dated too far ahead. Check the clock of this computer, then tell your coordinator.',
};
const ODD = 'The relay shows a list of people that cannot be read. Nothing was changed. Tell your coordinator.';

/** @param {unknown} error @returns {string} */
export const alarmOf = (error) => (error instanceof Refusal && ALARMS[error.reason]) || ODD;

/**
 * Take every newer document; those in between too, so that frames of their time can still be read.
 * @param {import('../../parts/relay.js').Relay} relay @param {Pins} pins @param {number} now
 * @returns {Promise<boolean>} whether anything changed; throws the first refusal of the newest document
 */
export async function follow(relay, pins, now) {
  const before = pins.toJSON();
  let shown = await shownBy(relay, pins);
  if (await handUp(relay, pins, lost(shown.root), lost(shown.roster))) shown = await shownBy(relay, pins);
  const { root, roster } = shown;
  await pins.loadRoot(root.text, now, false).catch(unlessPassed(root, () => pins.root));
  const from = pins.roster?.version ?? 0;
  for (let missing = Math.max(from + 1, roster.version - 200); from > 0 && missing < roster.version; missing++) {
    try {
      const text = await relay.text(`/api/documents/roster/${missing}`);
      await pins.loadRoster(text, now).catch(unlessPassed({ version: missing, held: from }, () => pins.roster));
    } catch (error) {
      // An older one that has run out, is gone, or was signed with a key that was taken out since, may be passed over: the newest decides.
      if (!(error instanceof Refusal && ['expired', 'threshold'].includes(error.reason)) && !(error instanceof Answer && error.status === 404)) throw error;
    }
  }
  await pins.loadRoster(roster.text, now).catch(unlessPassed(roster, () => pins.roster));
  return pins.toJSON() !== before;
}

/** What a document says it is, and which one was held when it was asked for. @typedef {{version: number, held: number}} Shown */

/** @param {import('../../parts/relay.js').Relay} relay @param {Pins} pins @returns {Promise<{root: Shown & {text: string}, roster: Shown & {text: string}}>} */
async function shownBy(relay, pins) {
  const held = [pins.root?.version ?? 0, pins.roster?.version ?? 0];
  const [root, roster] = (await Promise.all([relay.text('/api/documents/root'), relay.text('/api/documents/roster')]))
    .map((text, at) => ({ text, version: claimedVersion(text), held: held[at] }));
  return { root, roster };
}

/** The version behind which the relay lost what this browser held; 0 when it lost nothing. @param {Shown} shown */
const lost = ({ version, held }) => (version < held ? version : 0);

/** On a slow line another look may have taken a later one meanwhile. That is no older list, and stands. @param {Shown} shown @param {() => {version: number} | null} mine */
export const unlessPassed = ({ version, held }, mine) => (/** @type {unknown} */ error) => {
  if (!(error instanceof Refusal && version >= held && version < (mine()?.version ?? 0))) throw error;
};

/**
 * A relay that was put back from a backup shows older documents than this browser holds: whoever was taken off since could come in
 * again, and no coordinator could sign the next list. So it is given what it lost; it checks each signature, as everybody does.
 * @param {import('../../parts/relay.js').Relay} relay @param {Pins} pins @param {number} root @param {number} roster  which ones it shows
 * @returns {Promise<boolean>} whether it took them; if not, what it shows is refused as a rollback, and that is an alarm
 */
async function handUp(relay, pins, root, roster) {
  const [roots, rosters] = [root ? await pins.rootsAfter(root) : [], roster ? pins.rostersAfter(roster) : []];
  if (!roots.length && !rosters.length) return false;
  try {
    for (const some of heaps(rosters, roots)) await relay.call('PUT', '/api/documents/held', some);
    return true;
  } catch (error) {
    if (!(error instanceof Answer) || passing(error)) throw error;
    // Somebody else may have been quicker.
    return error.code === 'stale-roster' || error.code === 'stale-root';
  }
}

/** As much at once as the relay takes in one request. @param {string[]} rosters @param {string[]} roots @returns {{roots: string[], rosters: string[]}[]} */
function heaps(rosters, roots) {
  const made = [{ roots, rosters: /** @type {string[]} */ ([]) }];
  let size = 0;
  for (const text of rosters) {
    size += text.length;
    if (size > HEAP || made[made.length - 1].rosters.length === MOST) {
      made.push({ roots: [], rosters: [] });
      size = text.length;
    }
    made[made.length - 1].rosters.push(text);
  }
  return made;
}

/** What version a document says it is, before anybody has checked it. @param {string} document */
function claimedVersion(document) {
  try {
    return Number(JSON.parse(atob(JSON.parse(document).payload)).version) || 0;
  } catch {
    return 0;
  }
}

/** @param {Pins} pins @param {import('../../sealing/keys.js').Identity} admin @param {number} now @param {(devices: import('../../sealing/roster.js').Device[]) => any[]} change */
export function nextRoster({ roster: previous }, admin, now, change) {
  if (!previous) throw new Error('no roster to follow');
  return makeRoster({
    signers: [admin], previous, expires: now + ROSTER_LIFE, minSuite: previous.minSuite, circles: previous.circles,
    devices: change([...previous.devices]),
  });
}

/**
 * Sign and offer roster n+1. Somebody else may have been quicker: then take theirs and try once more. Protocol 2.3.
 * @param {object} terms
 * @param {import('../../parts/relay.js').Relay} terms.relay @param {Pins} terms.pins
 * @param {import('../../sealing/keys.js').Identity} terms.admin @param {() => number} terms.now
 * @param {(devices: import('../../sealing/roster.js').Device[]) => any[]} terms.change  from the devices of now to those of then
 */
export async function signNext({ relay, pins, admin, now, change }) {
  for (let tries = 0; ; tries++) {
    const held = pins.roster?.version ?? 0;
    const document = await nextRoster(pins, admin, now(), change);
    try {
      await relay.call('PUT', '/api/documents/roster', { document });
    } catch (error) {
      if (!(error instanceof Answer) || error.code !== 'stale-roster' || tries > 0) throw orClock(error, now());
      await follow(relay, pins, now());
      continue;
    }
    await pins.loadRoster(document, now()).catch(unlessPassed({ version: held + 1, held }, () => pins.roster));
    return;
  }
}
