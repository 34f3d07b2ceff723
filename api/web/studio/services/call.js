/** "I called it": exactly what to compare, what came out, and who else has to call. */
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { Choices, TextArea } from '../../parts/field.js';
import { Notice } from '../../parts/panel.js';
import { useProblem } from '../../parts/problem.js';
import { sentenceOf } from '../../parts/relay.js';
import { isSeen } from '../../parts/seen.js';
import { toast } from '../../parts/toast.js';
import { html, useState } from '../../vendor/preact.js';
import { missingWords } from './calls.js';
import { hoursWords, inWords, nameOf, shownWay, ZONES } from './listed.js';

/** @type {Record<string, string>} */
const ASKS = { call: 'Call this number', text: 'Text to this number', web: 'Open this page', visit: 'Go there, or ask on the phone' };

/** @param {{session: import('../session.js').Editing, service: import('./knowing.js').Known, onClose: () => void, onWrong: (note: string) => void}} props  onWrong: youth still see it */
export function CalledIt({ session: { studio, relay }, service, onClose, onWrong }) {
  const [outcome, setOutcome] = useState(/** @type {'' | 'right' | 'wrong'} */ (''));
  const [note, setNote] = useState('');
  const [problem, setProblem, isHere] = useProblem(`You called ${nameOf(service)}`);
  const [busy, setBusy] = useState(false);
  // What was compared is what was shown when the dialog opened, whatever somebody saves meanwhile.
  const [{ tree, named }] = useState(service);
  const me = studio.stand?.me.device ?? '';
  const keep = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!outcome) return setProblem('Say what came out first.');
    if (outcome === 'wrong' && !isSeen(note)) return setProblem('Write what was different, so that a colleague can put it right.');
    setBusy(true);
    setProblem('');
    try {
      const { verified } = await relay.call('POST', '/api/studio/calls', { service: service.id, of: named, outcome, ...(note.trim() ? { note: note.trim() } : {}) });
      toast(outcome === 'wrong' ? 'It is noted. The earlier calls count no more.' : verified ? 'Two people have called it. Youth see it once the draft is published.' : 'Your call is noted. One more person is missing.');
      if (!isHere()) return void await studio.look();
      if (outcome === 'wrong' && service.seen && !service.floor) onWrong(note.trim());
      else onClose();
      await studio.look();
    } catch (error) {
      setProblem(sentenceOf(error));
      setBusy(false);
    }
    return undefined;
  };
  const ways = Array.isArray(tree.reach) ? tree.reach : [];
  const names = [tree.name, tree.plain].flatMap((words) => Object.entries(inWords(words))).map(([lang, words]) => [lang, String(words)]);
  return html`<${Dialog} title=${`You called ${nameOf(service)}?`} wide full onClose=${onClose}><form class="stack" onSubmit=${keep}>
    <p>Compare what is written here with what you hear, letter by letter. Say that you check a list for young people; you need not say more.</p>
    <dl class="compare"><div><dt>Youth read that it is</dt>${names.map(([lang, words]) => html`<dd key=${lang + words} lang=${lang}><strong>${words}</strong></dd>`)}</div>
      ${ways.map((/** @type {any} */ way) => html`<div key=${way.how + way.to}><dt>${ASKS[way.how] ?? way.how}</dt><dd class="compare-number">${shownWay(way)}</dd>
        ${way.say && html`<dt>with this word</dt><dd class="compare-number">${way.say}</dd>`}</div>`)}
      <div><dt>When somebody answers</dt><dd><strong>${hoursWords(tree)}</strong>${tree.hours?.osm && !['24/7', 'unknown'].includes(tree.hours.osm) ? html` <span class="soft">${ZONES[tree.hours.zone] ?? tree.hours.zone}, <span class="mono">${tree.hours.osm}</span></span>` : ''}
        ${tree.hours?.closed?.length > 0 && html`<p class="small">Closed on ${tree.hours.closed.join(', ')}</p>`}</dd></div></dl>
    <${Notice}>${missingWords(service.standing, me, (device) => studio.nameOf(device))} Each calls by themselves.<//>
    <${Choices} legend="What came out" name="call-outcome" value=${outcome} onChoose=${(/** @type {any} */ value) => setOutcome(value)} options=${[
      { value: 'right', title: 'Everything was right', text: 'Somebody answered as this service, and every line above is true.' },
      { value: 'wrong', title: 'Something was different', text: `Another number, other hours, nobody there. The calls before count no more.${service.seen && !service.floor ? ' Youth see it until somebody hides it: you are asked that next.' : ''}` }]} />
    <${TextArea} label=${outcome === 'wrong' ? 'What was different' : 'A note, if you like'} rows="3" maxlength="500" value=${note} onInput=${(/** @type {any} */ event) => setNote(event.target.value)} />
    <p class="small soft">Pressed the wrong one? Say it again: what was said last counts. After “different”, two people call anew.</p>
    ${problem && html`<${Notice} kind="danger">${problem}<//>`}
    <div class="row row-end"><${Button} onClick=${onClose}>Leave it<//><${Button} kind="primary" type="submit" busy=${busy}>Note my call<//></div>
  </form><//>`;
}
