/** The keys that sign the list of people: who holds each, and how one is taken out. */
import { Button } from '../../parts/button.js';
import { inOrder } from '../../parts/in_order.js';
import { Badge, Notice } from '../../parts/panel.js';
import { html, useEffect, useState } from '../../vendor/preact.js';
import { keysHeld } from '../../doors/keys/coordinating.js';
import { Refusal } from '../../parts/relay.js';
import { b64u } from '../../sealing/keys.js';
import { KitDialog } from './kit_dialog.js';

/** @typedef {import('../../doors/keys/coordinating.js').CoordinatorKey} CoordinatorKey */
/** @typedef {import('../session.js').Session} Session */

const AGAIN_MS = 15_000;

/** The keys with their holders; null until the relay has said, which it does to coordinators only. @param {Session} session @returns {CoordinatorKey[] | null} */
export function useKeys(session) {
  const [keys, setKeys] = useState(/** @type {CoordinatorKey[] | null} */ (null));
  const { pins, me: { coordinator } } = session;
  useEffect(() => (coordinator ? watchKeys(session, setKeys) : setKeys(null)), [session, coordinator, pins.root?.version, pins.roster?.version]);
  return keys;
}

/** Read the keys with their holders now and whenever that may have changed. @param {Pick<Session, 'pins' | 'relay' | 'live'>} session @param {(keys: CoordinatorKey[]) => void} onKeys @returns {() => void} what ends it */
export function watchKeys({ pins, relay, live }, onKeys) {
  let gone = false;
  const order = inOrder();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let again;
  const look = async () => {
    try {
      const read = await order(async () => keysHeld(pins, (await relay.call('GET', '/api/coordinators')).items));
      if (!gone && read) onKeys(read.answer);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      // What was shown stays; it is asked again.
      clearTimeout(again);
      if (!gone) again = setTimeout(() => void look(), AGAIN_MS);
    }
  };
  void look();
  // It also rings when a coordinator signed in: only then it is known who holds a key that was named. While the line was away nobody heard that.
  const offs = ['enrolment', 'welcome'].map((bell) => live.on(bell, () => void look()));
  return () => { gone = true; offs.forEach((off) => off()); clearTimeout(again); };
}

/** @param {Session} session @param {CoordinatorKey} key */
export const isMine = (session, key) => Boolean(session.admin && b64u(session.admin.pub) === b64u(key.pub));

/** How many keys somebody on the list still holds: a lost one signs nothing when it is needed. @param {Session} session @param {CoordinatorKey[]} keys */
export const stillHeld = (session, keys) => keys.filter((key) => key.holders.length > 0 || isMine(session, key)).length;

/** Whether somebody may hold a key without its being known here. @param {Session} session @param {CoordinatorKey[] | null} keys */
export const someUnknown = (session, keys) => (keys
  ? keys.some((key) => !isMine(session, key) && !key.holders.length && !key.former.length)
  : (session.pins.root?.admins.length ?? 0) > 1);

/** @param {string[]} names */
const listed = (names) => (names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : names[0] ?? '');

/** @param {Session} session @param {CoordinatorKey} key */
export function holderOf(session, key) {
  const names = [...new Set(key.holders.map(({ label }) => label))];
  if (names.length) return listed(names);
  if (isMine(session, key)) return session.me.label;
  return key.former.length ? listed([...new Set(key.former.map(({ label }) => label))]) : 'Not known';
}

/** What to know about one key. @param {Session} session @param {CoordinatorKey} key */
function standing(session, key) {
  if (isMine(session, key) && key.holders.length < 2) return 'Signs from this browser';
  if (key.holders.length > 1) return `Held by ${key.holders.length} devices. If one of them should not have it, take it out`;
  if (key.holders.length) return 'Signs from their device';
  if (key.former.length) return 'No longer on the list, and the key still signs. Take it out';
  return 'Nobody has signed in with it yet. If whoever was named does not know of it, take it out';
}

/** @param {{session: Session, keys: CoordinatorKey[], onTakeOut: (key: CoordinatorKey) => void}} props */
export function KeyList({ session, keys, onTakeOut }) {
  return html`<ul class="list" aria-label="Coordinator keys">${keys.map((key) => {
    const [mine, who] = [isMine(session, key), holderOf(session, key)];
    return html`<li class="list-item" key=${b64u(key.pub)}>
      <span class="list-main"><span><span class="list-name"><bdi>${who}</bdi></span> ${mine && html`<${Badge} kind="good">This browser<//>`}
        ${!key.holders.length && key.former.length > 0 && html`<${Badge} kind="warn">Off the list<//>`}
        <br /><span class="soft small">${standing(session, key)}. Key <span class="mono">${b64u(key.pub).slice(0, 8)}</span></span></span></span>
      ${!mine && html`<${Button} small onClick=${() => onTakeOut(key)} aria-label=${`Take out the key of ${who}, ${b64u(key.pub).slice(0, 8)}`}>Take out<//>`}
    </li>`;
  })}</ul>`;
}

/** @param {{session: Session, taken: CoordinatorKey, onClose: () => void}} props */
export function TakeOutDialog({ session, taken, onClose }) {
  const name = b64u(taken.pub);
  const who = holderOf(session, taken);
  const prepare = async () => ({
    change: (/** @type {Uint8Array[]} */ admins) => admins.filter((pub) => b64u(pub) !== name),
    says: 'The key is taken out.',
  });
  return html`<${KitDialog} session=${session} title="Take out a coordinator key?" press="Sign and take out" danger prepare=${prepare} onClose=${onClose}>
    <p>${taken.holders.length + taken.former.length ? html`The key of <strong><bdi>${who}</bdi></strong>` : 'A key that nobody has signed in with'}, <span class="mono">${name.slice(0, 8)}</span>. From then on the relay, the bot and every desk refuse a list that is signed with it, and nobody is a coordinator by it. This cannot be undone: to be a coordinator again, they make a new code.</p>
    ${taken.holders.some(({ device }) => session.pins.device(device)) && html`<p class="soft">Their device stays on the list of people. If it was lost or must go, remove it there too.</p>`}
    <${Notice}>A browser that is off learns it when it next reaches the relay.<//>
  <//>`;
}
