// The crew's page: the next step in one tap, the way there, the patient, the hospital. For a phone, gloves and the night.

import {SoundNotice, ring} from './alarm.js';
import {Button, Chip, Empty, Icon, LinkBand, LinkChip, Priority, Ribbon, Skeleton, Toasts, Trouble, html} from './parts.js';
import {open, sometimes, switchTheme, theme, trouble} from './page.js';
import {complaintOf, named, t, word} from './say.js';
import {hour} from './time.js';
import {hearTraffic, watchTraffic} from './traffic.js';
import {doorway} from './doorway.js';
import {Stops} from './stops.js';
import {Hints} from './hints.js';
import {News2} from './scores.js';
import {hear, hearValue, job, jobs, take, takeAway, tellPosition, unit, watchRequests} from './crew/state.js';
import {Assess} from './crew/assess.js';
import {Pictures} from './pictures.js';
import {Cautions} from './crew/cautions.js';
import {OtherCard, PatientCard} from './patientcard.js';
import {Correction} from './crew/correction.js';
import {FilmBand, FilmCard} from './crew/film.js';
import {Guide} from './crew/guide.js';
import {Handover} from './crew/handover.js';
import {Hospital} from './crew/hospital.js';
import {PreAlert} from './crew/prealert.js';
import {DeclareMass, Mass} from './crew/mass.js';
import {Leaving} from './crew/leaving.js';
import {Hands} from './crew/hands.js';
import {Kit} from './crew/kit.js';
import {hearTrial} from './crew/wake.js';
import {CheckIn, Emergency} from './crew/safety.js';
import {Shots} from './crew/pictures.js';
import {CrewTalk, OrderStrip, Orders} from './crew/orders.js';
import {More, NextStep, Progress, go} from './crew/steps.js';
import {Seems} from './crew/seems.js';
import {Notes} from './crew/notes.js';
import {Offline} from './crew/offline.js';
import {Patient, SendVitals, Vitals} from './crew/care.js';
import {Missing, MissingAtTheEnd} from './crew/missing.js';
import {Service} from './crew/service.js';
import {NewRelease, install, keepTiles} from './crew/keeping.js';
import {board, prepare} from './crew/kept.js';
import {begin} from './crew/outbox.js';
import {Unsent} from './crew/unsent.js';
import {workerFrom} from './map.js';
import {Tabs, tab} from './crew/tabs.js';
import {Treat} from './crew/treat.js';
import {restore} from './crew/drafts.js';
import {wipe, wipeOld} from './crew/wipe.js';

const Head = () => {
  const incident = job.value?.incident;
  return html`<header class="head-bar">${incident && html`<${Priority} p=${incident.priority}/>`}<div class="what"><h1 class="cut">${incident ? complaintOf(incident) : unit.value ? named(unit.value.callsign) : t('crew.title')}</h1>
    ${incident && html`<small class="num">${incident.number}</small>`}</div><${LinkChip}/>
    <${Hands}/><${Button} kind="bare" icon=${theme.value === 'dark' ? 'sun' : 'moon'} aria-label=${t('common.theme')} onClick=${switchTheme}/></header><${Offline}/><${Unsent}/>`;
};

const Scene = () => {
  const {incident} = job.value, gate = incident.gate ?? {};
  return html`<section class="card pad" aria-label=${t('crew.scene')}><div class="row wrap"><b class="grow">${incident.place?.text ?? (incident.place ? `${incident.place.lat.toFixed(5)}, ${incident.place.lon.toFixed(5)}` : t('desk.no_place'))}</b>
    <${Chip} kind=${incident.verification === 'verified' ? 'good' : 'warn'}>${word('verification', incident.verification)}<//></div>${doorway(incident.place_detail) && html`<p class="doorway"><b>${doorway(incident.place_detail)}</b></p>`}
    <${Hints} hints=${job.value.hints}/><${Stops} stops=${job.value.stops}/><p class="row wrap gate-said">${['conscious', 'breathing'].map(q => html`<span key=${q}>${t(`call.${q}`)} <b>${word('tri', gate[q] ?? 'unknown')}</b></span>`)}</p>
    ${job.value.said.length > 0 && html`<h3>${t('crew.said')}</h3><ul class="said">${job.value.said.map(one => html`<li key=${one.at}><time class="num">${hour(one.at)}</time> <q class="prose" lang=${one.language}>${one.text}</q></li>`)}</ul>`}
    ${job.value.way_in && html`<p class="row wrap"><${Icon} name="flag"/><b>${t('crew.way_in')}</b> <span class="prose">${job.value.way_in}</span></p>`}
    ${incident.bundle && html`<${Chip} icon="zap" kind="bad">${word('bundle', incident.bundle)}<//>`}${gate.happened && html`<p class="prose">${gate.happened}</p>`}</section>`;
};

const Queued = () => jobs.value.length > 1 && html`<section class="card pad"><h3>${t('crew.queued')}</h3><ul>${jobs.value.slice(1).map(j => html`<li key=${j.id} class="row"><${Priority} p=${j.incident.priority}/>${complaintOf(j.incident)} <small>${j.incident.number}</small></li>`)}</ul></section>`;

const PANES = {
  way: () => html`<${Cautions}/>${job.value && html`<${PatientCard} address=${`/api/v1/assignments/${job.value.id}/registered`} told=${job.value.registered}/>`}<${Guide}/><${Progress}/><${Scene}/><${Pictures} list=${job.value.pictures} share/><${Queued}/>${job.value && html`<${OtherCard} where=${job.value.id} about=${{assignment_id: job.value.id}}/>`}`,
  patient: () => html`<${News2} scores=${job.value.scores}/><${Patient}/><${Vitals}/><${Shots}/><${Assess}/>`,
  care: () => html`<${Treat}/><${Missing}/>`,
  hospital: () => ['at_hospital', 'handed_over'].includes(job.value.state) ? html`<${Handover}/><${Hospital}/><${CrewTalk}/><${FilmCard}/>` : html`<${Hospital}/><${CrewTalk}/><${PreAlert}/><${FilmCard}/><${Handover}/>`,
  mass: () => html`<${Mass}/>`,
  more: () => html`<${MissingAtTheEnd}/><${Leaving}/><${NewRelease}/><${DeclareMass}/><${Notes}/><${Correction}/><${More}/><${Emergency}/><${Kit}/><${Service}/>`,
};
const Job = () => {
  const Pane = PANES[tab.value === 'mass' && !job.value.mass ? 'way' : tab.value];
  return html`<main key=${`${job.value.id}${tab.value}`}><${SoundNotice}/><${Orders}/><${Pane}/></main><div class="foot"><${OrderStrip}/><${FilmBand}/><${CheckIn}/><${Seems} take=${go}/>${tab.value === 'patient' && html`<${SendVitals}/>`}<${Tabs}/><${NextStep}/></div>`;
};
const Waiting = () => html`<main><${SoundNotice}/><div class="card"><${Empty} icon="ambulance" title=${t('crew.no_job')}>${t('crew.no_job_more')}<//></div><${Emergency}/><${Kit}/><${Service}/></main>`;

const Crew = () => html`<div class="phone"><${Ribbon}/><${LinkBand}/><${Head}/><${Trouble}/>${!unit.value ? !trouble.value && html`<main><${Skeleton}/></main>` : job.value ? html`<${Job}/>` : html`<${Waiting}/>`}<${Toasts}/></div>`;

ring(() => job.value?.state === 'dispatched');
workerFrom('/crew/map-worker.mjs');
const again = await open({view: Crew, board: '/api/v1/crew/me', kept: board('/api/v1/crew/me'), take, event: (event, look) => { hear(event, look); hearTrial(event); hearTraffic(event); }, value: hearValue});
watchTraffic();
watchRequests(again);
begin(again, () => {
  takeAway();
  return wipe();
});
wipeOld().catch(() => null).then(restore);
prepare();
keepTiles();
install();
tellPosition(sometimes);
