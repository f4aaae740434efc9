// A mass-casualty incident: how many red, yellow and green the house can take now. One statement, posted as a whole.

import {signal} from '@preact/signals';
import {Stepper, fromUnknown, html} from '../parts.js';
import {t, word} from '../say.js';
import {COLOURS, Surge} from '../surge.js';
import {ageOf, say, settled} from './posting.js';
import {hospital} from './state.js';

const draft = signal(null);  // {red, yellow, green} while it is being set
const shown = () => draft.value ?? hospital.value.surge;

const send = settled(async () => {
  const {red = null, yellow = null, green = null} = draft.peek() ?? {};
  await say('capacity', {surge: {red, yellow, green}});
  draft.value = null;
});
function set(colour, number) {
  const {red, yellow, green} = shown() ?? {};
  draft.value = {red, yellow, green, [colour]: number};
  send({});
}

export const SurgePost = ({open = false}) => html`<details class="more" open=${open}><summary>${t('receiving.surge')}${hospital.value.surge && html` <${Surge} surge=${hospital.value.surge}/>`}</summary><p class="dim">${t('receiving.surge_more')} ${ageOf(hospital.value.surge)}</p>
  <ul>${COLOURS.map(colour => html`<li key=${colour} class="bed plain"><span class="surge"><span data-colour=${colour}><i/>${word('surge', colour)}</span></span><span/>
    <${Stepper} label=${word('surge', colour)} value=${shown()?.[colour] ?? null} start=${fromUnknown} min=${0} max=${1000} set=${n => set(colour, n)}/></li>`)}</ul></details>`;
