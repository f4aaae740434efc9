// What a watch, a car or another agency said of itself when the call came: beside the facts, in the words of the page.

import {Fact, html} from '../parts.js';
import {t, word} from '../say.js';

const CODED = {
  energy: code => word('energy', code), vehicle: code => word('vehicle', code), alarm: code => word('alarm_kind', code),
  activation: code => word('activation', code), position: code => word('position', code),
};
const said = ({name, value}) => t(`device_says.${name}`, {value: CODED[name]?.(value) ?? value});

export const DeviceSays = ({calls}) => {
  const all = calls.flatMap(call => call.says ?? []);
  return all.length > 0 && html`<${Fact} name=${t('desk.device_says')}>${[...new Set(all.map(said))].join(' · ')}</${Fact}>`;
};
