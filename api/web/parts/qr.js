/** A square code that a phone's camera reads, drawn as one path. */
import { generate } from '../vendor/lean-qr.js';
import { html, useMemo } from '../vendor/preact.js';

/** The dark modules as one SVG path. @param {string} words @returns {{path: string, size: number}} */
export function qrPath(words) {
  const code = generate(words);
  let path = '';
  for (let y = 0; y < code.size; y++) {
    for (let x = 0; x < code.size; x++) if (code.get(x, y)) path += `M${x} ${y}h1v1h-1z`;
  }
  return { path, size: code.size };
}

/** Always dark on light, with its quiet edge: cameras need both. @param {{text: string, label: string, size?: number}} props */
export function Qr({ text, label, size = 208 }) {
  const { path, size: side } = useMemo(() => qrPath(text), [text]);
  return html`<svg class="qr" role="img" aria-label=${label} width=${size} height=${size} viewBox=${`-4 -4 ${side + 8} ${side + 8}`} shape-rendering="crispEdges">
    <rect x="-4" y="-4" width=${side + 8} height=${side + 8} fill="#fff" /><path d=${path} fill="#111" />
  </svg>`;
}
