// How crews were woken over a week: how soon the device showed the job, how soon somebody acknowledged it.

import {get} from '../api.js';
import {html, signal, useEffect} from '../parts.js';
import {attempt} from '../page.js';
import {t} from '../say.js';
import {span} from '../time.js';
import {percent} from './figures.js';
import {day, simulated} from './state.js';

const found = signal(null);
const address = () => `?${new URLSearchParams({span: 'week', last: day.value.date, ...(simulated.value && {simulated: 'true'})})}`;
const Count = ({name, value, more}) => html`<div class="count"><dt>${name}</dt><dd class="num">${value}${more && html` <small>${more}</small>`}</dd></div>`;

export const Waking = () => {
  const asked = address(), one = found.value;
  useEffect(() => { attempt(async () => { found.value = await get(`/api/v1/chief/waking${asked}`); }); }, [asked, day.value.now]);
  if (!one?.sent) return null;
  const of = n => `${percent(n / one.sent)} · ${t('unmoved.of', {n, all: one.sent})}`;
  return html`<section class="card" aria-labelledby="waking"><div class="head"><h2 id="waking">${t('waking.title')}</h2></div><div class="inside"><dl class="counts">
    <${Count} name=${t('waking.shown')} value=${span(one.shown_median_s)} more=${t('waking.p90', {p90: span(one.shown_p90_s)})}/><${Count} name=${t('waking.shown_share')} value=${one.shown} more=${of(one.shown)}/>
    <${Count} name=${t('waking.acked')} value=${span(one.acked_median_s)} more=${t('waking.p90', {p90: span(one.acked_p90_s)})}/><${Count} name=${t('waking.acked_share')} value=${one.acked} more=${of(one.acked)}/>
    <${Count} name=${t('waking.paged')} value=${one.paged}/><${Count} name=${t('waking.unseen')} value=${one.unseen}/></dl><p class="dim small-print">${t('waking.how')}</p></div></section>`;
};
