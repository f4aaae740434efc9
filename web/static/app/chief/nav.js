// The way between a supervisor's pages; an administrator has the figures and the wallboard, and no patients.

import {Icon, html} from '../parts.js';
import {t} from '../say.js';

const ADMIN = document.documentElement.dataset.role === 'admin';
const PAGES = [...(ADMIN ? [['/ops', 'ops', 'heart-pulse']] : [['/start', 'start', 'list'], ['/desk', 'desk', 'siren']]), ['/chief', 'chief', 'activity'], ['/chief/hospitals', 'hospitals', 'hospital'], ['/chief/roads', 'roads', 'route'], ['/chief/drones', 'drones', 'drone'], ['/wallboard', 'wallboard', 'gauge']];

/** `here` is the page one is on. */
export const Pages = ({here}) => html`<nav class="pages" aria-label=${t('chief.pages')}>${PAGES.map(([address, name, icon]) => html`<a
  key=${name} href=${address} class="button bare" aria-current=${name === here ? 'page' : undefined}><${Icon} name=${icon}/><span>${t(`page.${name}`)}</span></a>`)}</nav>`;
