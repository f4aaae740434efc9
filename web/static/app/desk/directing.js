// What the medical director sees of a patient, orders, and writes: with the parts of the hospital's page.

import {effect} from '@preact/signals';
import {PatientFilm} from '../film/view.js';
import {Orders, tell, writeTo} from '../guidance/orders.js';
import {Talk, seen} from '../guidance/talk.js';
import {html} from '../parts.js';
import {t} from '../say.js';
import {PatientPictures} from '../shots.js';
import {OVER, detail} from './state.js';

export const DIRECTS = document.documentElement.dataset.duty === 'medical_director';  // of the region
const SEES = ['on_scene', 'at_patient', 'depart_scene', 'at_hospital'];
const isTold = job => job.open && !['proposed', 'handed_over'].includes(job.state);
/** Signed in as one: nobody's name is tapped. A hospital's orders are read here, and settled there. */
const giver = {mayOrder: () => true, signed: () => ({}), isOurs: order => order.hospital_id == null, Who: () => null};

export const Directs = ({incident}) => {
  const {film, patient_pictures: pictures = [], orders = [], talk} = detail.value ?? {}, here = incident.assignments.some(job => job.open && SEES.includes(job.state));
  const over = OVER.includes(incident.state) || !incident.assignments.some(isTold), anything = pictures.length > 0 || orders.length > 0 || talk?.lines.length > 0;
  if (!talk || (over && !anything)) return null;
  return html`<section class="section directs"><h3>${t('film.director')}</h3><${PatientPictures} list=${pictures}/><${PatientFilm} incident=${incident.id} film=${film} open=${here}/>
    <div class="guidance"><${Orders} incident=${incident.id} orders=${orders} over=${over} giver=${giver}/><${Talk} incident=${incident.id} talk=${talk} write=${writeTo(incident.id, () => ({}))} tell=${tell} over=${OVER.includes(incident.state)}/></div></section>`;
};

if (DIRECTS) effect(() => { const one = detail.value; if (one?.talk) seen(one.id, one.talk, tell, false); });
