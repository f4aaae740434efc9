// What the map shows, each part switched by a key and kept in this browser, for console and map window apart.

import {signal} from '@preact/signals';
import {html} from '../parts.js';
import {t} from '../say.js';

const KEPT = `layers ${location.pathname}`;
export const LAYERS = [['units', 'U'], ['hospitals', 'H'], ['zones', 'Z'], ['coverage', 'G'], ['traffic', 'V'], ['isochrones', 'I']];
const kept = () => {
  try {
    return JSON.parse(localStorage[KEPT] ?? '{}');
  } catch {
    return {};
  }
};

/** {units, hospitals, zones, coverage, traffic, isochrones, list, signs}: whether each is shown; on a small window the signs' meaning is folded. */
export const layers = signal({signs: innerWidth >= 1500, units: true, hospitals: true, zones: true, coverage: false, traffic: true, isochrones: false, list: true, ...kept()});
export function toggle(name) {
  layers.value = {...layers.peek(), [name]: !layers.peek()[name]};
  localStorage[KEPT] = JSON.stringify(layers.peek());
}

/** The switches; on the console only coverage, traffic and areas have a key, for the other letters are taken. */
export const Switches = ({keys}) => html`<div class="switches" role="group" aria-label=${t('layer.title')}>${LAYERS.map(([name, key]) => html`<button type="button"
  key=${name} class="button small" aria-pressed=${layers.value[name]} onClick=${() => toggle(name)}>${t(`layer.${name}`)}${(keys || ['coverage', 'traffic', 'isochrones'].includes(name)) && html` <kbd>${key}</kbd>`}</button>`)}</div>`;
