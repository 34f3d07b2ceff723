/** The fields of a service in words: names, hours, for whom, what it costs, its tags and source. */
import { Check, Field, Select } from '../../parts/field.js';
import { Notice } from '../../parts/panel.js';
import { html, useState } from '../../vendor/preact.js';
import { ListField } from '../list_field.js';
import { find } from '../trees.js';
import { nameOf, tagsOf, ZONES } from './listed.js';
import { ReachForm } from './reach_form.js';

/** @typedef {import('./knowing.js').Known} Known */
/** @typedef {{studio: import('../drafts.js').Studio, service: Known}} Props */

/** @param {Props & {services: Known[]}} props */
export function ServiceForm({ studio, service, services }) {
  const { id, path, tree } = service;
  const languages = (studio.model?.project?.languages ?? []).map((/** @type {any} */ one) => ({ id: String(one.id), name: String(one.name) }));
  const name = nameOf(service);
  const put = (/** @type {(string | number)[]} */ at, /** @type {any} */ value, /** @type {string} */ what, /** @type {boolean} */ typed = typeof value === 'string') => studio.edit(path, placed(studio.tree(path), [id, ...at], value), `${what} of “${name}”`, typed);
  const words = (/** @type {string[]} */ at, /** @type {string} */ title, /** @type {string} */ hint = '') => html`<${InEveryLanguage} studio=${studio} title=${title} hint=${hint} languages=${languages}
    words=${find(tree, at)} onType=${(/** @type {string} */ lang, /** @type {string} */ typed) => put([...at, lang], typed, title)} />`;
  const line = (/** @type {string[]} */ at, /** @type {string} */ title, /** @type {any} */ more = {}) => html`<${Field} label=${title} value=${String(find(tree, at) ?? '')} readonly=${!studio.mayEdit} ...${more}
    onInput=${(/** @type {any} */ event) => put(at, event.target.value, title)} />`;
  const many = (/** @type {string[]} */ at, /** @type {string} */ title, /** @type {string} */ hint) => html`<${ListField} title=${title} hint=${hint} values=${find(tree, at)} studio=${studio} onType=${(/** @type {string[]} */ values) => put(at, values, title, true)} />`;
  const changed = service.seen && !service.told;
  const again = !service.standing.stood;
  const trusted = service.floor || service.standing.names.length > 1;
  return html`<section class="stack stack-l" aria-labelledby="fields"><h2 id="fields">What is known about it</h2>
    <p class="soft">It saves by itself. <span class="mono small">${path}, ${id}</span> <button type="button" class="tale-open small" onClick=${() => studio.go('yaml', { path, service: id })}>Show in YAML</button></p>
    ${words(['name'], 'Its own name', 'As they answer the phone. What changes here needs two new calls; a language that had no name does not.')}
    ${words(['plain'], 'A plain name', 'Stands first on the card, where somebody may look over a shoulder. May be left empty. Needs two new calls, too.')}
    <div role="status">${changed && again && html`<${Notice} kind="warn" title="Two people call it again">Its name, number, word or hours are not what youth are told now. ${trusted ? 'Nothing can be published until two different people have called exactly this.' : 'Youth are not shown it until two different people have called exactly this.'}<//>`}</div>
    <${ReachForm} studio=${studio} service=${service} />
    <fieldset class="languages stack group"><legend class="field-label">When it can be reached</legend>
      ${line(['hours', 'osm'], 'Hours, as the bot counts them', { hint: '24/7, unknown, or days and times: Mo-Fr 09:00-17:00; Sa 10:00-12:00', spellcheck: false, autocapitalize: 'none' })}
      <${Select} label="In the time of" value=${String(tree.hours?.zone ?? '')} disabled=${!studio.mayEdit} options=${Object.entries(ZONES).map(([value, text]) => ({ value, text }))} onChange=${(/** @type {any} */ event) => put(['hours', 'zone'], event.target.value, 'The zone')} />
      ${many(['hours', 'closed'], 'Closed on', 'Days, with commas between: 2026-12-25, 2027-01-01')}
      ${words(['hours', 'say'], 'The hours in words')}</fieldset>
    ${words(['cost'], 'What it costs', 'Without this, youth are not shown it.')}
    ${words(['private'], 'How private it is', 'Without this, youth are not shown it.')}
    <fieldset class="languages stack group"><legend class="field-label">For whom</legend>
      ${words(['for', 'say'], 'Who it is for, in words')}
      <div class="way-to">${line(['for', 'min_age'], 'From age', { inputmode: 'numeric' })}${line(['for', 'max_age'], 'Up to age', { inputmode: 'numeric' })}
        <${Select} label="Only for" value=${String(tree.for?.gender ?? '')} disabled=${!studio.mayEdit} options=${['', 'women', 'men', ...(['', 'women', 'men'].includes(tree.for?.gender ?? '') ? [] : [tree.for.gender])].map((value) => ({ value, text: value || 'everybody' }))}
          onChange=${(/** @type {any} */ event) => put(['for', 'gender'], event.target.value, 'Only for')} /></div>
      ${many(['for', 'area'], 'Where', 'Places, with commas between: Kenora, Dryden. CA is all of Canada, ON all of Ontario.')}
      <${Check} label="For Indigenous youth first" checked=${tree.for?.indigenous === 'yes'} disabled=${!studio.mayEdit} onChange=${(/** @type {any} */ event) => put(['for', 'indigenous'], event.target.checked ? 'yes' : '', 'Indigenous')} />
      <${Check} label="One has to speak aloud: nobody can text" checked=${tree.needs_voice === 'yes'} disabled=${!studio.mayEdit} onChange=${(/** @type {any} */ event) => put(['needs_voice'], event.target.checked ? 'yes' : 'no', 'Speaking aloud')} /></fieldset>
    ${many(['languages'], 'Languages they speak', 'With commas between: en, fr, oj')}
    ${many(['tags'], 'Tags', `Steps show services by their tags. In use: ${tagsOf(services).join(', ')}. “crisis” means it is called every month.`)}
    ${line(['verified', 'source'], 'Where the number was found', { hint: 'The page of the service itself, beginning with https://', type: 'url' })}
    ${line(['note'], 'A note for editors and workers', { hint: 'It goes out with the version, where anybody can read it: no names.' })}
  </section>`;
}

/**
 * What puts a value there, with the block around it if there is none yet; an empty value takes away what may be left out.
 * @param {any} tree @param {(string | number)[]} at @param {any} value @returns {import('../trees.js').Change[]}
 */
export function placed(tree, at, value) {
  const [id, ...rest] = at;
  const above = at.slice(0, -1);
  const empty = value === '' || (Array.isArray(value) && !value.length);
  const home = find(tree, above);
  if (home === null || home === undefined || home === '') return empty ? [] : placed(tree, above, { [rest.at(-1) ?? id]: value });
  if (empty && Object.hasOwn(/** @type {any} */ (home), rest.at(-1) ?? '') && rest.length > 1 && ['say', 'plain', 'for'].includes(String(rest.at(-2)))) {
    // The last language of a text that may be left out takes the text with it.
    return Object.keys(/** @type {any} */ (home)).length === 1 && rest.at(-2) !== 'for' ? [{ at: above }] : [{ at }];
  }
  if (empty && rest.length === 1 && ['note', 'plain'].includes(String(rest[0]))) return find(tree, at) === undefined ? [] : [{ at }];
  if (empty && find(tree, at) === undefined) return [];
  return [{ at, value }];
}

/** @param {{studio: import('../drafts.js').Studio, title: string, hint: string, languages: {id: string, name: string}[], words: any, onType: (lang: string, typed: string) => void}} props */
function InEveryLanguage({ studio, title, hint, languages, words, onType }) {
  return html`<fieldset class="languages"><legend class="field-label">${title}</legend>${hint && html`<p class="field-hint">${hint}</p>`}
    <div class="languages-side">${languages.map(({ id, name }) => html`<${Field} key=${id} label=${html`<span class="visually-hidden">${title}, </span>${name}`} lang=${id} value=${String(words?.[id] ?? '')} readonly=${!studio.mayEdit} onInput=${(/** @type {any} */ event) => onType(id, event.target.value)} />`)}</div></fieldset>`;
}
