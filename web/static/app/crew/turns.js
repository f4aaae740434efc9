// All turns of the way, with its signals between them; shown when somebody asks.

import {signal} from '@preact/signals';
import {far, turnPlaces} from '../guide.js';
import {LOOKS} from '../lights.js';
import {Icon, html} from '../parts.js';
import {t, word} from '../say.js';
import {Arrow} from './arrow.js';
import {lightsAhead, said, turnWords, way} from './way.js';

const shown = signal(false);

const TurnLine = ({step, away}) => html`<li><${Arrow} turn=${step.turn}/><b class="num">${far(away)}</b><span>${turnWords(step)}</span></li>`;
const LightLine = ({light, away}) => html`<li class="of-light"><i class="light" data-s=${LOOKS[light.state] ?? 'unknown'}/><span class="num">${far(away)}</span><span>${t('guide.light')} · ${word('signal', light.state)}</span></li>`;

const Lines = () => {
  const {at, left, next} = said.value, places = turnPlaces(way.value.steps, at + left);
  const turns = way.value.steps.map((step, i) => ({at: places[i], step})).slice(next.step);
  const lines = [...turns, ...lightsAhead().map(light => ({at: light.at, light}))].sort((a, b) => a.at - b.at);
  return html`<ol class="turns">${lines.map(one => one.step ? html`<${TurnLine} key=${`t${one.at}`} step=${one.step} away=${Math.max(0, one.at - at)}/>`
    : html`<${LightLine} key=${`l${one.at}`} light=${one.light} away=${one.at - at}/>`)}</ol>`;
};

export const Turns = () => {
  if (!said.value?.next) return null;
  const left = way.value.steps.length - said.value.next.step;
  return html`<button type="button" class="button wide" aria-expanded=${shown.value} onClick=${() => { shown.value = !shown.value; }}><${Icon} name="list"/>${t('guide.all', {n: left})}</button>
    ${shown.value && html`<${Lines}/>`}`;
};
