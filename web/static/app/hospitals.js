// The supervisors' page on the hospitals: how they were asked over some days, answered, and shared the patients.

import {Calibration} from './chief/calibration.js';
import {Pages} from './chief/nav.js';
import {Balance, Days, Search, Tiles} from './chief/network.js';
import {look, network, period, reading, simulated} from './chief/period.js';
import {Nothing, Which} from './chief/which.js';
import {Chip, Empty, Icon, LinkBand, Ribbon, Skeleton, Toasts, Top, Trouble, html} from './parts.js';
import {mount, trouble} from './page.js';
import {named, t} from './say.js';

const Figures = () => {
  if (network.value.incidents === 0) return html`<${Nothing} title=${t(simulated.value ? 'network.none_simulated' : 'network.none_real')}/>`;
  if (network.value.asking.hospitals.length === 0) return html`<div class="card"><${Empty} icon="hospital" title=${t('chief.nobody_asked')}/></div>`;
  return html`<${Tiles}/><div class="pair"><div class="column"><${Search}/><${Days}/></div><${Calibration}/></div><${Balance}/>`;
};

const View = () => html`<div class="chief-page"><${Ribbon}/><${LinkBand}/><${Top} still icon="hospital" title=${period.value ? t('network.title', {region: named(period.value.region.name)}) : t('page.hospitals')}><${Pages} here="hospitals"/><//>
  <main aria-busy=${reading.value}>${trouble.value && html`<${Trouble}/>`}
    ${period.value ? html`<${Which} sheet="/api/v1/chief/hospitals.csv"/>${simulated.value && html`<div class="notice unreal"><${Icon} name="info"/><div><${Chip} kind="unreal">${t('chief.simulated')}<//> ${t('chief.simulated_more')}</div></div>`}<${Figures}/>` : !trouble.value && html`<${Skeleton} rows=${6}/>`}</main><${Toasts}/></div>`;

await mount(View);
await look();
