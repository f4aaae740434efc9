// What the crew must know of the place for its own safety, or to get in.

import {html} from '../parts.js';
import {t} from '../say.js';
import {Note, holding} from '../premise.js';
import {job} from './state.js';

export const Cautions = () => {
  const notes = holding(job.value.cautions ?? []);
  return notes.length > 0 && html`<section class="card pad" aria-label=${t('premises.title')}><h2>${t('premises.for_crew')}</h2>
    <ul class="premises" aria-live="polite">${notes.map(note => html`<${Note} key=${note.id} note=${note}/>`)}</ul></section>`;
};
