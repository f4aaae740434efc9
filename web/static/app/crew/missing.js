// What the record still lacks: a reminder before the crew is clear, never a block. A tap leads to where it is filled in.

import {Icon, html} from '../parts.js';
import {t, word} from '../say.js';
import {job} from './state.js';
import {show} from './tabs.js';

const LATE = ['at_hospital', 'handed_over'];
const partWord = (item, part) => item === 'times' ? word('stamp', part) : t(`sign.${part === 'systolic_mmhg' ? 'blood_pressure' : part}`);

export const Missing = () => job.value.missing.length > 0 && html`<section class="card pad stack" aria-label=${t('treat.missing')}><h2>${t('treat.missing')} <span class="num">${job.value.missing.length}</span></h2>
  <ul class="missing">${job.value.missing.map(({item, why, where, parts}) => html`<li key=${item}><button type="button" class="button" onClick=${() => show(where)}><${Icon} name="circle-help"/><span class="grow"><b>${word('record_item', item)}</b> <small>${parts.length ? parts.map(part => partWord(item, part)).join(', ') : word('record_gap', why)}</small></span><${Icon} name="chevron-right"/></button></li>`)}</ul></section>`;
/** Where the crew stands before it is clear. */
export const MissingAtTheEnd = () => LATE.includes(job.value.state) && html`<${Missing}/>`;
