// What several of the administrators' tabs need: a secret that is shown once, the choice of role and place.

import {Button, Field, Icon, html} from '../parts.js';
import {codes, named, t, word} from '../say.js';

const PLACED = ['hospital', 'paramedic', 'pilot'];
export const roles = () => codes('role').filter(role => role !== 'caller');

/** The name of a place by its id, or the id where it is gone. */
export const placeName = (facilities, id) => {
  const found = id && facilities.find(one => one.id === id);
  return found ? named({ko: found.name_ko, en: found.name_en}) : id ?? '–';
};

/** A password or token that nobody can read again. */
export const Once = ({title, secret, close}) => html`<div class="notice once" role="status"><${Icon} name="info"/><div class="grow"><b>${title}</b>
  <p><code class="secret">${secret}</code></p><p class="dim">${t('admin.once')}</p></div>
  <${Button} kind="bare small" icon="x" aria-label=${t('common.close')} onClick=${close}/></div>`;

/** Role, and the places that fit it. `draft` has role and facility; `set` takes a change. */
export const RolePlace = ({draft, set, facilities, problem, fixed}) => {
  const fits = facilities.filter(one => one.role === draft.role);
  return html`<${Field} label=${t('admin.role')} name="role" problem=${problem}><select class="input" id="role" disabled=${fixed} value=${draft.role} onChange=${e => set({role: e.target.value, facility: null})}>
      ${roles().map(role => html`<option key=${role} value=${role}>${word('role', role)}</option>`)}</select><//>
    ${PLACED.includes(draft.role) && html`<${Field} label=${t('admin.facility')} name="facility" problem=${problem}><select class="input" id="facility" disabled=${fixed} value=${draft.facility ?? ''} onChange=${e => set({facility: e.target.value || null})}>
      <option value="">–</option>${fits.map(one => html`<option key=${one.id} value=${one.id}>${named({ko: one.name_ko, en: one.name_en})}</option>`)}</select><//>`}`;
};
