/** A small menu beside whatever opened it, for keyboard, mouse and touch alike. */

import { make } from './element.js';

let close = () => {};

/** Open a menu at an element; `items` are [label, action, spoken name], a list of these to stand in a row, or null for a line. */
export function openMenu(opener, items, screen) {
  close();
  const buttons = [];
  const one = ([label, action, spoken]) => {
    buttons.push(make('button', { type: 'button', role: 'menuitem', tabindex: '-1', 'aria-label': spoken, onclick: () => { close(); action(); } }, label));
    return buttons.at(-1);
  };
  const rows = items.map((item) => {
    if (!item) return make('hr');
    return Array.isArray(item[0]) ? make('div', { class: 'several', role: 'presentation' }, item.map(one)) : one(item);
  });
  const menu = make('div', { class: 'menu', role: 'menu' }, rows);
  const outside = (event) => { if (!menu.contains(event.target)) close(); };
  close = () => {
    const inside = menu.contains(document.activeElement);
    menu.remove();
    opener.setAttribute('aria-expanded', 'false');
    document.removeEventListener('pointerdown', outside, true);
    if (inside) opener.focus({ preventScroll: true });
    close = () => {};
  };
  menu.addEventListener('keydown', (event) => {
    const here = buttons.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (step) buttons.at((here + step) % buttons.length).focus();
    else if (event.key === 'Home') buttons[0].focus();
    else if (event.key === 'End') buttons.at(-1).focus();
    else if (event.key === 'Escape' || event.key === 'Tab') close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  screen.append(menu);
  place(menu, opener.getBoundingClientRect(), screen.getBoundingClientRect());
  opener.setAttribute('aria-expanded', 'true');
  document.addEventListener('pointerdown', outside, true);
  buttons[0].focus({ preventScroll: true });
}

/** Under the opener, or above it where there is no room, and never outside the phone. */
function place(menu, opener, screen) {
  const { width, height } = menu.getBoundingClientRect();
  const left = Math.min(opener.left - screen.left, screen.width - width - 10);
  const below = opener.bottom - screen.top + 6;
  const top = below + height > screen.height - 10 ? opener.top - screen.top - height - 6 : below;
  menu.style.left = `${Math.max(10, left)}px`;
  menu.style.top = `${Math.max(10, top)}px`;
}
