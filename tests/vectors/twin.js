/** The browser's engine as a process: a line is a question, and a line is its answer. */
import { createInterface } from 'node:readline';
import { step } from '../../api/web/flow/flow.js';
import { follow, marked, readings } from './flow.js';

let world = { bundles: [], facts: [] };

const ANSWERS = {
  world(told) {
    world = told;
    return world.bundles.length;
  },
  follow: (walk) => follow(world, walk),
  mark: (walks) => marked(world, walks),
  readings: (bundle) => readings(world.bundles[bundle].fold),
  /** Seconds of the processor for the walks, without what carries them here and back. */
  seconds(walks) {
    const begun = process.cpuUsage();
    for (const walk of walks) {
      let state = walk.from;
      for (const [bundle, fact, event] of walk.steps) [state] = step(world.bundles[bundle], state, event, world.facts[fact]);
    }
    const { user, system } = process.cpuUsage(begun);
    return (user + system) / 1e6;
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const [name, asked] = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(await ANSWERS[name](asked))}\n`);
}
