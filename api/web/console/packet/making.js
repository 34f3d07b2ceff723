/** Making a packet: which words, for whom, on what ground; then a colleague looks at it. */

import { html, useEffect, useState } from '../../vendor/preact.js';
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { Check, Choices, Select, TextArea } from '../../parts/field.js';
import { laterNow } from '../../parts/line_clock.js';
import { Notice } from '../../parts/panel.js';
import { personOf } from '../../parts/person.js';
import { sentenceOf } from '../../parts/relay.js';
import { toast } from '../../parts/toast.js';
import { Refusal } from '../../sealing/keys.js';
import { clock } from '../desk/times.js';
import { isPractice } from '../desk/words.js';
import { warningOf } from '../record/warning.js';
import { useReading } from '../schedule/reading.js';
import { refusalWords } from './packets.js';
import { nothingPicked, worthKeeping } from './picking.js';
import { EXCEPTIONS, MOST_ASKED, MOST_WRITTEN, RECEIVERS, receiverName, textOf } from './words.js';
import { answersIn, holds } from './yes.js';

/** @typedef {import('../desk/engine.js').DeskEngine} DeskEngine */
/** @typedef {import('../desk/talk.js').Talk} Talk */
/** @typedef {import('./yes.js').Yes} Yes */

const BASES = [
  { value: 'agreed', title: 'They agree', text: 'They read every word of it first, and who gets it; then they press yes or no.' },
  ...Object.entries(EXCEPTIONS).map(([value, { name, text }]) => ({ value, title: name, text })),
];
const TOLD = [{ value: 'yes', title: 'Yes, I told them' }, { value: 'no', title: 'No' }];

/**
 * Beside the conversation: how each answer stands, and the way to make a packet.
 * @param {{desk: DeskEngine, talk: Talk, may: boolean}} props
 */
export function Packing({ desk, talk, may }) {
  const show = (/** @type {'make' | Yes} */ what) => { desk.packets.begun = { conversation: talk.id, what }; desk.changed(); };
  const { answers, asked, unasked } = answersIn(talk.reading.entries, desk.people.side);
  const reading = useReading(desk.session);
  const now = laterNow(desk.session);
  const used = (/** @type {Yes} */ one) => desk.packets.used.has(one.mid);
  const takeBack = () => void talk.speaking.say({ t: 'ask', kind: 'packet', to: null });
  const live = talk.row?.state === 'claimed';
  const again = (/** @type {import('./yes.js').Question} */ { to, text }) => void talk.speaking.say({ t: 'ask', kind: 'packet', to, text });
  return html`<section class="packet-packing" aria-label="Hand-off packets">
    ${answers.map((one) => html`<details key=${one.mid}><summary>To ${receiverName(one.to)}: ${stands(one, now, used(one), (at) => reading.say(at))}</summary>
      <p><strong>They saw:</strong></p><p class="packet-words">${one.text}</p><p><strong>They read:</strong> ${one.record.words}</p><p><strong>They pressed:</strong> ${one.record.reply}</p></details>
      ${may && live && holds(one, now) && !used(one) && html`<p key=${`${one.mid}-go`}><${Button} small kind="primary" onClick=${() => show(one)} data-act="packet-hand">Hand it over<//></p>`}`)}
    ${asked && live && html`<p>They are asked about a packet for ${receiverName(asked.to)}. ${may && html`<${Button} small onClick=${takeBack}>Take the question back<//>`}</p>`}
    ${unasked && html`<p>${unasked.gone ? `They did not answer about the packet for ${receiverName(unasked.to)}: whoever asked went, and the question with them.`
      : `They cannot answer about the packet for ${receiverName(unasked.to)}: another question stands before them. Ask again when they have answered it.`}
      ${may && live && html`<${Button} small onClick=${() => again(unasked)} data-act="packet-again">Ask again<//> <${Button} small onClick=${takeBack}>Let it be<//>`}</p>`}
    ${may && !isPractice(talk) && html`<p><${Button} small onClick=${() => show('make')} data-act="packet">Hand-off packet<//></p>`}
  </section>`;
}

/**
 * What was begun; it stands with the conversation, so that turning a phone loses nothing.
 * @param {{desk: DeskEngine, talk: Talk}} props
 */
export function PacketDialogs({ desk, talk }) {
  const { begun } = desk.packets;
  if (begun?.conversation !== talk.id) return null;
  const { what } = begun;
  const close = () => { desk.packets.begun = null; desk.changed(); };
  if (what === 'make') return html`<${Make} desk=${desk} talk=${talk} live=${talk.row?.state === 'claimed'} onClose=${close} />`;
  return html`<${HandOn} desk=${desk} talk=${talk} kind=${what.to} text=${what.text} basis=${{ code: 'agreed', consent: what.record }} of=${what.mid} onClose=${close} />`;
}

/** @param {Yes} one @param {number} now @param {boolean} used @param {(at: number) => string} say  a moment with its zone */
function stands(one, now, used, say) {
  if (!one.accepted) return `declined at ${say(one.at)}`;
  if (one.ended !== null) return `taken back at ${say(one.ended)}`;
  if (used) return 'agreed; see Hand-off packets in the list';
  return now < one.record.expires ? `agreed at ${say(one.at)}, until ${say(one.record.expires)}` : `ran out at ${say(one.record.expires)}`;
}

/** Opens what was picked before, in this browser, and keeps it until it is asked. @param {{desk: DeskEngine, talk: Talk, live: boolean, onClose: () => void}} props */
function Make(props) {
  const [kept, open] = useState(/** @type {import('./picking.js').Picking | null | undefined} */ (undefined));
  useEffect(() => void props.desk.packets.pickings.open(props.talk.id).then(open, () => open(null)), [props.talk.id]);
  if (kept === undefined) return null;
  return html`<${Picking} key=${kept === null ? 'anew' : 'kept'} ...${props} kept=${kept} onAnew=${() => open(null)} />`;
}

/** @param {{desk: DeskEngine, talk: Talk, live: boolean, kept: import('./picking.js').Picking | null, onAnew: () => void, onClose: () => void}} props */
function Picking({ desk, talk, live, kept, onAnew, onClose }) {
  const [picking, setPicking] = useState(() => ({ ...nothingPicked(live), ...kept, ...(!live && kept?.code === 'agreed' && { code: 'court_order' }) }));
  const [says, say] = useState('');
  const [next, go] = useState(false);
  const { kind, code, summary, told, why } = picking;
  const forget = () => desk.packets.pickings.keep(talk.id, null);
  /** @param {Partial<import('./picking.js').Picking>} part */
  const change = (part) => {
    const newer = { ...picking, ...part };
    setPicking(newer);
    void desk.packets.pickings.keep(talk.id, newer);
  };
  const said = talk.story.items.flatMap((item) => (item.kind === 'bubble' && item.scope === 0 && !item.retracted && item.card === null && item.body ? [item] : []));
  // A message that is gone since, or cannot be opened here any more, is not picked any more.
  const picked = picking.picked.filter((one) => said.some(({ id }) => id === one));
  const text = textOf(said.filter(({ id }) => picked.includes(id)), summary, talk.name || 'A worker');
  const most = code === 'agreed' ? MOST_ASKED : MOST_WRITTEN;
  const exception = code !== 'agreed';
  const onward = () => {
    const missing = !text ? 'Pick a message, or write in your own words what they need to know.'
      : text.length > most ? `That is ${text.length.toLocaleString('en-CA')} letters. At most ${most.toLocaleString('en-CA')} can be handed over at once: pick less.`
      : exception && !told ? 'Say whether you told them first.'
      : exception && told === 'no' && !why.trim() ? 'Say why they were not told first.' : '';
    say(missing);
    if (missing) return;
    if (exception) return go(true);
    onClose();
    void talk.speaking.say({ t: 'ask', kind: 'packet', to: kind, text });
    return void forget();
  };
  if (next) return html`<${HandOn} desk=${desk} talk=${talk} kind=${kind} text=${text} basis=${{ code, told: told === 'yes', why: why.trim() }} of=${null} onMade=${forget} onClose=${onClose} />`;
  return html`<${Dialog} title="Hand-off packet" wide full onClose=${onClose}
    actions=${html`<${Button} onClick=${onClose}>Not now<//><${Button} kind="primary" onClick=${onward} data-act="confirm">${exception ? 'Go on' : 'Ask them'}<//>`}>
    <p>What leaves is what you pick and write here, and nothing else. A colleague looks at it before it goes.</p>
    ${kept && worthKeeping(kept) && html`<p>What you had picked is still here. <${Button} small onClick=${() => { void forget(); onAnew(); }} data-act="packet-anew">Begin anew<//></p>`}
    <${Select} label="For whom" value=${kind} options=${Object.entries(RECEIVERS).map(([value, { name }]) => ({ value, text: name }))} onChange=${(/** @type {any} */ event) => change({ kind: event.target.value })} />
    <${Choices} legend="On what ground" name="basis" value=${code} onChoose=${(/** @type {string} */ chosen) => change({ code: chosen })} options=${live ? BASES : BASES.slice(1)} />
    ${code === 'serious_harm' && html`<${Notice} kind="warn">A packet is paper, not help. If somebody is in danger now, call 911 or 1-888-310-1122 first.<//>`}
    ${exception && html`<${Choices} legend="Did you tell them first?" name="told" value=${told} onChoose=${(/** @type {string} */ chosen) => change({ told: chosen })} options=${TOLD} />
      ${told && html`<${TextArea} label=${told === 'no' ? 'Why not' : 'What they said to it (optional)'} rows="2" value=${why} onInput=${(/** @type {any} */ event) => change({ why: event.target.value })} />`}`}
    <fieldset class="packet-pick"><legend class="field-label">Messages (none is picked before you pick it)</legend>
      ${said.map((item) => html`<${Check} key=${item.id} checked=${picked.includes(item.id)} onChange=${() => change({ picked: picked.includes(item.id) ? picked.filter((id) => id !== item.id) : [...picked, item.id] })}
        label=${html`<strong>${item.from === 'youth' ? 'They' : item.name}, ${clock(item.at)}:</strong> ${wordsOf(desk, item)}`} />`)}
      ${said.length === 0 && html`<p class="soft">No message here can be opened on this device.</p>`}</fieldset>
    <${TextArea} label="In your own words" hint="What the receiver must know, and no more. No name, no school, no street that they do not need." rows="4" value=${summary} onInput=${(/** @type {any} */ event) => change({ summary: event.target.value })} />
    ${text && html`<section aria-label="What would leave"><h3 class="field-label">What would leave (${text.length.toLocaleString('en-CA')} of ${most.toLocaleString('en-CA')} letters)</h3><p class="packet-words">${text}</p></section>`}
    <div aria-live="polite">${says && html`<${Notice} kind="warn">${says}<//>`}</div>
  <//>`;
}

/** What may weigh on a reader stays covered here too, until it is picked. @param {DeskEngine} desk @param {import('../desk/story.js').Bubble} item */
function wordsOf(desk, item) {
  const about = item.from === 'youth' ? warningOf(item.body, desk.content?.warnings ?? []) : null;
  return about ? `This may be about ${about}. It is shown below once you pick it.` : item.body;
}

/**
 * Whom it is sealed to, and who looks at it first.
 * @param {{desk: DeskEngine, talk: Talk, kind: string, text: string, basis: import('./sealed.js').Packet['basis'], of: string | null, onMade?: () => void, onClose: () => void}} props
 */
function HandOn({ desk, talk, kind, text, basis, of, onMade, onClose }) {
  const [there, setThere] = useState(/** @type {Set<string> | null} */ (null));
  const [receiver, setReceiver] = useState('');
  const [second, setSecond] = useState('');
  const [busy, setBusy] = useState(false);
  const [says, say] = useState('');
  useEffect(() => {
    desk.packets.reachable().then(setThere, (error) => say(error instanceof Refusal ? refusalWords(error.reason) : sentenceOf(error)));
  }, [desk]);
  const { circles, devices } = desk.session.endpoint.pins.roster ?? { circles: [], devices: [] };
  const me = desk.session.me.device_id;
  const audience = talk.row?.audience ?? 0;
  const all = devices.map((one) => ({ ...one, id: desk.packets.idOf(one) })).filter(({ id, role }) => id !== me && ['worker', 'supervisor'].includes(role));
  const receivers = RECEIVERS[kind].device ? all.filter(({ circle }) => circles[circle] === kind) : [];
  const taken = [desk.session.me.label, ...all.filter(({ id }) => id === receiver).map(({ label }) => label)].map(personOf);
  const seconds = all.filter(({ id, circle, label }) => !taken.includes(personOf(label)) && audience & (1 << circle) && there?.has(id));
  const send = async () => {
    if (!second) return say('Choose who looks at it with you.');
    setBusy(true);
    try {
      const woken = await desk.packets.make(talk, { kind, text, receiver: receiver || null, second, basis, of });
      onMade?.();
      onClose();
      toast(`${desk.people.label(second)} is asked to look at it${woken ? ', and is being woken' : ', but could not be woken: they see it when they look at their desk'}. Nothing leaves before they agree.`);
    } catch (error) {
      setBusy(false);
      say(error instanceof Refusal ? refusalWords(error.reason) : sentenceOf(error));
    }
    return undefined;
  };
  const nobody = there && seconds.length === 0;
  return html`<${Dialog} title="Two people hand something over" onClose=${onClose}
    actions=${html`<${Button} onClick=${onClose}>Not now<//><${Button} kind="primary" busy=${busy} disabled=${!there || nobody} onClick=${send} data-act="confirm">Ask them to look<//>`}>
    <p>${there ? 'A colleague is woken, if they ordered a way to be, reads all of it, and agrees or says what is wrong. It is handed over only after that, and until it is opened you can take it back.' : 'Looking who can be reached…'}</p>
    <${Choices} legend=${`To whom (${RECEIVERS[kind].name})`} name="receiver" value=${receiver} onChoose=${setReceiver} options=${[
      ...receivers.map(({ id, label }) => ({ value: id, title: there?.has(id) ? label : `${label} (cannot be sent it now)`, text: there?.has(id) ? 'Opens it on their own device.' : 'They are neither on call nor on standby. Ask them to open their desk.' })).filter(({ value }) => there?.has(value) || receivers.length < 4),
      { value: '', title: 'Paper', text: 'You print it, and bring or send it yourself.' }]} />
    ${nobody ? html`<${Notice} kind="warn">No colleague whom they agreed to can be reached now, so it has to wait. ${basis.code === 'serious_harm' ? 'Do not wait with help: call 911 or 1-888-310-1122 now. ' : ''}${of ? 'Their yes holds until the time beside it.' : 'What you picked stays here until somebody is there.'}<//>`
      : there && html`<${Choices} legend="Who looks at it with you" name="second" value=${second} onChoose=${setSecond} options=${seconds.map(({ id, label, role }) => ({ value: id, title: label, text: role }))} />`}
    <div aria-live="polite">${says && html`<${Notice} kind="warn">${says}<//>`}</div>
  <//>`;
}
