// A short sound, repeated for as long as somebody has to answer. Browsers allow it only after a first tap or key.

import {effect, signal} from '@preact/signals';
import {Button, html} from './parts.js';
import {t} from './say.js';

const EVERY_MS = 2500;
const NOTES = [[880, 0], [660, .22]];  // Hz, seconds after the start
/** The browser has not yet been touched, so nothing can be heard. */
export const silent = signal(false);
let sound = null;

/** Rings while `wanted()` is true; it may read signals. */
export function ring(wanted) {
  let timer = null;
  effect(() => {
    if (wanted() && !timer) {
      chime();
      timer = setInterval(chime, EVERY_MS);
    } else if (!wanted() && timer) {
      clearInterval(timer);
      timer = null;
      silent.value = false;
    }
  });
}

export async function chime() {
  sound ??= new AudioContext();
  if (sound.state === 'suspended') sound.resume();  // does nothing before the first touch, and never ends then
  silent.value = sound.state === 'suspended';
  if (silent.peek()) return;
  for (const [pitch, after] of NOTES) {
    const tone = sound.createOscillator(), loud = sound.createGain(), at = sound.currentTime + after;
    tone.frequency.value = pitch;
    loud.gain.setValueAtTime(.001, at);
    loud.gain.exponentialRampToValueAtTime(.25, at + .02);
    loud.gain.exponentialRampToValueAtTime(.001, at + .2);
    tone.connect(loud).connect(sound.destination);
    tone.start(at);
    tone.stop(at + .22);
  }
}

/** The key that a browser wants pressed before it makes a sound; nothing once it does. */
export const SoundKey = () => silent.value && html`<${Button} kind="small" icon="volume-x" onClick=${chime}>${t('common.sound_on')}<//>`;
