/** A worker's calendar address: made, shown once, and ended. */
import { Button } from '../../parts/button.js';
import { CopyField } from '../../parts/copy.js';
import { lineNow } from '../../parts/line_clock.js';
import { Notice, Panel } from '../../parts/panel.js';
import { sentenceOf } from '../../parts/relay.js';
import { toast } from '../../parts/toast.js';
import { html, useState } from '../../vendor/preact.js';

/** @param {{reading: import('./reading.js').Reading}} props */
export function CalendarAddress({ reading }) {
  const [address, setAddress] = useState('');
  const [busy, setBusy] = useState('');
  const [problem, setProblem] = useState(/** @type {string | null} */ (null));
  const until = reading.schedule?.feed_until ?? null;
  const over = until !== null && until <= lineNow(reading.session);
  if (!['worker', 'supervisor'].includes(reading.session.me.role)) return null;
  /** @param {string} name @param {() => Promise<unknown>} act */
  const run = async (name, act) => {
    setBusy(name);
    setProblem(null);
    try {
      await act();
    } catch (error) {
      setProblem(sentenceOf(error));
    }
    setBusy('');
  };
  const make = () => run('make', async () => {
    setAddress((await reading.session.relay.call('POST', '/api/schedule/feed', {})).address);
    await reading.read();
  });
  const end = () => run('end', async () => {
    await reading.session.relay.call('DELETE', '/api/schedule/feed');
    setAddress('');
    await reading.read();
    toast('The address shows nothing any more.');
  });
  return html`<${Panel} title="In your own calendar" lead="A secret address for your phone’s calendar. It says when, and only the word “shift”. Whoever has it learns when you are busy.">
    ${address && html`<${CopyField} label="Calendar address" value=${address} /><p class="soft small">It is shown this once. Your calendar program asks for it under “subscribe”.</p>`}
    ${until && !over && !address && html`<p class="soft small">You have an address, good until ${reading.say(until)}. A new one ends it.</p>`}
    ${over && !address && html`<${Notice} kind="warn">Your address ended on ${reading.say(until)}, and your calendar shows nothing new since. Make a new one, and give it to your calendar in place of the old one.<//>`}
    ${problem && html`<${Notice} kind="danger">${problem}<//>`}
    <div class="row"><${Button} small busy=${busy === 'make'} onClick=${make}>${until ? 'Make a new address' : 'Make an address'}<//>${until && !over && html`<${Button} small busy=${busy === 'end'} onClick=${end}>End it<//>`}</div>
  <//>`;
}
