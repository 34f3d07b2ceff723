/** The browser's end of publishing, asked line by line: which version of an answer it believes, or why none. */
import { createInterface } from 'node:readline';
import { nameOf } from '../../api/web/doors/published/canonical.js';
import { believe, NotBelieved } from '../../api/web/doors/published/editions.js';
import { unb64u } from '../../api/web/sealing/keys.js';
import { unbase64 } from '../../api/web/sealing/padding.js';

let world;
const own = {
  world: ({ editors, held, shipped, now }) => {
    world = { roster: { devices: editors.map(([label, pub]) => ({ role: 'editor', label, pub: unb64u(pub) })) }, held, shipped, now };
    return true;
  },
  /** [which version is believed already (-1: none), the relay's answer in base64] */
  believe: async ([at, body]) => {
    try {
      const found = await believe(unbase64(body), world.roster, world.held[at] ?? null, async () => structuredClone(world.shipped), world.now);
      return found && [found.n, found.name, found.sure, await nameOf(found.edition)];
    } catch (error) {
      if (!(error instanceof NotBelieved)) throw error;
      return error.reason;
    }
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const [name, asked] = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(await own[name](asked))}\n`);
}
