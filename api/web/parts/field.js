/** Fields: label, hint and error tied together for eyes and ears; no spell checker reads along. */
import { html, useId } from '../vendor/preact.js';

/** @typedef {{label: any, hint?: any, error?: string | null, hideLabel?: boolean} & Record<string, any>} FieldProps */

/** @param {string} id @param {any} hint @param {string | null | undefined} error */
function described(id, hint, error) {
  return [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined;
}

/** @param {{id: string, label: any, hint?: any, error?: string | null, hideLabel?: boolean, children?: any}} props */
function Framed({ id, label, hint, error, hideLabel = false, children }) {
  return html`<div class="field">
    <label for=${id} class=${hideLabel ? 'visually-hidden' : 'field-label'}>${label}</label>
    ${hint && html`<p class="field-hint" id=${`${id}-hint`}>${hint}</p>`}
    ${children}
    ${error && html`<p class="field-error" id=${`${id}-error`}>${error}</p>`}
  </div>`;
}

/** @param {FieldProps} props */
export function Field({ label, hint, error, hideLabel, ...rest }) {
  const id = useId();
  return html`<${Framed} ...${{ id, label, hint, error, hideLabel }}>
    <input class="input" type="text" autocomplete="off" spellcheck=${false} ...${rest} id=${id} aria-describedby=${described(id, hint, error)} aria-invalid=${error ? 'true' : undefined} />
  <//>`;
}

/** @param {FieldProps} props */
export function TextArea({ label, hint, error, hideLabel, ...rest }) {
  const id = useId();
  return html`<${Framed} ...${{ id, label, hint, error, hideLabel }}>
    <textarea class="input" autocomplete="off" spellcheck=${false} ...${rest} id=${id} aria-describedby=${described(id, hint, error)} aria-invalid=${error ? 'true' : undefined}></textarea>
  <//>`;
}

/** @param {FieldProps & {options: {value: string, text: string}[]}} props */
export function Select({ label, hint, error, hideLabel, options, value, ...rest }) {
  const id = useId();
  return html`<${Framed} ...${{ id, label, hint, error, hideLabel }}>
    <select class="input" ...${rest} id=${id} value=${value} aria-describedby=${described(id, hint, error)} aria-invalid=${error ? 'true' : undefined}>
      ${options.map((option) => html`<option value=${option.value} selected=${option.value === value}>${option.text}</option>`)}
    </select>
  <//>`;
}

/**
 * One of a few, each with a word of explanation.
 * @param {{legend: string, name: string, value: string, options: {value: string, title: string, text?: any}[], onChoose: (value: string) => void, hint?: any}} props
 */
export function Choices({ legend, name, value, options, onChoose, hint }) {
  return html`<fieldset class="choices">
    <legend class="field-label">${legend}</legend>
    ${hint && html`<p class="field-hint">${hint}</p>`}
    ${options.map((option) => html`<label class="choice" key=${option.value}>
      <input type="radio" name=${name} value=${option.value} checked=${option.value === value} onChange=${() => onChoose(option.value)} />
      <span><span class="choice-title">${option.title}</span>${option.text && html`<span class="choice-text">${option.text}</span>`}</span>
    </label>`)}
  </fieldset>`;
}

/** @param {{label: any} & Record<string, any>} props */
export function Check({ label, ...rest }) {
  return html`<label class="tick"><input type="checkbox" ...${rest} /><span>${label}</span></label>`;
}
