/** Bundles each pinned browser package once into vendor/ and holds the result to its committed hashes. */
// Run as `node bundle-vendor.mjs`; `--accept` rewrites vendor.sha256 after a package was raised on purpose.
// Each bundle is a plain ES module, so what is reviewed (package + version + hash) is what runs.
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

const BUNDLES = {
  preact: "export { h, render, Fragment, createContext, createRef } from 'preact';" +
    "export { useState, useEffect, useLayoutEffect, useMemo, useRef, useReducer, useCallback, useContext, useId } from 'preact/hooks';" +
    "export { html } from 'htm/preact';",
  hpke: "export * from 'hpke';",
  'noble-sha3': "export { sha3_256, shake256 } from '@noble/hashes/sha3.js';",
  'noble-ml-kem': "export { ml_kem768 } from '@noble/post-quantum/ml-kem.js';",
  'lean-qr': "export { generate, correction } from 'lean-qr';",
  // One bundle for all of the editor's packages: two copies of its state would not know each other.
  codemirror: "export { Compartment, EditorSelection, EditorState, RangeSetBuilder, StateEffect, StateField, Text } from '@codemirror/state';" +
    "export { Decoration, drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers, placeholder, ViewPlugin } from '@codemirror/view';" +
    "export { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';" +
    "export { HighlightStyle, indentUnit, syntaxHighlighting } from '@codemirror/language';" +
    "export { tags } from '@lezer/highlight';" +
    "export { yaml } from '@codemirror/lang-yaml';" +
    "export { forceLinting, lintGutter, lintKeymap, linter, nextDiagnostic, setDiagnostics } from '@codemirror/lint';" +
    "export { MergeView, unifiedMergeView } from '@codemirror/merge';",
  dagre: "export { Graph, layout } from '@dagrejs/dagre';",
  diff: "export { diffLines, diffWordsWithSpace, structuredPatch } from 'diff';",
};

// Syllabics: not every device has letters for them. A browser fetches the file only where one stands on a page.
const SYLLABICS = 'node_modules/@fontsource/noto-sans-canadian-aboriginal';
const FILES = {
  'syllabics.woff2': `${SYLLABICS}/files/noto-sans-canadian-aboriginal-canadian-aboriginal-400-normal.woff2`,
  'syllabics.LICENSE': `${SYLLABICS}/LICENSE`,
};

mkdirSync('vendor', { recursive: true });
const lines = [];
const held = (outfile) => lines.push(`${createHash('sha256').update(readFileSync(outfile)).digest('hex')}  ${outfile}\n`);
for (const [name, contents] of Object.entries(BUNDLES)) {
  const outfile = `vendor/${name}.js`;
  await build({
    stdin: { contents, resolveDir: '.', sourcefile: `${name}.js` },
    bundle: true, format: 'esm', target: 'es2022', minify: true, legalComments: 'inline', outfile, logLevel: 'warning',
  });
  // The same exports with the packages' own types, for tsc.
  writeFileSync(`vendor/${name}.d.ts`, `${contents}\n`);
  held(outfile);
}
for (const [name, from] of Object.entries(FILES)) {
  copyFileSync(from, `vendor/${name}`);
  held(`vendor/${name}`);
}
if (process.argv.includes('--accept')) writeFileSync('vendor.sha256', lines.join(''));
const expected = readFileSync('vendor.sha256', 'utf8');
if (expected !== lines.join('')) {
  console.error('The bundled browser packages differ from vendor.sha256. If a package was raised on purpose, run `node bundle-vendor.mjs --accept` in api/web and commit vendor.sha256.');
  process.exit(1);
}
