// One calm row of tabs over every administrators' page. They are links: each has an address, and history works.

import {Icon, html} from '../parts.js';
import {t} from '../say.js';

const TABS = [
  ['/admin/people', 'users', () => t('admin.people'), false],
  ['/admin/machines', 'radio', () => t('admin.machines'), false],
  ['/admin/city', 'map', () => t('admin.city'), false],
  ['/admin/airspace', 'drone', () => t('admin.airspace'), false],
  ['/admin/policies', 'layers', () => t('admin.policies'), false],
  ['/admin/audit', 'history', () => t('admin.audit'), true],
  ['/ops', 'gauge', () => t('admin.health'), true],
];
const all = document.documentElement.dataset.role === 'admin';

const show = link => link?.scrollIntoView({inline: 'center', block: 'nearest'});  // on a telephone the row is longer than the screen

export const Nav = ({here}) => html`<nav class="tabs" aria-label=${t('admin.nav')}>${TABS.filter(([,,, everybody]) => all || everybody).map(([address, icon, words]) =>
  html`<a key=${address} href=${address} aria-current=${address === here ? 'page' : undefined} ref=${address === here ? show : undefined}><${Icon} name=${icon}/>${words()}</a>`)}</nav>`;
