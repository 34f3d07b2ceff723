/** A line with one bar, inside a page: what it asks, hears and says is held up by chance, and one seed always tells the same chance. */

const SLOW = 0.3; // of all that passes
const SLOW_MS = 2_000; // at most
const USUAL_MS = 50; // at most

/** A number from 0 to 1, the same for the same words: FNV-1a, stirred until neighbours lie far apart. @param {string} words */
function chance(words) {
  let hash = 0x811c9dc5;
  for (const letter of words) hash = Math.imul(hash ^ letter.codePointAt(0), 0x01000193);
  for (const odd of [0x85ebca6b, 0xc2b2ae35]) hash = Math.imul(hash ^ (hash >>> 15), odd);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** For how many milliseconds this is held up. @param {string} words */
const heldUp = (words) => chance(`${words} how long`) * (chance(`${words} whether`) < SLOW ? SLOW_MS : USUAL_MS);

/** What is asked for, without what differs from run to run. @param {string} path */
const place = (path) => path.replace(/\?.*/, '').replace(/[\w-]{16,}|\d+/g, '*');

/**
 * Put a page on the weak line, before its own code begins. Each request leaves late and each answer comes back late, whatever the
 * others do. A socket has one lane in each direction: nothing in a lane overtakes, all the rest may. Times are those of the
 * browser, also where a story moves the page's clock.
 * @param {any} page  its global object
 * @param {string} seed
 */
function weaken(page, seed) {
  const { fetch, setTimeout, WebSocket, location } = page;
  /** @type {Map<string, number>} */
  const seen = new Map();
  const until = (ms) => new Promise((go) => { setTimeout(go, ms); });
  const nth = (what) => {
    seen.set(what, (seen.get(what) ?? 0) + 1);
    return `${seed} ${location.pathname} ${what} ${seen.get(what)}`;
  };
  const lane = (what) => {
    let before = Promise.resolve();
    return (pass) => { before = Promise.all([before, until(heldUp(nth(what)))]).then(() => { setTimeout(pass, 0); }); };
  };

  page.fetch = async (path, asked) => {
    if (!String(path).startsWith('/api/')) return fetch(path, asked);
    const words = nth(`${asked?.method ?? 'GET'} ${place(String(path))}`);
    await until(heldUp(`${words} goes`));
    const answer = await fetch(path, asked);
    await until(heldUp(`${words} comes`));
    return answer;
  };

  page.WebSocket = class extends WebSocket {
    onopen = null;
    onmessage = null;
    onclose = null;
    #goes = lane('socket goes');

    constructor(...terms) {
      super(...terms);
      const comes = lane('socket comes');
      for (const kind of ['open', 'message', 'close']) this.addEventListener(kind, (event) => comes(() => this[`on${kind}`]?.(event)));
    }

    send(words) {
      this.#goes(() => { if (this.readyState === 1) super.send(words); });
    }
  };
}
