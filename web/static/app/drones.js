// The supervisors' page on drones: the kit against the ambulance over some days, why none flew, kits, and what is learnt.

import {Calibration} from './chief/calibration.js';
import {Flown, InForce, Kits, Refusals, Tiles} from './chief/drops.js';
import {Pages} from './chief/nav.js';
import {look, period, reading, simulated} from './chief/period.js';
import {Nothing, Which} from './chief/which.js';
import {Chip, Icon, LinkBand, Ribbon, Skeleton, Toasts, Top, Trouble, html} from './parts.js';
import {mount, trouble} from './page.js';
import {named, t} from './say.js';

const Figures = () => {
  const {drops} = period.value;
  if (drops.asked === 0 && drops.ordered === 0) return html`<${Nothing} icon="drone" title=${t('drones.none')}/><div class="pair level"><${Kits}/><${InForce}/></div>`;
  return html`<${Tiles}/><div class="pair level"><div class="column"><${Refusals}/><${Kits}/></div>
    <div class="column"><${Calibration} one=${drops.calibration} title=${t('drones.calibration')} more=${t('drones.calibration_more')}
      few=${t('drones.too_few', {n: drops.calibration.n, least: period.value.minimum.score})}/><${InForce}/></div></div><${Flown}/>`;
};

const View = () => html`<div class="chief-page"><${Ribbon}/><${LinkBand}/><${Top} still icon="drone" title=${period.value ? t('drones.title', {region: named(period.value.region.name)}) : t('page.drones')}><${Pages} here="drones"/><//>
  <main aria-busy=${reading.value}>${trouble.value && html`<${Trouble}/>`}
    ${period.value ? html`<${Which} sheet="/api/v1/chief/drones.csv"/>${simulated.value && html`<div class="notice unreal"><${Icon} name="info"/><div><${Chip} kind="unreal">${t('chief.simulated')}<//> ${t('drones.simulated_more')}</div></div>`}<${Figures}/>` : !trouble.value && html`<${Skeleton} rows=${6}/>`}</main><${Toasts}/></div>`;

await mount(View);
await look();
