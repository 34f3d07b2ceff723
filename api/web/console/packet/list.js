/** Packets on the list: to look at, sent to me, or mine and how far they got. */

import { html, useEffect, useState } from '../../vendor/preact.js';
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { TextArea } from '../../parts/field.js';
import { Notice } from '../../parts/panel.js';
import { sentenceOf } from '../../parts/relay.js';
import { toast } from '../../parts/toast.js';
import { Refusal } from '../../sealing/keys.js';
import { PacketPage } from './page.js';
import { refusalWords } from './packets.js';
import { basisName, receiverName } from './words.js';

/** @typedef {import('../desk/engine.js').DeskEngine} DeskEngine */
/** @typedef {import('./packets.js').Listed} Listed */

/** @param {unknown} error */
const said = (error) => (error instanceof Refusal ? refusalWords(error.reason) : sentenceOf(error));

/** @param {{desk: DeskEngine}} props */
export function PacketList({ desk }) {
  const [open, show] = useState(/** @type {Listed | null} */ (null));
  const { items } = desk.packets;
  return html`${items.length > 0 && html`<section class="desk-group packet-list" aria-labelledby="desk-packets" aria-live="polite">
    <h3 id="desk-packets">Hand-off packets <span class="desk-count">${items.length}</span></h3>
    ${items.map((item) => html`<${Entry} key=${item.id} desk=${desk} item=${item} onOpen=${() => show(item)} />`)}
  </section>`}
  ${open && html`<${Reading} desk=${desk} item=${open} onClose=${() => show(null)} />`}`;
}

/** @param {{desk: DeskEngine, item: Listed, onOpen: () => void}} props */
function Entry({ desk, item, onOpen }) {
  const [why, setWhy] = useState('');
  const me = desk.session.me.device_id;
  const name = desk.people.label;
  const to = item.receiver ? name(item.receiver) : `${receiverName(item.kind)} on paper`;
  const doing = (/** @type {() => Promise<unknown>} */ job) => job().catch((error) => toast(said(error)));
  const back = html`<${Button} small onClick=${() => doing(() => desk.packets.withdraw(item))} data-act="packet-back">Take it back<//>`;
  const away = html`<${Button} small onClick=${() => doing(() => desk.packets.withdraw(item))}>Put it away<//>`;
  const trouble = desk.packets.troubles.get(item.id);
  if (item.author !== me && item.state === 'asked') {
    return html`<div class="desk-notice"><p><strong>${name(item.author)} asks you to look</strong> at a packet for ${receiverName(item.kind)}. ${basisName(item.basis)}.</p><${Button} small onClick=${onOpen} data-act="packet-look">Look at it<//></div>`;
  }
  if (item.author !== me) {
    return html`<div class="desk-notice"><p><strong>A packet for you</strong>, from ${name(item.author)} (${desk.device(item.author)?.role ?? 'worker'}). ${basisName(item.basis)}.</p>
      <${Button} small kind=${item.state === 'sent' ? 'primary' : 'quiet'} onClick=${onOpen} data-act="packet-open">${item.state === 'sent' ? 'Open it' : 'Open it again'}<//></div>`;
  }
  const how = { asked: `${name(item.second)} is asked to look at your packet for ${to}.`, declined: `${name(item.second)} said: not like this.`, agreed: item.receiver ? `${name(item.second)} agreed. It is on its way to ${to}.` : `${name(item.second)} agreed. Print it, for ${receiverName(item.kind)}.`,
    sent: `Handed over to ${to}; not opened yet.`, opened: item.receiver ? `${to} has opened it.` : 'Printed.' }[item.state];
  return html`<div class=${`desk-notice${trouble ? ' desk-notice-warn' : ''}`}><p>${how}${['asked', 'sent'].includes(item.state) && item.woken === false && ' They could not be woken, and see it when they look at their desk.'}</p>${trouble && html`<p>${trouble}</p>`}${why && html`<p class="packet-words">“${why}”</p>`}
    ${item.state === 'declined' && !why && html`<${Button} small onClick=${() => doing(async () => setWhy(await desk.packets.why(item)))} data-act="packet-why">Read why<//>`}
    ${!item.receiver && ['agreed', 'opened'].includes(item.state) && html`<${Button} small kind="primary" onClick=${onOpen} data-act="packet-print">${item.state === 'agreed' ? 'See and print it' : 'See it again'}<//>`}
    ${['asked', 'agreed', 'sent'].includes(item.state) ? back : item.state === 'declined' || !item.receiver ? away : null}</div>`;
}

/** @param {{desk: DeskEngine, item: Listed, onClose: () => void}} props */
function Reading({ desk, item, onClose }) {
  const [read, setRead] = useState(/** @type {{packet: import('./sealed.js').Packet, bytes: Uint8Array} | null} */ (null));
  const [says, say] = useState('');
  const [no, setNo] = useState(/** @type {string | null} */ (null));
  const [busy, setBusy] = useState(false);
  const [kept, keep] = useState(false);
  const mine = item.author === desk.session.me.device_id;
  const draft = item.state === 'asked';
  useEffect(() => {
    (mine ? desk.packets.own(item) : desk.packets.open(item)).then((found) => { setRead(found); if (!mine && !draft) void desk.packets.read(); }, (error) => say(said(error)));
  }, [item.id]);
  const doing = async (/** @type {() => Promise<unknown>} */ job, /** @type {boolean} */ over) => {
    setBusy(true);
    try {
      await job();
      if (over) return onClose();
    } catch (error) {
      say(said(error));
    }
    return setBusy(false);
  };
  const agree = () => read && doing(() => desk.packets.agree(item, read.bytes), true);
  const decline = () => (no?.trim() ? doing(() => desk.packets.decline(item, no.trim()), true) : say('Say in a sentence what is wrong with it.'));
  // It is on record once, before the printer or a drawer has it.
  const record = () => doing(async () => { if (!kept) await desk.packets.exported(item); keep(true); }, false);
  const printed = async () => { await record(); print(); };
  const actions = !read ? html`<${Button} onClick=${onClose}>Close<//>`
    : draft && no !== null ? html`<${Button} onClick=${() => setNo(null)}>Back<//><${Button} kind="primary" busy=${busy} onClick=${decline} data-act="confirm">Tell them<//>`
    : draft ? html`<${Button} onClick=${() => setNo('')} data-act="packet-no">Not like this<//><${Button} kind="primary" busy=${busy} onClick=${agree} data-act="packet-yes">Agree<//>`
    : html`<${Button} icon="print" busy=${busy} onClick=${printed} data-act="print">Print<//>${!mine && html`<${Button} kind="primary" busy=${busy} onClick=${() => record().then(onClose)} data-act="packet-have">I have it<//>`}`;
  return html`<${Dialog} title=${draft ? 'Look at it with them' : mine ? 'Your packet' : 'A packet for you'} wide full onClose=${onClose} actions=${actions}>
    ${!read && !says && html`<p role="status">Opening and checking it…</p>`}
    ${read && no === null && html`${draft && html`<p>${desk.people.label(item.author)} would hand over exactly this. You stand on record as the second person. Nothing leaves if you say no.</p>`}
      <${PacketPage} packet=${read.packet} draft=${draft} toName=${read.packet.to.device ? desk.people.label(read.packet.to.device) : undefined} />
      ${!draft && !mine && html`<p class="no-print soft">It is erased here a week after you opened it. What you print belongs to your office’s record.</p>`}`}
    ${no !== null && html`<${TextArea} label="What is wrong with it" hint=${`Only ${desk.people.label(item.author)} reads this.`} rows="3" value=${no} onInput=${(/** @type {any} */ event) => setNo(event.target.value)} />`}
    <div aria-live="polite">${says && html`<${Notice} kind="warn">${says}<//>`}</div>
  <//>`;
}
