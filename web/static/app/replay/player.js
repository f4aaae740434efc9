// The scrubber: play and pause, step from entry to entry, speed; all by keyboard, too.

import {signal} from '@preact/signals';
import {switchTheme} from '../page.js';
import {Button, html} from '../parts.js';
import {speakOther, t} from '../say.js';
import {clock, span} from '../time.js';
import {SPEEDS, at, begins, ends, faster, go, listed, play, playing, speed, step} from './state.js';

export const helping = signal(false);
export const KEYS = [['Space', 'replay_play'], ['← →', 'replay_step'], ['⇧ ← →', 'replay_seconds'], ['Home End', 'replay_ends'], [', .', 'replay_speed'], ['T', 'theme'], ['L', 'language'], ['?', 'help']];
const JUMP_MS = 10_000;

const ACTS = {
  Space: play, KeyJ: () => step(1), KeyK: () => step(-1), Home: () => go(begins.peek()), End: () => go(ends.peek()), Comma: () => faster(-1), Period: () => faster(1), KeyT: switchTheme, KeyL: speakOther,
  ArrowRight: event => event.shiftKey ? go(at.peek() + JUMP_MS) : step(1), ArrowLeft: event => event.shiftKey ? go(at.peek() - JUMP_MS) : step(-1), Slash: event => { if (event.shiftKey) helping.value = true; },
};

/** Keys by code, whatever is typed in Korean; a control that has the focus keeps the keys it needs itself. */
export function listen() {
  addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.target.closest('dialog[open], select, input:not([type="range"])')) return;
    if (event.code === 'Space' && event.target.closest('button, a, summary, label')) return;
    if (!ACTS[event.code]) return;
    event.preventDefault();
    ACTS[event.code](event);
  });
}

const share = ms => (ms - begins.value) / Math.max(1, ends.value - begins.value);

export const Player = () => {
  const whole = Math.max(1, Math.round((ends.value - begins.value) / 1000)), passed = Math.round((at.value - begins.value) / 1000);
  return html`<section class="player card" aria-label=${t('replay.player')}>
    <${Button} icon="corner-up-left" aria-label=${t('replay.back')} keys="←" onClick=${() => step(-1)}/><${Button} kind="main" icon=${playing.value ? 'pause' : 'play'} keys="Space" aria-pressed=${playing.value} onClick=${play}>${t(playing.value ? 'replay.pause' : 'replay.play')}<//>
    <${Button} icon="corner-up-right" aria-label=${t('replay.forth')} keys="→" onClick=${() => step(1)}/>
    <div class="scrub"><div class="ticks" aria-hidden="true">${listed.value.map(entry => html`<i key=${entry.i} data-kind=${entry.kind} style=${{left: `${share(entry.ms) * 100}%`}}/>`)}</div>
      <input type="range" min="0" max=${whole} step="1" value=${passed} aria-label=${t('replay.instant')} aria-valuetext=${`${clock(at.value)}, +${span(passed)}`} onInput=${event => { playing.value = false; go(begins.peek() + Number(event.target.value) * 1000); }}/></div>
    <output class="instant num"><b>${clock(at.value)}</b> <small>+${span(passed)} / ${span(whole)}</small></output>
    <label class="unseen" for="speed">${t('replay.speed')}</label><select id="speed" class="input num" value=${String(speed.value)} onChange=${event => { speed.value = Number(event.target.value); }}>${SPEEDS.map(one => html`<option key=${one} value=${one}>${one}×</option>`)}</select></section>`;
};
