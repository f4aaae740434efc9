// For the hospital's own administrator: who is called when this page is not answered, and the lamp.

import {html} from '../parts.js';
import {LampForm, Telephones} from '../reaching.js';
import {t} from '../say.js';
import {contacts, readAgain} from './state.js';

export const Contacts = () => contacts.value && html`<details class="more"><summary>${t('receiving.contacts')}</summary>
  <${Telephones} one=${contacts.value} reload=${readAgain}/><${LampForm} one=${contacts.value} reload=${readAgain}/></details>`;
