/** The practice phone: keeps the page in step with the server, and tells the server what the person does. */

import { Chat } from './chat.js';
import { clock, icon, make } from './element.js';
import { Foot } from './foot.js';
import { showLock } from './lock.js';
import { openMenu } from './menu.js';

const find = (id) => document.getElementById(id);
const number = Math.min(9, Math.max(1, Number.parseInt(new URLSearchParams(location.search).get('phone') ?? '1', 10) || 1));
const screen = document.querySelector('.screen.chat');
const AGAIN = 1500;
const SHOWN_FOR = 5000;

let state = null;
let toastTimer = 0;
let lastToast = 0;

const chat = new Chat(find('talk'), { tap, menu: messageMenu, act: press });
const foot = new Foot(find('foot'), screen, act);

/** Tell the server what the person does; say so when it did not work. */
async function act(body) {
  try {
    const answer = await fetch(`/phone/${number}/do`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
    if (answer.ok) return true;
    toast((await answer.json()).says.split('\n')[0]);
  } catch {
    toast('The practice Telegram does not answer. Is it still running?');
  }
  return false;
}

async function tap(bubble, button) {
  if (button.kind === 'copy') await navigator.clipboard?.writeText(button.value).catch(() => {});
  if (await act({ do: 'tap', id: bubble.id, label: button.label }) && ['url', 'web_app'].includes(button.kind)) press('url', button.value);
}

/** A link, a number or a command inside a text. */
function press(kind, value) {
  if (kind === 'bot_command') act({ do: 'send', text: value });
  else if (kind === 'phone_number') toast(`A real phone would now call ${value}.`);
  else toast(`A real phone would now open ${value}.`);
}

function messageMenu(bubble, opener) {
  const remove = (both) => () => act({ do: 'delete', id: bubble.id, both });
  const copy = () => navigator.clipboard?.writeText(bubble.text).then(() => toast('Copied'), () => {});
  openMenu(opener, [
    ...(bubble.mine && bubble.text ? [['Edit', () => foot.edit(bubble)]] : []),
    ...(bubble.text ? [bubble.protected ? ['Copying is off for this message', () => {}] : ['Copy', copy]] : []),
    ['Delete on this phone', remove(false)],
    ['Delete on both sides', remove(true)],
  ], screen);
}

find('chat-menu').append(icon('more'));
find('chat-menu').addEventListener('click', () => openMenu(find('chat-menu'), [
  state?.language === 'fr' ? ['Phone in English', () => act({ do: 'language', text: 'en' })] : ['Phone in French', () => act({ do: 'language', text: 'fr' })],
  ['Add the bot to a group', () => act({ do: 'group' })],
  null,
  ['Clear chat on this phone', () => act({ do: 'clear' })],
  ['Clear chat on both sides', () => act({ do: 'clear', both: true })],
  state?.blocked ? ['Unblock the bot', () => act({ do: 'unblock' })] : ['Block the bot', () => act({ do: 'block' })],
], screen));
find('unlock').addEventListener('click', () => act({ do: 'read' }));
find('alert-ok').addEventListener('click', () => find('alert').close());
for (const view of ['chat', 'lock']) {
  find(`show-${view}`).addEventListener('click', () => {
    find('main').dataset.view = view;
    for (const one of ['chat', 'lock']) find(`show-${one}`).setAttribute('aria-pressed', String(one === view));
  });
}

/** Show a short text at the foot of the chat for a while. */
function toast(text) {
  clearTimeout(toastTimer);
  find('toast').textContent = text;
  toastTimer = setTimeout(() => { find('toast').textContent = ''; }, SHOWN_FOR);
}

/** Draw what the server says. */
function show(next) {
  state = next;
  const first = (next.bot.name.trim()[0] ?? '?').toUpperCase();
  find('avatar').textContent = first;
  find('bot-name').textContent = next.bot.name;
  find('bot-state').textContent = next.blocked ? 'blocked' : next.typing ? 'typing…' : 'bot';
  find('bot-state').classList.toggle('typing', next.typing);
  for (const name of document.querySelectorAll('.name')) name.textContent = next.name;
  chat.show(next);
  foot.show(next);
  showLock(find('cards'), next);
  find('unread').textContent = next.notifications.length || '';
  find('unlock').hidden = !next.notifications.length;
  tabs(next);
  tell();
  if (next.toast && next.toast.id !== lastToast) {
    lastToast = next.toast.id;
    if (next.toast.alert) { find('alert-words').textContent = next.toast.text; find('alert').showModal(); } else toast(next.toast.text);
  }
}

function tabs(next) {
  const face = JSON.stringify(next.phones);
  if (find('phones').dataset.face === face) return;
  find('phones').dataset.face = face;
  find('phones').replaceChildren(...next.phones.map((one) => make('a', { href: `?phone=${one.phone}`, 'aria-current': one.phone === number ? 'page' : null },
    make('span', { class: 'long' }, 'Phone '), `${one.phone}`, make('span', { class: 'long' }, ` · ${one.name}`),
    one.unread > 0 && one.phone !== number && make('span', { class: 'count' }, `${one.unread}`, make('span', { class: 'unseen' }, ' unread')))));
}

/** Show the time, the practice Telegram's own when a test moved it. */
function tell() {
  const seconds = state?.now ?? Date.now() / 1000;
  for (const place of document.querySelectorAll('.clock')) place.textContent = clock(seconds);
  find('day').textContent = new Date(seconds * 1000).toLocaleDateString('en-CA', { weekday: 'long', month: 'long', day: 'numeric' });
}

/** Listen to the server, and listen again whenever the line breaks. */
function listen() {
  const line = new EventSource(`/phone/${number}/live`);
  line.addEventListener('open', () => { find('line').textContent = ''; });
  line.addEventListener('message', (event) => show(JSON.parse(event.data)));
  line.addEventListener('error', () => {
    find('line').textContent = 'The line is broken. Trying again …';
    line.close();
    setTimeout(listen, AGAIN);
  });
  addEventListener('pagehide', () => line.close(), { once: true });
}

tell();
setInterval(tell, 10_000);
listen();
