/** Turns a message's text and its entities into elements: bold, links, spoilers, telephone numbers. */

import { make } from './element.js';

const FOUND = [
  ['url', /\bhttps?:\/\/[^\s<>"]+[^\s<>".,;:!?)]/gi],
  ['phone_number', /(?<![\w-])\+?(?:1[-. ])?\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}(?!\w)/g],
  ['bot_command', /(?<!\S)\/[a-z0-9_]{1,32}\b/g],
];
const TAGS = { bold: 'strong', italic: 'em', underline: 'u', strikethrough: 's', code: 'code', pre: 'code' };
const LINKS = ['url', 'text_link', 'phone_number', 'bot_command', 'email', 'mention'];

/** Return the nodes of a text; `act` gets (kind, value) when somebody presses a link, a number or a command. */
export function words(text, entities, act) {
  const all = [...entities, ...detected(text, entities)];
  const edges = [...new Set([0, text.length, ...all.flatMap((one) => [one.offset, one.offset + one.length])])];
  edges.sort((a, b) => a - b);
  return edges.slice(0, -1).map((from, number) => {
    const to = edges[number + 1];
    const around = all.filter((one) => one.offset <= from && one.offset + one.length >= to);
    return around.reduceRight((inside, one) => wrapped(one, inside, text, act), text.slice(from, to));
  });
}

/** What a phone finds by itself, outside what the bot already marked as a link or as code. */
function detected(text, entities) {
  const taken = entities.filter((one) => one.type in TAGS ? TAGS[one.type] === 'code' : LINKS.includes(one.type));
  const found = [];
  for (const [type, pattern] of FOUND) {
    for (const match of text.matchAll(pattern)) {
      const one = { type, offset: match.index, length: match[0].length };
      const meets = (other) => one.offset < other.offset + other.length && other.offset < one.offset + one.length;
      if (![...taken, ...found].some(meets)) found.push(one);
    }
  }
  return found;
}

function wrapped(entity, inside, text, act) {
  const value = text.slice(entity.offset, entity.offset + entity.length);
  if (TAGS[entity.type]) return make(TAGS[entity.type], {}, inside);
  if (entity.type === 'blockquote' || entity.type === 'expandable_blockquote') return make('span', { class: 'quote' }, inside);
  if (entity.type === 'spoiler') return spoiler(inside);
  if (LINKS.includes(entity.type)) {
    const press = () => act(entity.type, entity.url ?? value);
    return make('button', { type: 'button', class: 'link', onclick: press }, inside);
  }
  return make('span', {}, inside);
}

function spoiler(inside) {
  const show = (event) => {
    event.currentTarget.replaceWith(inside);
  };
  return make('button', { type: 'button', class: 'spoiler', 'aria-label': 'Hidden words. Press to show them.', onclick: show }, make('span', { 'aria-hidden': 'true' }, inside));
}
