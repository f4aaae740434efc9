// A short sound, repeated for as long as somebody has to answer. Browsers allow it only after a first tap or key, so
// a page that cannot be heard says so from the start, not when the first patient is waiting.

import {effect, signal} from '@preact/signals';
import {Button, Icon, html} from './parts.js';
import {t} from './say.js';

const EVERY_MS = 2500;
const LOUD = [[880, 0], [660, .22]];  // Hz, seconds after the start
export const LOUDER = [[988, 0], [740, .22], [988, .44]];
export const LOUDEST = [[1175, 0], [880, .18], [1175, .36], [880, .54]];
export const SOFT = [[523, 0], [523, .3]];
export const TICK = [[392, 0]];
/** The browser has not yet been touched, so nothing can be heard. */
export const silent = signal(false);
let sound = null;

function wake() {
  if (!sound) {
    sound = new AudioContext();
    sound.onstatechange = () => { silent.value = sound.state !== 'running'; };
  }
  if (sound.state !== 'running') sound.resume();  // does nothing before the first touch, and never ends then
  silent.value = sound.state !== 'running';
}

/** Rings while `wanted()` is true; it may read signals. `gain` is how loud, 0–1. */
export function ring(wanted, {notes = LOUD, every = EVERY_MS, gain = .25} = {}) {
  wake();
  for (const touch of ['pointerdown', 'keydown']) addEventListener(touch, () => silent.peek() && wake(), {passive: true});
  let timer = null;
  effect(() => {
    if (wanted() && !timer) {
      chime(notes, gain);
      timer = setInterval(() => chime(notes, gain), every);
    } else if (!wanted() && timer) {
      clearInterval(timer);
      timer = null;
    }
  });
}

/** The sound once. */
export function chime(notes = LOUD, gain = .25) {
  wake();
  if (silent.peek()) return;
  for (const [pitch, after] of notes) {
    const tone = sound.createOscillator(), loud = sound.createGain(), at = sound.currentTime + after;
    tone.frequency.value = pitch;
    loud.gain.setValueAtTime(.001, at);
    loud.gain.exponentialRampToValueAtTime(gain, at + .02);
    loud.gain.exponentialRampToValueAtTime(.001, at + .2);
    tone.connect(loud).connect(sound.destination);
    tone.start(at);
    tone.stop(at + .22);
  }
}

/** The notice that nothing can be heard, with the key that changes it; nothing once the browser makes sounds. */
export const SoundNotice = () => silent.value && html`<div class="notice warn unheard" role="alert"><${Icon} name="volume-x"/>
  <span class="grow"><b>${t('common.unheard')}</b> ${t('common.unheard_more')}</span><${Button} kind="main" icon="volume-2" onClick=${() => chime()}>${t('common.sound_on')}<//></div>`;
