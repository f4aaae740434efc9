// Who rang on the day, and what became of those whom nobody took up.

import {html} from '../parts.js';
import {t} from '../say.js';
import {percent} from './figures.js';
import {day} from './state.js';

const Count = ({name, value, more}) => html`<div class="count"><dt>${name}</dt><dd class="num">${value}${more && html` <small>${more}</small>`}</dd></div>`;

export const Attempts = () => {
  const found = day.value.attempts;
  if (!found?.all) return null;
  return html`<section class="card" aria-labelledby="attempts"><div class="head"><h2 id="attempts">${t('attempts.title')}</h2></div>
    <div class="inside"><dl class="counts"><${Count} name=${t('attempts.all')} value=${found.all}/><${Count} name=${t('attempts.abandoned')} value=${found.abandoned} more=${percent(found.share)}/><${Count} name=${t('attempts.silent')} value=${found.silent}/>
      <${Count} name=${t('attempts.called_back')} value=${found.called_back}/><${Count} name=${t('attempts.reached')} value=${found.reached}/><${Count} name=${t('attempts.waiting')} value=${found.waiting}/><${Count} name=${t('attempts.closed')} value=${found.closed}/></dl>
      <p class="dim">${t('attempts.how')}</p></div></section>`;
};
