/** An editor's desk: no conversation comes here, and the studio is one press away. */
import { Icon } from '../parts/icon.js';
import { Panel } from '../parts/panel.js';
import { html } from '../vendor/preact.js';

/** Whether young people's words come to this desk. @param {{role: string}} me */
export const answersYouth = (me) => me.role === 'worker' || me.role === 'supervisor';

/** @param {{coordinator: boolean}} props */
export function EditorsDesk({ coordinator }) {
  return html`<div class="page">
    <h1 tabindex="-1">You write what youth read</h1>
    <${Panel} title="The studio" lead="Screens, words, services and their numbers, and every language: all of it is changed there, and signed there by two editors.">
      <div class="row"><a class="button button-primary" href="/studio" target="_blank" rel="noopener"><${Icon} name="pen" />Open the studio<span class="visually-hidden"> in a tab of its own</span></a></div>
      <p class="soft">It opens in a tab of its own, and asks you to unlock once more.</p>
    <//>
    <${Panel} title="What is not here" lead=${`No conversation is sealed to an editor’s device, so there is none to see. ${coordinator
      ? 'The schedule and the list of people are above, because you are a coordinator.' : 'To answer young people as well, join as a worker in another browser or profile.'}`} />
  </div>`;
}
