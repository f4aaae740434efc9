// Which days a page of statistics shows, of which kind of incidents, and its spreadsheet where it has one.

import {Button, Empty, Icon, html} from '../parts.js';
import {t, word} from '../say.js';
import {clock} from '../time.js';
import {SPANS, address, ask, beside, period, reading, simulated, span} from './period.js';

export const Which = ({sheet}) => {
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
    ${sheet && html`<a class="button" href=${`${sheet}${address.value}`} download><${Icon} name="file-text"/>${t('chief.download')}</a>`}</div>`;
};

/** There is nothing of this kind in these days; of the other kind there may be. */
export const Nothing = ({icon = 'clipboard-list', title}) => {
  const {real, simulated: feigned} = period.value.counted, other = simulated.value ? real : feigned;
  return html`<div class="card"><${Empty} icon=${icon} title=${title}>${other > 0 && html`<${Button} onClick=${() => ask({kind: !simulated.peek()})}>${t(simulated.value ? 'chief.see_real' : 'chief.see_simulated', {n: other})}<//>`}<//></div>`;
};
