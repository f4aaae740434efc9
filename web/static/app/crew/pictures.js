// Pictures of the patient: what it shows is the key that opens the camera, so that nothing has to be chosen afterwards.
// Made small by a canvas, which knows no place and no device; a monitor's PDF goes as it is.

import {Problem} from '../api.js';
import {Chip, Icon, html} from '../parts.js';
import {attempt} from '../page.js';
import {codes, named, t, word} from '../say.js';
import {clock} from '../time.js';
import * as outbox from './outbox.js';
import {job} from './state.js';

const MOST_PX = 2000, PDF = 'application/pdf', LARGEST = 8 * 1024 * 1024;
const unfit = () => new Problem({status: 422, code: 'invalid_input', errors: [{field: 'picture', reason: ''}]});
const leaving = () => outbox.waiting.value.filter(write => write.heavy).length;

/** One picture onto the device, and from there to the server. The same one sent twice is one. */
async function upload(incident, kind, body, at) {
  if (body.size > LARGEST) throw unfit();
  const about = new URLSearchParams({kind, device_at: at.toISOString()});
  await outbox.send(`/api/v1/incidents/${incident}/pictures?${about}`, 'POST', body, {said: t('shots.sent', {what: word('picture_kind', kind)})});
}

async function small(file) {
  if (file.type === PDF) return file;
  const picture = await createImageBitmap(file, {imageOrientation: 'from-image'}), by = Math.min(1, MOST_PX / Math.max(picture.width, picture.height));
  const sheet = Object.assign(document.createElement('canvas'), {width: Math.round(picture.width * by), height: Math.round(picture.height * by)});
  sheet.getContext('2d').drawImage(picture, 0, 0, sheet.width, sheet.height);
  return new Promise((done, failed) => { sheet.toBlob(blob => blob ? done(blob) : failed(), 'image/jpeg', .88); });
}

async function send(kind, {target}) {
  const incident = job.peek().incident_id, files = [...target.files], at = new Date();
  target.value = '';
  for (const file of files) await attempt(async () => upload(incident, kind, await small(file).catch(() => { throw unfit(); }), at));
}

const Key = ({kind, words, accept = 'image/*', camera = true}) => html`<label class="button wide shot"><${Icon} name=${kind === 'ecg_12' ? 'heart-pulse' : kind === 'medicine' ? 'package' : kind === 'paper' ? 'file-text' : 'eye'}/>
  <span>${words}</span><input type="file" class="over" accept=${accept} multiple capture=${camera ? 'environment' : null} onChange=${event => send(kind, event)}/></label>`;

const Receipts = ({opened}) => opened.length === 0 ? html`<${Chip} icon="hourglass">${t('shots.unopened')}<//>`
  : html`<${Chip} kind="good" icon="check">${t('shots.opened', {by: `${opened[0].hospital ? `${named(opened[0].hospital)} ` : ''}${opened[0].by}`, at: clock(opened[0].at).slice(0, 5)})}<//>${opened.length > 1 && html` <small class="num">+${opened.length - 1}</small>`}`;

export const Shots = () => {
  const list = job.value.patient_pictures;
  return html`<section class="card pad stack" aria-label=${t('shots.title')}><h2>${t('shots.title')}</h2><p class="dim">${t('shots.promise')}</p>
    <div class="shots">${codes('picture_kind').map(kind => html`<${Key} key=${kind} kind=${kind} words=${word('picture_kind', kind)}/>`)}<${Key} kind="ecg_12" words=${t('shots.file')} accept=${`image/*,${PDF}`} camera=${false}/></div>
    ${leaving() > 0 && html`<p role="status"><${Icon} name="hourglass"/> ${t('shots.leaving', {n: leaving()})}</p>`}
    ${list.length > 0 && html`<ul class="sent">${list.map(one => html`<li key=${one.id} class="row wrap"><time class="num">${clock(one.at).slice(0, 5)}</time><b>${word('picture_kind', one.kind)}</b><span class="grow"/><${Receipts} opened=${one.opened}/></li>`)}</ul>`}</section>`;
};
