/** My load: nights and heavy talks of four weeks, kept in this browser and shown to nobody else. */

import { html, useEffect, useState } from '../../vendor/preact.js';
import { Button } from '../../parts/button.js';
import { Panel } from '../../parts/panel.js';
import { loadOf } from './caring.js';
import { CallMe } from './resting.js';

/** @param {{session: import('../session.js').Session}} props */
export function MyLoad({ session }) {
  const [done, setDone] = useState(/** @type {import('./caring.js').Done[]} */ ([]));
  const [spans, setSpans] = useState(/** @type {import('./nights.js').Span[]} */ ([]));
  useEffect(() => {
    void session.keystore.getJson('load').then((kept) => setDone(kept ?? []));
    void session.keystore.getJson('nights').then((kept) => setSpans(kept ?? []));
  }, [session]);
  const forget = () => {
    setDone([]);
    setSpans([]);
    for (const name of ['load', 'nights']) void session.keystore.remove(name);
  };
  const { talks, heavy, nights } = loadOf(done, spans, session.now());
  return html`<${Panel} title="My load" lead="The last four weeks on this device. It is kept locked in this browser and sent nowhere, so nobody else can see it. If you also work on another device, what was there stands there: add the two yourself.">
    <dl class="facts"><dt>Talks that ended</dt><dd>${talks}</dd><dt>Heavy ones</dt><dd>${heavy}</dd><dt>Nights on call</dt><dd>${nights}</dd></dl>
    ${(heavy >= 4 || nights >= 8) && html`<p>That is a lot. Say so when the next weeks are planned; you do not have to say why.</p>`}
    <${CallMe} session=${session} />
    ${done.length || spans.length ? html`<div class="row"><${Button} small onClick=${forget}>Forget it all<//></div>` : html`<p class="soft">Nothing yet.</p>`}
  <//>`;
}
