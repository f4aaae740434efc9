// The supervisors' page on the hospitals: how they were asked over some days, answered, and shared the patients.

import {Calibration} from './chief/calibration.js';
import {Pages} from './chief/nav.js';
import {Balance, Days, Search, Tiles} from './chief/network.js';
import {SPANS, address, ask, beside, look, network, period, reading, simulated, span} from './chief/period.js';
import {Button, Chip, Empty, Icon, LinkBand, Ribbon, Skeleton, Toasts, Top, Trouble, html} from './parts.js';
import {mount, trouble} from './page.js';
import {named, t, word} from './say.js';
import {clock} from './time.js';

const Which = () => {
  const {first, last, today, counted, now} = period.value;
  return html`<div class="which row wrap"><fieldset class="choices"><legend class="unseen">${t('network.span')}</legend>${Object.keys(SPANS).map(one => html`<label class="choice" key=${one}>
      <input type="radio" name="span" checked=${span.value === one} onChange=${() => ask({length: one})}/>${word('network_span', one)}</label>`)}</fieldset>
    <span class="row"><${Button} icon="arrow-left" aria-label=${t('network.before')} onClick=${() => ask({until: beside(-1)})}/>
      <label class="unseen" for="last">${t('network.last')}</label><input id="last" class="input num" type="date" required max=${today} value=${last} onChange=${event => event.target.value && ask({until: event.target.value})}/>
      <${Button} icon="arrow-right" aria-label=${t('network.after')} disabled=${last >= today} onClick=${() => ask({until: beside(1)})}/></span>
    ${first !== last && html`<span class="num">${first} – ${last}</span>`}
    <fieldset class="choices"><legend class="unseen">${t('chief.kind')}</legend>${[[false, 'real'], [true, 'simulated']].map(([kind, name]) => html`<label class="choice" key=${name}>
      <input type="radio" name="kind" checked=${simulated.value === kind} onChange=${() => ask({kind})}/>${t(`chief.${name}`)} <b class="num">${counted[name]}</b></label>`)}</fieldset>
    <span class="grow"/><small aria-live="polite">${reading.value ? t('common.loading') : t('chief.as_of', {at: clock(now)})}</small>
    <a class="button" href=${`/api/v1/chief/hospitals.csv${address.value}`} download><${Icon} name="file-text"/>${t('chief.download')}</a></div>`;
};

const Nothing = () => {
  const other = simulated.value ? period.value.counted.real : period.value.counted.simulated;
  return html`<div class="card"><${Empty} icon="clipboard-list" title=${t(simulated.value ? 'network.none_simulated' : 'network.none_real')}>${other > 0 && html`<${Button} onClick=${() => ask({kind: !simulated.peek()})}>${t(simulated.value ? 'chief.see_real' : 'chief.see_simulated', {n: other})}<//>`}<//></div>`;
};

const Figures = () => {
  if (network.value.incidents === 0) return html`<${Nothing}/>`;
  if (network.value.asking.hospitals.length === 0) return html`<div class="card"><${Empty} icon="hospital" title=${t('chief.nobody_asked')}/></div>`;
  return html`<${Tiles}/><div class="pair"><div class="column"><${Search}/><${Days}/></div><${Calibration}/></div><${Balance}/>`;
};

const View = () => html`<div class="chief-page"><${Ribbon}/><${LinkBand}/><${Top} still icon="hospital" title=${period.value ? t('network.title', {region: named(period.value.region.name)}) : t('page.hospitals')}><${Pages} here="hospitals"/><//>
  <main aria-busy=${reading.value}>${trouble.value && html`<${Trouble}/>`}
    ${period.value ? html`<${Which}/>${simulated.value && html`<div class="notice unreal"><${Icon} name="info"/><div><${Chip} kind="unreal">${t('chief.simulated')}<//> ${t('chief.simulated_more')}</div></div>`}<${Figures}/>` : !trouble.value && html`<${Skeleton} rows=${6}/>`}</main><${Toasts}/></div>`;

await mount(View);
await look();
