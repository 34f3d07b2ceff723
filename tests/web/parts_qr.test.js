/** A camera without a phone: the square codes of the invitation and of the recovery kit, read back module by module as ISO/IEC 18004 says. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { qrPath } from '../../api/web/parts/qr.js';

// Blocks, and bytes of words and of correction in each, of the sizes that our codes come in.
const BLOCKS = { '3M': [1, 44, 26], '6L': [2, 68, 18] };
const LEVELS = ['M', 'L', 'H', 'Q'];
const MASKS = [
  (x, y) => (x + y) % 2, (_, y) => y % 2, (x) => x % 3, (x, y) => (x + y) % 3, (x, y) => (Math.floor(y / 2) + Math.floor(x / 3)) % 2,
  (x, y) => ((x * y) % 2) + ((x * y) % 3), (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2, (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2,
];
const SIGNS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

/** The dark modules of what is drawn. */
function modules({ path, size }) {
  const dark = new Set([...path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)].map(([, x, y]) => `${x} ${y}`));
  return { size, at: (x, y) => Number(dark.has(`${x} ${y}`)) };
}

/** Three finders in their corners, each a dark square in a light ring in a dark ring, and a light edge around. */
function hasFinders({ size, at }) {
  const ring = (x, y) => Math.max(Math.abs(x - 3), Math.abs(y - 3));
  return [[0, 0], [size - 7, 0], [0, size - 7]].every(([left, top]) => {
    for (let y = -1; y < 8; y++) for (let x = -1; x < 8; x++) if (at(left + x, top + y) !== Number(![2, 4].includes(ring(x, y)))) return false;
    return true;
  });
}

/** Level and mask, out of both copies of the format. */
function formatOf({ size, at }) {
  const first = [...[0, 1, 2, 3, 4, 5, 7, 8].map((x) => at(x, 8)), ...[7, 5, 4, 3, 2, 1, 0].map((y) => at(8, y))];
  const second = [...[1, 2, 3, 4, 5, 6, 7].map((back) => at(8, size - back)), ...[8, 7, 6, 5, 4, 3, 2, 1].map((back) => at(size - back, 8))];
  assert.deepEqual(first, second);
  let rest = Number.parseInt(first.join(''), 2) ^ 0b101010000010010;
  const said = rest >> 10;
  for (let bit = 14; bit >= 10; bit--) if (rest & (1 << bit)) rest ^= 0b10100110111 << (bit - 10);
  assert.equal(rest, 0, 'the format is damaged');
  return { level: LEVELS[said >> 3], mask: said & 7 };
}

/** Whether a module belongs to the pattern, and holds nothing that was said; one alignment square, as sizes 2 to 6 have. */
function isPattern(size, x, y) {
  const corner = (x < 9 && y < 9) || (x >= size - 8 && y < 9) || (x < 9 && y >= size - 8);
  return corner || x === 6 || y === 6 || Math.max(Math.abs(x - (size - 7)), Math.abs(y - (size - 7))) < 3;
}

/** All bytes as they lie: two columns wide, up and down, from the right. */
function bytesOf({ size, at }, mask) {
  const bits = [];
  for (let right = size - 1, up = true; right > 0; right -= 2, up = !up) {
    if (right === 6) right = 5;
    for (let step = 0; step < size; step++) {
      const y = up ? size - 1 - step : step;
      for (const x of [right, right - 1]) if (!isPattern(size, x, y)) bits.push(at(x, y) ^ Number(MASKS[mask](x, y) === 0));
    }
  }
  return bits.join('').match(/.{8}/g).map((byte) => Number.parseInt(byte, 2));
}

/** Times, in the field of 256 that the correction counts in. */
function times(a, b) {
  let product = 0;
  for (let left = a, right = b; right; right >>= 1, left = left & 128 ? (left << 1) ^ 0x11d : left << 1) if (right & 1) product ^= left;
  return product;
}

/** Whether a block is a word of its code: read as a polynomial it is nought at every root. */
function isWhole(block, correction) {
  for (let i = 0, root = 1; i < correction; i++, root = times(root, 2)) if (block.reduce((sum, byte) => times(sum, root) ^ byte, 0)) return false;
  return true;
}

/** The words in the bytes: runs of digits, of capitals, and of anything. */
function wordsIn(bytes) {
  const bits = bytes.map((byte) => byte.toString(2).padStart(8, '0')).join('');
  let place = 0;
  const take = (count) => Number.parseInt(bits.slice(place, (place += count)) || '0', 2);
  let words = '';
  for (let kind = take(4); kind; kind = bits.length - place < 4 ? 0 : take(4)) {
    assert.ok([1, 2, 4].includes(kind), `a run of kind ${kind}`);
    let left = take({ 1: 10, 2: 9, 4: 8 }[kind]);
    if (kind === 4) for (; left; left--) words += String.fromCharCode(take(8));
    else if (kind === 1) for (; left > 0; left -= 3) words += String(take([0, 4, 7, 10][Math.min(left, 3)])).padStart(Math.min(left, 3), '0');
    else for (; left > 0; left -= 2) {
      const pair = take(left > 1 ? 11 : 6);
      words += left > 1 ? SIGNS[Math.floor(pair / 45)] + SIGNS[pair % 45] : SIGNS[pair];
    }
  }
  return words;
}

/** What a camera reads. */
function read(drawn) {
  const code = modules(drawn);
  assert.ok(hasFinders(code));
  const { level, mask } = formatOf(code);
  const [blocks, length, correction] = BLOCKS[`${(code.size - 17) / 4}${level}`];
  const bytes = bytesOf(code, mask);
  const apart = Array.from({ length: blocks }, (_, one) => bytes.slice(0, blocks * (length + correction)).filter((_byte, i) => i % blocks === one));
  assert.ok(apart.every((block) => isWhole(block, correction)), 'a camera would see damage');
  return wordsIn(apart.flatMap((block) => block.slice(0, length)));
}

test('a camera reads the invitation out of the square code, letter by letter', () => {
  for (const host of ['https://desk.example.ca', 'http://localhost:41234']) {
    const link = `${host}/join#fUZ3q_0T9b-mWcXhK2vR1sYd8LgEoPaNi7BtQj4uHxM.${'Zy8_-0'.repeat(7)}k`;

    assert.equal(read(qrPath(link)), link);
  }
});

test('a camera reads the recovery key out of the square code of the kit', () => {
  const groups = ['7F3K', '00Q2', 'M9XD', 'ZZ41', 'B6WT', '8HRP', 'C5JN', '1V0E', 'YG3S', 'A2K7', 'D4TM', '9QX8', 'W0B6', 'HJ5R'];

  assert.equal(read(qrPath(groups.join(''))), groups.join(''));
});

test('one wrong module is noticed', () => {
  const drawn = qrPath('7F3K00Q2M9XDZZ41B6WT8HRPC5JN1V0EYG3SA2K7D4TM9QX8W0B6HJ5R');
  const path = drawn.path.includes('M20 12h1v1h-1z') ? drawn.path.replace('M20 12h1v1h-1z', '') : `${drawn.path}M20 12h1v1h-1z`;

  assert.throws(() => read({ ...drawn, path }), /damage/);
});
