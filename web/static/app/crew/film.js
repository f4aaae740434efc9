// The patient shown by live video: a hospital asks and the crew allows with one tap, or the crew begins. Every key that
// shows says on what ground, so that consent is on record without a form.

import {Button, Chip, Icon, html, useEffect, useRef} from '../parts.js';
import {attempt} from '../page.js';
import {begin, end, goOn, mineBefore, refused, showing} from '../film/show.js';
import {codes, named, t, word} from '../say.js';
import {job} from './state.js';

const CARES = ['on_scene', 'at_patient', 'depart_scene', 'at_hospital'];
const show = (consent, picture = true) => attempt(() => begin(job.peek().id, {consent, picture}));
const stop = () => attempt(() => end(job.peek().id));
const isRunning = film => film?.state === 'running' && film.assignment_id === job.value.id;
const asker = film => film.asked_for ? named(film.asked_for) : t('film.director');

const Grounds = () => html`<div class="grounds">${codes('film_consent').map(one => html`<${Button} key=${one} kind="wide" icon="eye" onClick=${() => show(one)}>${word('film_consent', one)}<//>`)}</div>`;
const Denied = () => refused.value && html`<p class="notice warn" role="alert"><${Icon} name="triangle-alert"/>${t('film.denied')}</p>`;

const house = one => one.hospital ? named(one.hospital) : t('film.director');
/** Who watches, and what they get of it. */
const Viewers = ({film}) => {
  const lines = showing.value?.lines ?? {};
  if (!film.viewers.length) return html`<p class="dim" role="status">${t('film.nobody')}</p>`;
  return html`<ul class="viewers" role="status">${film.viewers.map(one => {
    const line = lines[one.id], state = !line?.connected ? 'linking' : line.soundAlone ? 'sound_alone' : showing.value?.picture ? 'sees' : 'hears';
    return html`<li key=${one.id} class="row wrap"><b>${house(one)}</b> ${one.name} <${Chip} kind=${state === 'sound_alone' ? 'warn' : state === 'linking' ? '' : 'good'} icon=${state === 'sound_alone' ? 'volume-2' : state === 'linking' ? 'hourglass' : 'eye'}>${t(`film.${state}`)}<//></li>`;
  })}</ul>`;
};

const Mine = () => {
  const box = useRef(), stream = showing.value.stream;
  useEffect(() => { box.current.srcObject = stream; }, [stream]);
  return html`<video ref=${box} class="film mine" data-sound=${!showing.value.picture} muted autoplay playsinline aria-label=${t('film.mine')}/>`;
};

/** Above the tabs while somebody asks or the camera is on: whatever is being done, it is one tap away. */
export const FilmBand = () => {
  const film = job.value.film, here = showing.value?.assignment === job.value.id, cares = CARES.includes(job.value.state);
  useEffect(() => { if (isRunning(film) && !here && mineBefore(job.value.id)) goOn(job.value.id); }, [film?.id, here]);
  if (film?.state === 'asked' && cares) return html`<section class="film-band" role="alert" aria-label=${t('film.patient')}><p><b>${t('film.asks', {who: asker(film)})}</b> <small>${t('film.promise')}</small></p><${Denied}/>
    <${Grounds}/><${Button} kind="bare wide" icon="x" onClick=${stop}>${t('film.not_now')}<//></section>`;
  if (!isRunning(film)) return null;
  const speaker = film.viewers.find(one => showing.value?.lines[one.id]?.speaks), worst = Object.values(showing.value?.lines ?? {}).some(one => one.soundAlone);
  return html`<section class="film-band row" aria-label=${t('film.patient')}><${Icon} name=${worst ? 'volume-2' : 'eye'}/><p class="grow" role="status"><b>${t(worst ? 'film.band_sound' : here ? 'film.band' : 'film.elsewhere')}</b> <small class="num">${t('film.watch_count', {n: film.viewers.length})}</small>${speaker && html` <${Chip} kind="act" icon="volume-2">${t('film.speaks', {who: house(speaker)})}<//>`}</p>
    ${!here && html`<${Button} icon="eye" onClick=${() => goOn(job.peek().id)}>${t('film.here')}<//>`}<${Button} icon="x" onClick=${stop}>${t('film.off')}<//></section>`;
};

/** In the hospital's pane: begin without being asked, see who watches. */
export const FilmCard = () => {
  const film = job.value.film, here = showing.value?.assignment === job.value.id, running = isRunning(film);
  return html`<section class="card pad stack" aria-label=${t('film.patient')}><h2 class="row"><${Icon} name="eye"/>${t('film.patient')}</h2>
    ${running ? html`${here && html`<${Mine}/>`}<p class="dim">${word('film_consent', film.consent)} · ${film.consent_by}</p><${Viewers} film=${film}/>`
      : !CARES.includes(job.value.state) ? html`<p class="dim">${t('film.at_scene')}</p>`
        : html`<p class="dim">${t('film.promise')}</p><${Denied}/>${film?.state !== 'asked' && html`<${Grounds}/>`}
          ${film?.state === 'ended' && html`<p class="dim" role="status">${word('film_end', film.ended_reason)}</p>`}`}</section>`;
};
