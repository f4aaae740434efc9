// Remote orders of the day: how soon the crew read them back and gave them, and how many waited too long.

import {html} from '../parts.js';
import {t} from '../say.js';
import {span} from '../time.js';
import {percent} from './figures.js';
import {day} from './state.js';

const Count = ({name, value, more}) => html`<div class="count"><dt>${name}</dt><dd class="num">${value}${more && html` <small>${more}</small>`}</dd></div>`;

export const Ordered = () => {
  const found = day.value.orders;
  if (!found?.all) return null;
  return html`<section class="card" aria-labelledby="orders"><div class="head"><h2 id="orders">${t('guidance.orders')}</h2></div>
    <div class="inside"><dl class="counts"><${Count} name=${t('guidance.count_all')} value=${found.all}/><${Count} name=${t('guidance.count_read_back')} value=${span(found.read_back_s)}/><${Count} name=${t('guidance.count_given')} value=${span(found.given_s)}/>
      <${Count} name=${t('guidance.count_unanswered')} value=${found.unanswered} more=${percent(found.share)}/><${Count} name=${t('guidance.count_queried')} value=${found.queried}/><${Count} name=${t('guidance.count_despite')} value=${found.despite}/></dl></div></section>`;
};
