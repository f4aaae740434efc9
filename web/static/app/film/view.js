// What a hospital and the medical director see of a film: ask, watch, speak, leave. It plays here and is kept nowhere.

import {Button, Chip, Icon, html, signal, useEffect, useRef} from '../parts.js';
import {named, t, word} from '../say.js';
import {ask, leave, shown, speak, stop, watch, watchedBefore, watching} from './watch.js';

const enlarged = signal(false);

const Screen = ({picture}) => {
  const box = useRef(), {stream, lost, soundAlone} = watching.value;
  useEffect(() => {
    const video = box.current;
    video.srcObject = stream;
    if (stream) video.play().catch(() => { video.muted = true; video.play().catch(() => {}); });
  }, [stream]);
  return html`<video ref=${box} class="film patient-film" data-large=${enlarged.value} data-sound=${!picture} playsinline aria-label=${t('film.patient')} onPlaying=${shown}/>
    ${lost ? html`<p class="notice warn" role="status"><${Icon} name="triangle-alert"/>${t('film.lost')}</p>`
      : soundAlone && html`<p class="notice warn" role="status"><${Icon} name="volume-2"/>${t('film.sound_first')}</p>`}
    ${watching.value.speaks === 'denied' && html`<p class="notice warn" role="alert"><${Icon} name="triangle-alert"/>${t('film.no_microphone')}</p>`}`;
};

const SPEAKS = {true: 'film.quiet', false: 'film.speak', denied: 'film.speak'};
const Viewers = ({film}) => film.viewers.length > 0 && html`<small class="dim">${t('film.watch_by', {names: film.viewers.map(one => one.hospital ? `${named(one.hospital)} ${one.name}` : `${t('film.director')} ${one.name}`).join(', ')})}</small>`;

/** `open` while the patient is ours: before the handover. */
export const PatientFilm = ({incident, film, open = true}) => {
  const here = watching.value?.incident === incident, running = film?.state === 'running';
  useEffect(() => { if (running && !here && watchedBefore(incident)) watch(incident); }, [running]);
  if (!open && !running) return null;
  return html`<section class="film-part" aria-label=${t('film.patient')}>${here && html`<${Screen} picture=${film?.picture}/>`}
    <div class="row wrap">${film && film.state !== 'ended' && html`<${Chip} kind=${running ? 'act' : ''} icon=${running ? 'eye' : 'hourglass'}>${word('film', film.state)}${running ? ` · ${word('film_consent', film.consent)}` : ` · ${film.asked_for ? named(film.asked_for) : t('film.director')}`}<//>`}
      ${film?.state === 'ended' && html`<small class="dim">${word('film_end', film.ended_reason)}</small>`}${running && html`<${Viewers} film=${film}/>`}<span class="grow"/>
      ${here && html`<${Button} kind="small" icon=${watching.value.speaks === true ? 'volume-x' : 'volume-2'} aria-pressed=${watching.value.speaks === true} onClick=${speak}>${t(SPEAKS[watching.value.speaks])}<//>
        <${Button} kind="small" onClick=${() => { enlarged.value = !enlarged.peek(); }}>${t(enlarged.value ? 'film.small' : 'film.large')}<//><${Button} kind="small" icon="log-out" onClick=${leave}>${t('film.leave')}<//>`}
      ${running && !here && html`<${Button} kind="small main" icon="eye" onClick=${() => watch(incident)}>${t('film.see')}<//>`}
      ${film && film.state !== 'ended' ? html`<${Button} kind="small" icon="x" onClick=${() => stop(incident)}>${t(running ? 'film.stop' : 'film.take_back')}<//>`
        : html`<${Button} kind="small" icon="eye" onClick=${() => ask(incident)}>${t('film.ask_crew')}<//>`}</div></section>`;
};
