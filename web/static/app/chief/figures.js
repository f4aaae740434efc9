// Figures as cells: number of measurements, median, p90, share within target. What is too little to say is a dash.

import {html} from '../parts.js';
import {t} from '../say.js';
import {span} from '../time.js';

export const percent = share => share == null ? '–' : `${Math.round(share * 100)} %`;
export const shareOf = f => f.judged ? f.within / f.judged : null;

/** Below ten judged ones the counts say more than a percentage would. */
export const Within = ({f}) => {
  if (!f.judged) return html`<td class="figure">–</td>`;
  const share = shareOf(f);
  return html`<td class="figure within"><span class="bar" aria-hidden="true"><i style=${{width: `${share * 100}%`}}/></span>
    <b>${f.judged < 10 ? `${f.within} / ${f.judged}` : percent(share)}</b></td>`;
};

export const Cells = ({f}) => html`<td class="figure">${f.n}</td><td class="figure">${span(f.median_s)}</td><td class="figure">${span(f.p90_s)}</td><${Within} f=${f}/>`;
export const Heads = () => html`<th class="figure" scope="col">${t('chief.n')}</th><th class="figure" scope="col">${t('chief.median')}</th><th class="figure" scope="col">${t('chief.p90')}</th><th class="figure" scope="col">${t('chief.within')}</th>`;
