// The crew's page: the next step in one tap, the way there, the patient, the hospital. For a phone, gloves and the night.

import {Button, Chip, Empty, Icon, LinkBand, Priority, Ribbon, Skeleton, Toasts, Trouble, html} from './parts.js';
import {LinkChip} from './parts.js';
import {open, sometimes, switchTheme, theme, trouble} from './page.js';
import {complaintOf, language, named, speakOther, t, word} from './say.js';
import {hear, hearValue, job, jobs, take, tellPosition, unit, watchRequests} from './crew/state.js';
import {More, NextStep, Progress} from './crew/steps.js';
import {Guide} from './crew/guide.js';
import {Patient, Vitals} from './crew/care.js';
import {Hospital} from './crew/hospital.js';
import {Notes} from './crew/notes.js';
import {Service} from './crew/service.js';

const Head = () => {
  const incident = job.value?.incident;
  return html`<header class="head-bar">${incident && html`<${Priority} p=${incident.priority}/>`}<h1 class="cut">${incident ? complaintOf(incident) : unit.value ? named(unit.value.callsign) : t('crew.title')}
    ${incident && html`<small class="num">${incident.number}</small>`}</h1><span class="grow"/><${LinkChip}/>
    <button type="button" class="button bare" lang=${language.value === 'ko' ? 'en' : 'ko'} onClick=${speakOther}>${language.value === 'ko' ? 'EN' : '한'}</button>
    <${Button} kind="bare" icon=${theme.value === 'dark' ? 'sun' : 'moon'} aria-label=${t('common.theme')} onClick=${switchTheme}/></header>`;
};

const Scene = () => {
  const {incident} = job.value, gate = incident.gate ?? {};
  return html`<section class="card pad" aria-label=${t('crew.scene')}><div class="row wrap"><b class="grow">${incident.place?.text ?? (incident.place ? `${incident.place.lat.toFixed(5)}, ${incident.place.lon.toFixed(5)}` : t('desk.no_place'))}</b>
    <${Chip} kind=${incident.verification === 'verified' ? 'good' : 'warn'}>${word('verification', incident.verification)}</${Chip}></div>
    <p class="row wrap">${['conscious', 'breathing'].map(q => html`<span key=${q}>${t(`call.${q}`)} <b>${word('tri', gate[q] ?? 'unknown')}</b></span>`)}</p>
    ${incident.bundle && html`<${Chip} icon="zap" kind="bad">${word('bundle', incident.bundle)}</${Chip}>`}${gate.happened && html`<p class="prose">${gate.happened}</p>`}</section>`;
};

const Waiting = () => html`<main><div class="card"><${Empty} icon="ambulance" title=${t('crew.no_job')}>${t('crew.no_job_more')}</${Empty}></div><${Service}/></main>`;
const Queued = () => jobs.value.length > 1 && html`<section class="card pad"><h3>${t('crew.queued')}</h3><ul>${jobs.value.slice(1).map(j => html`<li key=${j.id} class="row"><${Priority} p=${j.incident.priority}/>${complaintOf(j.incident)} <small>${j.incident.number}</small></li>`)}</ul></section>`;

const Crew = () => html`<div class="phone"><${Ribbon}/><${LinkBand}/><${Head}/><${Trouble}/>${!unit.value ? !trouble.value && html`<main><${Skeleton}/></main>` : !job.value ? html`<${Waiting}/>`
  : html`<main key=${job.value.id}><${Guide}/><${Progress}/><${Scene}/><${Hospital}/><${Patient}/><${Vitals}/><${Notes}/><${Queued}/><${More}/><${Service}/></main><${NextStep}/>`}<${Toasts}/></div>`;

const again = await open({view: Crew, board: '/api/v1/crew/me', take, event: hear, value: hearValue});
watchRequests(again);
tellPosition(sometimes);
