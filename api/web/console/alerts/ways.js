/** My alerts: the ways in which this worker is woken, in their order, each tried out before the night. */
import { Button } from '../../parts/button.js';
import { dayAndTime } from '../../parts/clock.js';
import { Field } from '../../parts/field.js';
import { Icon } from '../../parts/icon.js';
import { inOrder } from '../../parts/in_order.js';
import { Badge, Panel } from '../../parts/panel.js';
import { sentenceOf } from '../../parts/relay.js';
import { toast } from '../../parts/toast.js';
import { html, useEffect, useMemo, useRef, useState } from '../../vendor/preact.js';
import { endPush, orderPush, whyNot } from './pushing.js';

/** @typedef {{id: string, channel: 'push' | 'mail' | 'hook', to: string | null, proven_at: number | null, failed_at: number | null}} Way */
/** @typedef {{items: Way[], channels: string[], push_key: string}} Ways */

const NAMES = { push: 'A browser', mail: 'Mail', hook: 'Text message or call' };
const ASKS = {
  mail: { label: 'Mail address', hint: 'Subject and text say “Desk needs you”, and nothing else.', type: 'email' },
  hook: { label: 'Phone number', hint: 'With its country, as in +1 807 555 0100.', type: 'tel' },
};

const ARROW = html`<span class="way-up"><${Icon} name="arrow" size=${16} /></span>`;

/** The keyboard goes on here, once it is drawn: what was pressed has moved, or is gone. @param {string} where */
const goOn = (where) => void requestAnimationFrame(() => /** @type {HTMLElement | null} */ (document.querySelector(`.ways-panel ${where}`))?.focus());

/** What is wrong is seen, and whatever is being typed stays where it is. @param {HTMLElement | null} said */
const intoSight = (said) => said?.scrollIntoView({ block: 'nearest' });

/** @param {{session: import('../session.js').Session}} props */
export function MyAlerts({ session }) {
  const [ways, setWays] = useState(/** @type {Ways | null} */ (null));
  const [adding, setAdding] = useState(/** @type {'' | 'mail' | 'hook'} */ (''));
  const [to, setTo] = useState('');
  const [busy, setBusy] = useState('');
  const [problem, setProblem] = useState(/** @type {string | null} */ (null));
  const [results, setResults] = useState(/** @type {Record<string, {arrived: boolean, says: string | null}>} */ ({}));

  const order = useMemo(inOrder, [session]);
  const moving = useRef(/** @type {Promise<unknown>} */ (Promise.resolve()));
  let after = '';
  const look = async () => {
    const found = await order(() => session.relay.call('GET', '/api/alerts'));
    if (found) setWays(found.answer);
  };
  /** @param {string} name @param {() => Promise<unknown>} act */
  const run = async (name, act) => {
    setBusy(name);
    setProblem(null);
    try {
      if (await act() !== false) await look();
      if (after) goOn(after);
    } catch (error) {
      setProblem(sentenceOf(error));
    }
    setBusy('');
  };
  useEffect(() => {
    void run('look', async () => undefined);
    return session.live.on('welcome', () => void look().catch(() => undefined));
  }, [session]);

  const addPush = () => run('push', async () => {
    const refused = whyNot();
    const way = refused ? null : await orderPush(/** @type {Ways} */ (ways).push_key).catch(() => undefined);
    if (way) await session.relay.call('POST', '/api/alerts', way);
    else setProblem(refused ?? (way === null ? whyNot() ?? 'The browser was not allowed to show alerts, so nothing was added.' : 'The browser’s push service does not answer. Try again later, or choose another way.'));
  });
  const add = () => run('add', async () => {
    await session.relay.call('POST', '/api/alerts', { channel: adding, to });
    setAdding('');
    setTo('');
    after = '.way:last-child button';
  });
  const ask = (/** @type {'mail' | 'hook'} */ channel) => { setAdding(channel); goOn('form input'); };
  const notNow = () => { setAdding(''); setProblem(null); goOn(`[data-add="${adding}"]`); };
  const test = (/** @type {Way} */ way) => run(way.id, async () => {
    const result = await session.relay.call('POST', `/api/alerts/${way.id}/test`, {});
    setResults((all) => ({ ...all, [way.id]: result }));
  });
  const drop = (/** @type {Way} */ way) => run(way.id, async () => {
    await session.relay.call('DELETE', `/api/alerts/${way.id}`);
    if (way.channel === 'push') await endPush(way.to);
    const { channel, to: held } = way;
    const left = items.filter(({ id }) => id !== way.id);
    after = left.length ? `[data-way="${(left[items.indexOf(way)] ?? left[left.length - 1]).id}"] [data-act="remove"]` : '[data-add]';
    toast('Removed.', channel === 'push' || held === null ? {} : { undo: () => void run('add', () => session.relay.call('POST', '/api/alerts', { channel, to: held })) });
  });
  const up = (/** @type {number} */ at) => run(items[at].id, async () => {
    const moved = [...items];
    [moved[at - 1], moved[at]] = [moved[at], moved[at - 1]];
    // It stands there at once, so that a second press moves it on; the relay hears of both in their order.
    order.changed();
    setWays({ .../** @type {Ways} */ (ways), items: moved });
    after = `[data-way="${items[at].id}"] [data-act="${at > 1 ? 'earlier' : 'test'}"]`;
    const mine = moving.current.catch(() => undefined).then(() => session.relay.call('PUT', '/api/alerts', { ids: moved.map(({ id }) => id) }));
    moving.current = mine;
    await mine.catch(async (error) => {
      await look().catch(() => setWays(ways));
      throw error;
    });
    return moving.current === mine;
  });

  const items = ways?.items ?? [];
  const asks = adding ? ASKS[adding] : null;
  return html`<${Panel} class="ways-panel" title="My alerts" lead="How you are woken when the desk is closed. The first way at once, each next 15 seconds later, until you answer. An alert says “Desk needs you”, whatever it is for.">
    ${ways && items.length === 0 && html`<p class="soft">None yet: only an open desk calls you, by its sound. Add a way, and send yourself a test.</p>`}
    ${!ways && busy && html`<p class="soft" role="status">Looking…</p>`}
    <ol class="ways">${items.map((way, at) => html`<li key=${way.id} class="way" data-way=${way.id}>
      <div class="way-body"><p><strong>${NAMES[way.channel]}</strong> <bdi class="soft">${way.to ?? 'cannot be read any more'}</bdi></p>
        <p class="way-state" role="status"><${State} way=${way} result=${results[way.id]} /></p></div>
      <div class="row">
        <${Button} small busy=${busy === way.id} data-act="test" onClick=${() => test(way)}>Send me a test<//>
        ${at > 0 ? html`<${Button} small kind="plain" aria-label=${`${NAMES[way.channel]} ${way.to ?? ''}: earlier`} title="Earlier" data-act="earlier" onClick=${() => up(at)}>${ARROW}<//>`
          : items.length > 1 && html`<span class="button button-plain button-small way-first" aria-hidden="true">${ARROW}</span>`}
        <${Button} small kind="plain" icon="close" aria-label=${`${NAMES[way.channel]} ${way.to ?? ''}: remove`} title="Remove" data-act="remove" onClick=${() => drop(way)} />
      </div>
    </li>`)}</ol>
    ${asks
      ? html`<form class="stack" onSubmit=${(/** @type {Event} */ event) => { event.preventDefault(); void add(); }}>
          <${Field} ...${asks} value=${to} maxlength="254" onInput=${(/** @type {any} */ event) => setTo(event.target.value)} />
          <div class="row"><${Button} kind="primary" busy=${busy === 'add'} onClick=${add}>Add it<//><${Button} kind="plain" onClick=${notNow}>Not now<//></div>
        </form>`
      : ways && html`<div class="row">
          <${Button} small icon="bell" busy=${busy === 'push'} data-add="push" onClick=${addPush}>Wake this browser<//>
          ${ways.channels.includes('mail') && html`<${Button} small data-add="mail" onClick=${() => ask('mail')}>Add a mail address<//>`}
          ${ways.channels.includes('hook') && html`<${Button} small data-add="hook" onClick=${() => ask('hook')}>Add a phone<//>`}
        </div>`}
    ${problem && html`<p class="field-error" role="alert" ref=${intoSight}>${problem}</p>`}
  <//>`;
}

/** Whether a way works, as far as anybody knows. @param {{way: Way, result?: {arrived: boolean, says: string | null}}} props */
function State({ way, result }) {
  if (result && !result.arrived) return html`<${Badge} kind="danger">Did not arrive<//> ${result.says}`;
  if (result) return html`<${Badge} kind="good">Sent<//> It was taken just now. Did it wake you?`;
  if (way.failed_at) return html`<${Badge} kind="danger">Does not work<//> since ${dayAndTime(way.failed_at)}. Send yourself a test.`;
  if (way.proven_at) return html`<${Badge} kind="good">Works<//> last alert ${dayAndTime(way.proven_at)}`;
  return html`<${Badge} kind="warn">Not tried yet<//>`;
}
