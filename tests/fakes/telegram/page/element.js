/** Makes elements and icons without ever parsing a string as HTML. */

const SVG = 'http://www.w3.org/2000/svg';

/** Return an element; properties starting with "on" are listeners, the rest are attributes (false and null: none). */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== false && child !== undefined));
  return element;
}

const PATHS = {
  send: 'M4 12 20 4l-5 16-3.6-6.4L4 12Zm7.4 1.6L20 4',
  clip: 'm19 11-7.6 7.6a4.6 4.6 0 0 1-6.5-6.5l8-8a3.1 3.1 0 0 1 4.4 4.4l-8 8a1.6 1.6 0 0 1-2.2-2.2l7.3-7.4',
  more: 'M12 5.5v.01M12 12v.01M12 18.5v.01',
  slash: 'M7 4.5h10a2.5 2.5 0 0 1 2.5 2.5v10a2.5 2.5 0 0 1-2.5 2.5H7A2.5 2.5 0 0 1 4.5 17V7A2.5 2.5 0 0 1 7 4.5ZM13.5 8.5l-3 7',
  close: 'm6 6 12 12M18 6 6 18',
  pencil: 'm5 19 1-4L16.5 4.5l3 3L9 18l-4 1Z',
  open: 'M8 16 17 7M10 7h7v7',
  copy: 'M9 9h10v10H9zM15 9V5H5v10h4',
  bell: 'M12 4a5.5 5.5 0 0 0-5.5 5.5c0 5-2 6-2 7h15c0-1-2-2-2-7A5.5 5.5 0 0 0 12 4Zm-2 15.5a2 2 0 0 0 4 0',
  quiet: 'M12 4a5.5 5.5 0 0 0-5.5 5.5c0 5-2 6-2 7h15c0-1-2-2-2-7A5.5 5.5 0 0 0 12 4Zm-2 15.5a2 2 0 0 0 4 0M4 4l16 16',
  ticks: 'm2.5 12.5 4 4 8-9M11 15.5l1.2 1 8-9',
  photo: 'M4 6h16v12H4zM4 16l5-5 4 4 2-2 5 5M15.5 9.5v.01',
  voice: 'M12 4a2.5 2.5 0 0 1 2.5 2.5v5a2.5 2.5 0 0 1-5 0v-5A2.5 2.5 0 0 1 12 4ZM6.5 11.5a5.5 5.5 0 0 0 11 0M12 17v3.5',
  place: 'M12 21c4-5 6-8 6-11a6 6 0 0 0-12 0c0 3 2 6 6 11Zm0-9v-.01',
  file: 'M7 3.5h7l4 4v13H7zM14 3.5v4h4',
  person: 'M12 12a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm-7 7.5c.6-4 3.5-5.5 7-5.5s6.4 1.5 7 5.5',
  film: 'M4 6h16v12H4zM10.5 9.5v5l4-2.5-4-2.5Z',
};

/** Return a small line drawing that says nothing to a screen reader. */
export function icon(name) {
  const drawing = document.createElementNS(SVG, 'svg');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name]);
  drawing.setAttribute('viewBox', '0 0 24 24');
  drawing.setAttribute('aria-hidden', 'true');
  drawing.setAttribute('class', 'icon');
  drawing.append(path);
  return drawing;
}

// Made once: a chat is drawn with every word, and to make a format costs a hundred times what it costs to use it.
const TIME = new Intl.DateTimeFormat('en-CA', { hour: '2-digit', minute: '2-digit', hour12: false });
const DAY = new Intl.DateTimeFormat('en-CA', { weekday: 'long', month: 'long', day: 'numeric' });

/** Show a time as the phone's clock does. */
export const clock = (seconds) => TIME.format(seconds * 1000);

/** Show the day of a time. */
export const day = (seconds) => DAY.format(seconds * 1000);
