// What is needed once a shift or when everything else fails: behind one small key in the top bar.

import {Icon, html} from '../parts.js';
import {t} from '../say.js';

const LINKS = [['/desk/handover', 'clipboard-list', 'tools.handover'], ['/board.pdf', 'printer', 'tools.board'], ['/desk/paper', 'file-text', 'tools.paper'], ['/desk/premises', 'map-pin', 'tools.premises'], ['/desk/messages', 'message-square', 'tools.messages']];

export const Tools = () => html`<details class="tools-menu" onKeyDown=${event => { if (event.key === 'Escape') { event.stopPropagation(); event.currentTarget.open = false; event.currentTarget.firstElementChild.focus(); } }}>
  <summary class="button bare" aria-label=${t('tools.title')} title=${t('tools.title')}><${Icon} name="printer"/></summary>
  <ul>${LINKS.map(([address, icon, key]) => html`<li key=${address}><a class="button bare" href=${address} target=${address.endsWith('.pdf') ? '_blank' : null} rel="noopener"><${Icon} name=${icon}/>${t(key)}</a></li>`)}</ul></details>`;
