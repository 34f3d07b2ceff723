/** Choosing how this browser will unlock: a passkey, or seven words made here. */
import { Button } from '../parts/button.js';
import { Choices, TextArea } from '../parts/field.js';
import { Notice } from '../parts/panel.js';
import { makePasskey, PasskeyDeclined, passkeysHere } from '../parts/passkey.js';
import { doubtAbout, makePhrase, tidy } from '../parts/phrase.js';
import { random } from '../parts/bytes.js';
import { html, useEffect, useState } from '../vendor/preact.js';
import { phraseSecret } from '../sealing/keys.js';

/** @typedef {{salt: Uint8Array<ArrayBuffer>, unlock: import('../parts/keystore.js').DeviceRecord['unlock'], secret: Uint8Array}} Chosen */

/**
 * @param {{label: string, onChosen: (chosen: Chosen) => Promise<void>, onBack?: () => void, onStage?: (stage: 'choose' | 'show' | 'check') => void}} props
 */
export function ChooseUnlocking({ label, onChosen, onBack, onStage = () => {} }) {
  const [stage, setStage] = useState(/** @type {'choose' | 'show' | 'check'} */ ('choose'));
  const [able, setAble] = useState(/** @type {boolean | null} */ (null));
  const [way, setWay] = useState('passkey');
  const [phrase, setPhrase] = useState('');
  const [problem, setProblem] = useState(/** @type {string | null} */ (null));
  const [busy, setBusy] = useState(false);
  const [salt] = useState(() => random(32));

  useEffect(() => {
    passkeysHere().then((here) => { setAble(here); if (!here) setWay('phrase'); });
  }, []);
  useEffect(() => onStage(stage), [stage]);

  const passkey = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const { credential, secret } = await makePasskey(salt, label);
      await onChosen({ salt, unlock: { kind: 'passkey', credential }, secret });
    } catch (error) {
      setProblem(error instanceof PasskeyDeclined
        ? 'The passkey was not made. Try again, or take the seven words.'
        : 'This passkey cannot keep a secret for this page. Take the seven words instead.');
      if (!(error instanceof PasskeyDeclined)) setWay('phrase');
      setBusy(false);
    }
  };
  const begin = () => {
    if (way === 'passkey') return passkey();
    setProblem(null);
    setPhrase((old) => old || makePhrase());
    setStage('show');
    return undefined;
  };

  if (stage === 'show') return html`<${ShowPhrase} phrase=${phrase} onNext=${() => setStage('check')} onBack=${() => setStage('choose')} onOther=${() => setPhrase(makePhrase())} />`;
  if (stage === 'check') {
    return html`<${CheckPhrase} phrase=${phrase} onBack=${() => setStage('show')}
      onRight=${async () => onChosen({ salt, unlock: { kind: 'phrase' }, secret: await phraseSecret(phrase, salt) })} />`;
  }
  // Nothing is offered that would be taken away again a moment later.
  if (able === null) return html`<p class="row soft" role="status"><span class="turning" aria-hidden="true"></span>One moment</p>`;
  return html`<form class="stack stack-l" onSubmit=${(/** @type {Event} */ event) => { event.preventDefault(); if (!busy) begin(); }}>
    <${Choices} legend="How do you want to unlock?" name="way" value=${way} onChoose=${setWay} options=${[
      ...(able ? [{ value: 'passkey', title: 'Passkey', text: 'Your fingerprint, face, PIN or security key. The quickest way.' }] : []),
      { value: 'phrase', title: 'Seven words', text: 'Made for you now. You keep them on paper or in your head, and type them each time.' },
    ]} />
    ${!able && html`<p class="soft small">This browser offers no passkeys, so it will be the words.</p>`}
    ${problem && html`<${Notice} kind="warn">${problem}<//>`}
    <div class="door-actions">
      <${Button} kind="primary" type="submit" busy=${busy}>${way === 'passkey' ? 'Make the passkey' : 'Make the words'}<//>
      ${onBack && html`<${Button} kind="plain" onClick=${onBack}>Back<//>`}
    </div>
  </form>`;
}

/** @param {{phrase: string, onNext: () => void, onBack: () => void, onOther: () => void}} props */
function ShowPhrase({ phrase, onNext, onBack, onOther }) {
  return html`<div class="stack stack-l">
    <ol class="phrase" aria-label="Your seven words">${phrase.split(' ').map((word) => html`<li key=${word}>${word}</li>`)}</ol>
    <p>Write them down, or keep them in your password manager. They are never sent anywhere, so nobody can read them out to you again.</p>
    <div class="door-actions">
      <${Button} kind="primary" onClick=${onNext}>I have them<//>
      <${Button} kind="plain" onClick=${onOther}>Other words<//>
      <${Button} kind="plain" onClick=${onBack}>Back<//>
    </div>
  </div>`;
}

/** @param {{phrase: string, onRight: () => Promise<void>, onBack: () => void}} props */
function CheckPhrase({ phrase, onRight, onBack }) {
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState(/** @type {string | null} */ (null));
  const [busy, setBusy] = useState(false);
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (busy) return;
    const doubt = doubtAbout(typed) ?? (tidy(typed) === phrase ? null : 'These are seven of our words, but not yours in your order. Look again.');
    setProblem(doubt);
    if (doubt) return;
    setBusy(true);
    await onRight();
  };
  return html`<form class="stack stack-l" onSubmit=${submit}>
    <${TextArea} label="Your seven words" hint="Small or capital letters, with spaces between." rows="2" value=${typed} error=${problem} spellcheck=${false} autocapitalize="none"
      onInput=${(/** @type {any} */ event) => setTyped(event.target.value)} />
    <div class="door-actions">
      <${Button} kind="primary" type="submit" busy=${busy}>Check and go on<//>
      <${Button} kind="plain" onClick=${onBack}>Show them again<//>
    </div>
  </form>`;
}
