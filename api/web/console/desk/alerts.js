/** Says that somebody waits, by a soft sound and the title of the tab, and nothing about whom or what. */

import { Answering, ONE_NOTE } from './answering.js';
import { hushed, title } from './order.js';
import { isPractice } from './words.js';

/** @typedef {import('./engine.js').DeskEngine} DeskEngine */

const EVERY_MS = 20_000;
const EVERY_URGENT_MS = 8_000;
/** How long the relay's word alone keeps a practice conversation silent, until its own end says so too. */
const UNSURE_MS = 5_000;

/** Made here, so that no file is fetched: two soft notes a fourth apart, like any chime of an office. */
const NOTES = [[392, 0], [523.25, 0.16]];

export class Alerts {
  /** @param {DeskEngine} desk */
  constructor(desk) {
    this.desk = desk;
    /** @type {AudioContext | null} */
    this.sound = null;
    this.waiting = 0;
    /** Colleagues who ask for a second person, and have none yet. */
    this.asking = 0;
    this.urgent = false;
    /** Conversations of which only the relay says that they are practice, and when each was first seen. @type {Map<string, number>} */
    this.unsure = new Map();
    /** @type {ReturnType<typeof setTimeout> | null} */
    this.timer = null;
    this.title = '';
    this.stopped = false;
    this.unlock = () => this.wake();
    this.answering = new Answering(desk, () => { if (this.hears && !desk.caring.left) this.play(ONE_NOTE); });
  }

  start() {
    // Browsers let a page sound only after a press or a key; the first one will do.
    addEventListener('pointerdown', this.unlock);
    addEventListener('keydown', this.unlock);
    this.answering.start();
    this.wake();
  }

  stop() {
    this.stopped = true;
    removeEventListener('pointerdown', this.unlock);
    removeEventListener('keydown', this.unlock);
    this.answering.stop();
    if (this.timer) clearTimeout(this.timer);
    void this.sound?.close();
    this.sound = null;
    document.title = title(0);
  }

  /** Whether a sound would be heard now: switched on, and the browser lets it. */
  get audible() {
    return this.desk.look.sound && this.sound?.state === 'running';
  }

  wake() {
    if (this.stopped || !this.desk.look.sound || !('AudioContext' in globalThis)) return;
    // A chime may come a moment late; filling large buffers seldom, all night long, spares a phone's battery.
    this.sound ??= new AudioContext({ latencyHint: 'playback' });
    if (this.sound.state === 'suspended') void this.sound.resume().then(() => this.desk.changed(), () => undefined);
  }

  /** Look who waits; the first one is told at once, then again and again until claimed; so is a colleague who asks for a second person, until one joins; and who of those with me waits. */
  count() {
    if (this.stopped) return;
    const rows = [...this.desk.rows.values()].filter((row) => row.state === 'waiting' && !row.note && !hushed(row) && !this.practice(row));
    const before = this.waiting;
    const wasUrgent = this.urgent;
    const asked = this.asking;
    this.waiting = rows.length;
    this.asking = [...this.desk.rows.values()].filter((row) => row.state === 'claimed' && row.help && row.channel !== 'practice' && !this.isMine(row)).length;
    this.urgent = rows.some((row) => row.priority >= 2);
    this.answering.count();
    const now = title(this.waiting + this.answering.unread);
    if (now !== this.title) document.title = this.title = now;
    if (this.waiting > before || this.asking > asked || (this.urgent && !wasUrgent)) this.ring();
    else if (!this.waiting && !this.asking && this.timer) {
      clearTimeout(this.timer);
      this.timer = null;
    }
  }

  /**
   * Whether it is for training, and nobody is rung for. The row comes before the first sealed word, so the relay is believed for
   * a moment, and no longer: it can silence nobody.
   * @param {import('./order.js').Row} row
   */
  practice(row) {
    const talk = this.desk.talks.get(row.id);
    if (row.channel !== 'practice' || talk?.story.opening.channel) return isPractice(talk);
    const now = this.desk.session.now();
    const seen = this.unsure.get(row.id) ?? now;
    if (!this.unsure.has(row.id)) setTimeout(() => this.count(), UNSURE_MS);
    this.unsure.set(row.id, seen);
    return now - seen < UNSURE_MS;
  }

  /** Whether I asked for it myself, on this device or another one of mine. @private @param {import('./order.js').Row} row */
  isMine({ claimed_by: by }) {
    const { people, session } = this.desk;
    return by !== null && people.person(by) === people.person(session.me.device_id);
  }

  /** Whether this desk sounds at all: standby and whoever is away were promised quiet. @private */
  get hears() {
    return this.desk.session.onCall.state === 'shift' && !this.desk.team.away;
  }

  ring() {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    if (!(this.waiting || this.asking) || this.stopped) return;
    // Whoever rests after a heavy talk can take nobody but who is in danger, and hears of nobody else meanwhile.
    const rests = this.desk.caring.left > 0 && !this.urgent;
    // Standby is for notes, and whoever gave it was promised sleep; who is away was promised that nobody new calls.
    if (this.hears && !rests) this.play();
    this.timer = setTimeout(() => this.ring(), this.urgent ? EVERY_URGENT_MS : EVERY_MS);
  }

  /** What whoever sits here may count on hearing, as `ring` does it. */
  get promise() {
    const { session, team, caring, look } = this.desk;
    const { state } = session.onCall;
    if (state === 'off') return 'You are off call, so nothing is sealed to this device. Go on call in the bar above.';
    if (state === 'standby') return 'You are on standby: you hear nothing, and read the notes that are left.';
    if (team.away) return 'You are away: you hear nothing until you are back.';
    // Over the list it says already that the sound is off.
    if (!look.sound) return '';
    if (caring.left > 0) return 'You rest: you hear a soft sound only when somebody is in danger.';
    return 'You will hear a soft sound when somebody asks for a person.';
  }

  /** @param {number[][]} [notes] */
  play(notes = NOTES) {
    const sound = this.sound;
    if (!sound || !this.audible) return;
    for (const [pitch, after] of notes) {
      const tone = sound.createOscillator();
      const loudness = sound.createGain();
      const start = sound.currentTime + after;
      tone.type = 'sine';
      tone.frequency.value = pitch;
      loudness.gain.setValueAtTime(0.0001, start);
      loudness.gain.exponentialRampToValueAtTime(0.18, start + 0.03);
      loudness.gain.exponentialRampToValueAtTime(0.0001, start + 0.7);
      tone.connect(loudness).connect(sound.destination);
      tone.start(start);
      tone.stop(start + 0.75);
    }
  }
}
