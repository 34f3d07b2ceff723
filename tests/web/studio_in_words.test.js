/** Two people changed the same: where, and what, is said as the forms say it, never as a file does. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inWords, placeWords } from '../../api/web/studio/in_words.js';

const SERVICES = 'services/national.yaml';
const model = {
  services: { [SERVICES]: [{ id: 'khp', name: { en: 'Kids Help Phone', fr: 'Jeunesse, J’écoute' } }] },
  project: { languages: [{ id: 'en', name: 'English' }, { id: 'fr', name: 'Français' }] },
};

test('a place is named as its form names it', () => {
  const places = [
    [['khp', 'reach', 1, 'to'], SERVICES, 'The service “Kids Help Phone”: its ways, 2'],
    [['khp', 'cost', 'fr'], SERVICES, 'The service “Kids Help Phone”: what it costs, Français'],
    [['khp'], SERVICES, 'The service “Kids Help Phone”'],
    [['new_one', 'hours', 'osm'], SERVICES, 'The service “new_one”: its hours'],
    [['floor'], 'project.yaml', 'What always stands'],
    [['waivers', 0], 'project.yaml', 'Reasons for which a warning stays, 1'],
    [['steps', 'hello', 'say'], 'flows/main.yaml', 'The words of the step “hello”'],
    [['steps', 'hello', 'choices', 'y', 'label'], 'flows/main.yaml', 'A button of the step “hello” (y)'],
    [['steps', 'hello', 'go'], 'flows/main.yaml', 'The step “hello”: where it leads'],
    [['texts', 'hello', 'text'], 'i18n/fr/main.yaml', 'The translation of “hello”'],
    [['phrases', 'numbers'], 'phrases/en.yaml', 'The small words “numbers”'],
    [[0, 'any', 3], 'lexicon/words.yaml', 'The words that the bot listens for: any'],
    [['words'], 'style/avoid.en.yaml', 'The words to avoid: words'],
  ];
  for (const [at, path, words] of places) assert.equal(placeWords(at, path, model), words);
});

test('every kind of value is told whole, so that two of them can be told apart', () => {
  assert.equal(inWords('Hello.'), 'Hello.');
  assert.equal(inWords(['911', '211']), '• 911\n• 211');
  assert.notEqual(inWords(['911', '211']), inWords(['211', '911']));
  assert.equal(inWords({ id: 'y', label: 'Yes', go: 'menu' }), 'Button: Yes\nLeads to: menu');
  assert.equal(inWords([{ how: 'call', to: '211' }]), '• Way: call\n   Number or address: 211');
  assert.equal(inWords({ id: 'hello', of: 'aaaa', text: 'Salut.' }), 'Salut.');
  assert.equal(inWords({ on: null, by: [] }), 'When: (nothing)\nWho: (none)');
  assert.equal(inWords(''), '(empty)');
});

test('nothing that differs is ever shown alike on both sides', () => {
  const values = [undefined, '', 'a', [], ['a'], [['a']], { say: 'a', go: 'b' }, { say: 'a', go: 'c' }, { en: 'a', fr: 'b' }, { en: 'b', fr: 'a' }, [{ code: '1', source: 'x' }], [{ code: '2', source: 'x' }]];
  const said = values.map(inWords);
  assert.equal(new Set(said).size, said.length);
});
