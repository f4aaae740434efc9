// The administrators' pages. Each tab has an address of its own and one module that draws it.

import {Nav} from './admin/nav.js';
import {link} from './page.js';
import {LinkBand, Ribbon, Toasts, Top, Trouble, html} from './parts.js';
import {open} from './page.js';
import {t} from './say.js';

const name = location.pathname.split('/').pop();
const tab = await import(`./admin/${name}.js`);

const Admin = () => html`<div class="admin-page" data-link=${link.value.state}><${Ribbon}/><${LinkBand}/><${Top} icon="settings" title=${t('page.admin')}/>
  <${Nav} here=${`/admin/${name}`}/><main class="admin-main" id="main"><${Trouble}/><${tab.View}/></main><${Toasts}/></div>`;

await open({view: Admin, board: tab.board, take: tab.take, event: tab.event});
