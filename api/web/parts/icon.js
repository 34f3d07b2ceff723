/** Small line drawings that stand beside words, never instead of them. */
import { html } from '../vendor/preact.js';

/** Each on a 24-unit square, drawn with one stroke width. @type {Record<string, string>} */
const PATHS = {
  inbox: 'M3 13h5l1.5 3h5L16 13h5 M5.5 5h13L21 13v6H3v-6z',
  people: 'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z M2.5 20c.4-3.6 3-5.5 6.500-5.500s6.100 1.900 6.500 5.500 M16 4.500a3.200 3.200 0 0 1 0 6 M18 14.800c2 .7 3.200 2.500 3.500 5.200',
  key: 'M8 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8z M12 12h9.500 M18 12v4 M21.500 12v3',
  phone: 'M8 2.500h8a1.500 1.500 0 0 1 1.500 1.500v16a1.500 1.500 0 0 1-1.500 1.500H8A1.500 1.500 0 0 1 6.500 20V4A1.500 1.500 0 0 1 8 2.500z M11 18.500h2',
  device: 'M4.500 5h15v10.500h-15z M2 19h20',
  lock: 'M6 11h12v9.500H6z M8.500 11V7.500a3.500 3.500 0 0 1 7 0V11',
  check: 'M4.500 12.500l5 5L19.500 7',
  warn: 'M12 3.500 22 20.500H2z M12 10v4.500 M12 17.400v.2',
  close: 'M5.500 5.500l13 13 M18.500 5.500l-13 13',
  plus: 'M12 4.500v15 M4.500 12h15',
  copy: 'M9 9h11v11.500H9z M5 15.500H4V3.500h11v1.500',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z M12 7v5.500l3.500 2',
  calendar: 'M4 6h16v14.500H4z M4 10.500h16 M8.500 3.500v4 M15.500 3.500v4',
  out: 'M10 4H4.500v16H10 M9.500 12h11 M16.500 8l4 4-4 4',
  download: 'M12 3.500v11.500 M7 10.500l5 5 5-5 M4 20.500h16',
  print: 'M7 8.500V3.500h10v5 M7 17H4V8.500h16V17h-3 M7 14h10v6.500H7z',
  arrow: 'M4.500 12h15 M13.500 6l6 6-6 6',
  search: 'M10.500 17a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13z M15.500 15.500l5 5',
  chart: 'M4 20.500h16 M7 17v-5 M12 17V5 M17 17V9',
  back: 'M19.500 12h-15 M10.500 6l-6 6 6 6',
  dots: 'M5 12h.1 M12 12h.1 M19 12h.1',
  shield: 'M12 3l7.500 3v5.500c0 4.700-3 7.900-7.500 9.500-4.500-1.600-7.500-4.800-7.500-9.500V6z',
  eye: 'M2.500 12C5 7.500 8.300 5.500 12 5.500s7 2 9.500 6.500c-2.500 4.500-5.800 6.500-9.500 6.500S5 16.500 2.500 12z M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z',
  bell: 'M6 16.500V11a6 6 0 0 1 12 0v5.500l1.500 2h-15z M10 21h4',
  link: 'M10 14a4.200 4.200 0 0 0 6 0l3.200-3.200a4.200 4.200 0 0 0-6-6L12 6 M14 10a4.200 4.200 0 0 0-6 0l-3.200 3.200a4.200 4.200 0 0 0 6 6L12 18',
  pen: 'M4.500 19.500l1-4.500L16 4.500a2 2 0 0 1 3 0l.5.5a2 2 0 0 1 0 3L9 18.500z M14 6.500l3.500 3.500',
  map: 'M9 4L3.500 6v14L9 18l6 2 5.500-2V4L15 6z M9 4v14 M15 6v14',
  undo: 'M4.500 9h9.500a5.500 5.500 0 0 1 0 11H8 M8.500 5l-4 4 4 4',
  code: 'M8.500 7l-5 5 5 5 M15.500 7l5 5-5 5',
  globe: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z M3.500 12h17 M12 3c3 3 3 15 0 18 M12 3c-3 3-3 15 0 18',
  history: 'M4 12a8 8 0 1 1 2.500 5.800 M4 7v5h5 M12 8v4.500l3 2',
  leaf: 'M5 19c0-8 5-13.500 15-14.500C20 14 15 19.500 7.500 18 M5 19c1.500-4 4.500-7 8.500-8.500',
};

/** @param {{name: string, size?: number}} props */
export function Icon({ name, size = 20 }) {
  return html`<svg class="icon" width=${size} height=${size} viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75"
    stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false"><path d=${PATHS[name] ?? PATHS.dots} /></svg>`;
}
