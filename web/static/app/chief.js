// The supervisors' page: one day in figures. Medians and percentiles, never means.

import {Agreement} from './chief/agreement.js';
import {Outcomes} from './chief/outcomes.js';
import {Advised} from './chief/advice.js';
import {Asking, Stamps} from './chief/asking.js';
import {Attempts} from './chief/attempts.js';
import {percent, shareOf} from './chief/figures.js';
import {Greens} from './chief/greens.js';
import {Detail, Intervals} from './chief/intervals.js';
import {Missed} from './chief/missed.js';
import {Ordered} from './chief/orders.js';
import {Pages} from './chief/nav.js';
import {Tapping} from './chief/tapping.js';
import {Waking} from './chief/waking.js';
import {Unmoved} from './chief/unmoved.js';
import {address, ask, beside, day, keepLooking, look, reading, simulated, summary} from './chief/state.js';
import {Button, Chip, Empty, Icon, LinkBand, Priority, Ribbon, Skeleton, Toasts, Top, Trouble, html} from './parts.js';
import {mount, trouble} from './page.js';
import {named, t, word} from './say.js';
import {clock, span} from './time.js';

const Which = () => {
  const {date, today, counted, now} = day.value;
  return html`<div class="which row wrap"><span class="row"><${Button} icon="arrow-left" aria-label=${t('chief.day_before')} onClick=${() => ask({day: beside(-1)})}/>
      <label class="unseen" for="date">${t('chief.day')}</label><input id="date" class="input num" type="date" required max=${today} value=${date} onChange=${event => event.target.value && ask({day: event.target.value})}/>
      <${Button} icon="arrow-right" aria-label=${t('chief.day_after')} disabled=${date >= today} onClick=${() => ask({day: beside(1)})}/></span>
    <fieldset class="choices"><legend class="unseen">${t('chief.kind')}</legend>${[[false, 'real'], [true, 'simulated']].map(([kind, name]) => html`<label class="choice" key=${name}>
      <input type="radio" name="kind" checked=${simulated.value === kind} onChange=${() => ask({kind})}/>${t(`chief.${name}`)} <b class="num">${counted[name]}</b></label>`)}</fieldset>
    <span class="grow"/><small aria-live="polite">${reading.value ? t('common.loading') : t('chief.as_of', {at: clock(now)})}</small>
    <a class="button" href=${`/api/v1/chief/day.csv${address.value}`} download><${Icon} name="file-text"/>${t('chief.download')}</a></div>`;
};

const find = name => summary.value.intervals.find(one => one.interval === name).whole;
const Tile = ({name, value, more}) => html`<div class="card tile"><dt>${name}</dt><dd><b class="num">${value}</b>${more && html`<small>${more}</small>`}</dd></div>`;
const Tiles = () => {
  const response = find('response'), processing = find('processing'), accept = find('accept');
  const more = f => t('chief.tile', {p90: span(f.p90_s), within: percent(shareOf(f)), n: f.n});
  return html`<dl class="tiles"><${Tile} name=${t('chief.incidents')} value=${summary.value.incidents} more=${html`<span class="row priorities">${Object.entries(summary.value.by_priority).map(([p, n]) => html`<span class="row" key=${p}><${Priority} p=${p === 'unknown' ? null : Number(p)}/><span class="num">${n}</span></span>`)}</span>`}/>
    <${Tile} name=${t('interval.response')} value=${span(response.median_s)} more=${more(response)}/><${Tile} name=${t('interval.processing')} value=${span(processing.median_s)} more=${more(processing)}/>
    <${Tile} name=${t('interval.accept')} value=${span(accept.median_s)} more=${more(accept)}/><${Pressing}/></dl>`;
};

/** First compressions by telephone: everybody they were due to is in the denominator, stamped or not. */
const Pressing = () => {
  const {due, within, unstamped, apart} = summary.value.pressing, why = Object.entries(apart), n = why.reduce((sum, [, some]) => sum + some, 0);
  const more = due + n ? html`<span title=${why.map(([one, some]) => t('chief.pressing_apart', {why: one === 'cancelled' ? t('chief.pressing_cancelled') : word('undue', one), n: some})).join('\n')}>${t('chief.pressing_more', {unstamped, apart: n})}</span>` : t('chief.pressing_none');
  return html`<${Tile} name=${t('chief.pressing')} value=${due ? t('chief.pressing_of', {due, within}) : '–'} more=${more}/>`;
};

const Nothing = () => {
  const other = simulated.value ? day.value.counted.real : day.value.counted.simulated;
  return html`<div class="card"><${Empty} icon="clipboard-list" title=${t(simulated.value ? 'chief.no_simulated' : 'chief.no_real')}>${other > 0 && html`<${Button} onClick=${() => ask({kind: !simulated.peek()})}>${t(simulated.value ? 'chief.see_real' : 'chief.see_simulated', {n: other})}<//>`}<//></div>`;
};

const Figures = () => summary.value.incidents === 0 ? html`<${Nothing}/><${Attempts}/>` : html`<${Tiles}/><div class="pair"><div class="column"><${Intervals}/><${Stamps}/></div><${Detail}/></div><${Missed}/><${Tapping}/><${Waking}/><${Unmoved}/><${Attempts}/><${Ordered}/><${Greens}/><${Agreement}/><${Outcomes}/><${Asking}/><${Advised}/>`;

const View = () => html`<div class="chief-page"><${Ribbon}/><${LinkBand}/><${Top} still icon="activity" title=${day.value ? t('chief.title', {region: named(day.value.region.name)}) : t('page.chief')}><${Pages} here="chief"/><//>
  <main aria-busy=${reading.value}>${trouble.value && html`<${Trouble}/>`}
    ${day.value ? html`<${Which}/>${simulated.value && html`<div class="notice unreal"><${Icon} name="info"/><div><${Chip} kind="unreal">${t('chief.simulated')}<//> ${t('chief.simulated_more')}</div></div>`}<${Figures}/>` : !trouble.value && html`<${Skeleton} rows=${6}/>`}</main><${Toasts}/></div>`;

await mount(View);
await look();
keepLooking();
