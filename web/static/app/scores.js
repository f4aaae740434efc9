// How the patient is in points, as crew, hospital and desk read it. Everything is computed by the server; what is missing is
// said, never filled in: "at least 5".

import {post} from './api.js';
import {Button, Chip, Choices, Icon, html, signal} from './parts.js';
import {attempt} from './page.js';
import {codes, t, word} from './say.js';
import {hour} from './time.js';

const GRAVE = {high: 'bad', medium: 'warn', low_medium: 'warn', positive: 'warn', occlusion_likely: 'bad', abnormal: 'warn', red: 'bad', yellow: 'warn', immediate: 'bad', urgent: 'warn', delayed: 'warn', severe: 'bad', moderate: 'warn', dead: 'bad', deceased: 'bad', expectant: 'bad'};
const MARK = {bad: 'octagon-alert', warn: 'triangle-alert'};
const TREND = {rising: 'arrow-up-right', falling: 'arrow-right', steady: 'minus'};
const LOW_IS_WORSE = ['gcs', 'rts', 'trts', 'apgar'];

const bandWord = (scale, band) => t(`band.${scale}.${band}`);
/** The points as far as they are known: 11, "at least 5", or "at most 12" where fewer is worse. */
export const pointsOf = one => one.total ?? (one.low === undefined ? null : LOW_IS_WORSE.includes(one.scale) ? t('score.at_most', {n: one.high}) : t('score.at_least', {n: one.low}));

/** The band that holds whatever is missing; "at least" before it while a graver one is still possible. */
export const Band = ({one}) => {
  const kind = GRAVE[one.mildest] ?? '';
  return html`<${Chip} kind=${kind} icon=${MARK[kind]}>${one.band ? bandWord(one.scale, one.band) : t('score.band_at_least', {band: bandWord(one.scale, one.mildest)})}<//>`;
};

const itemWord = (scale, name) => ['news2', 'qsofa', 'rts', 'trts'].includes(scale) ? t(`sign.${name}`) : t(`item.${scale}.${name}`);
const Missing = ({one}) => one.missing?.length > 0 && html`<p class="missing"><small>${t('score.missing')}: ${one.missing.slice(0, 8).map(name => itemWord(one.scale, name)).join(', ')}${one.missing.length > 8 ? t('score.and_more', {n: one.missing.length - 8}) : ''}</small></p>`;

const Part = ({scale, part}) => html`<tr><th scope="row">${itemWord(scale, part.name)}</th><td class="num">${part.value == null ? '–' : part.value === true ? t('tri.yes') : part.value === false ? t('tri.no') : part.name === 'avpu' ? word('avpu', part.value) : part.value}</td>
  <td class="num figure">${part.points ?? html`<small>${word('lack', part.lack)} (0–${part.most})</small>`}</td></tr>`;

/** NEWS2 with its trend, what is missing, what it asks for; the parameters and the other scores of the signs below. */
export const News2 = ({scores, open}) => {
  const one = scores?.news2;
  if (!one) return null;
  if (one.not_for) return html`<section class="score card" aria-label="NEWS2"><div class="row"><b>NEWS2</b> <span class="dim">${word('not_for', one.not_for)}</span></div></section>`;
  const also = [scores.qsofa, scores.trts, scores.rts].filter(other => other && (other.total != null || other.band != null)), past = one.course.slice(-5);
  return html`<section class=${`score card ${GRAVE[one.mildest] ?? ''}`} aria-label="NEWS2"><div class="row wrap"><b>NEWS2</b><b class="points num">${pointsOf(one)}</b><${Band} one=${one}/>
      ${one.trend && html`<span class="trend-word"><${Icon} name=${TREND[one.trend]}/>${word('score_trend', one.trend)}</span>`}<span class="grow"/><small class="num">${hour(one.at)}</small></div>
    <p class="response">${t(`early_warning.${one.mildest}`)}</p><${Missing} one=${one}/>
    ${past.length > 1 && html`<ol class="course num" aria-label=${t('score.course')}>${past.map(m => html`<li key=${m.at}><small>${hour(m.at)}</small> <b>${m.low === m.high ? m.low : `≥${m.low}`}</b></li>`)}</ol>`}
    <details open=${open}><summary>${t('score.parts')}</summary><table class="table"><tbody>${one.parts.map(part => html`<${Part} key=${part.name} scale="news2" part=${part}/>`)}</tbody></table>
      ${scores.spo2_scale === 2 && html`<p><small>${t('score.scale_2')}</small></p>`}${scores.gcs_about && html`<p><small>${t('score.gcs_about', {n: scores.gcs_about})}</small></p>`}
      <ul class="also">${also.map(other => html`<li class="row wrap" key=${other.scale}><b>${word('scale', other.scale)}</b> <span class="num">${pointsOf(other)}</span> <${Band} one=${other}/></li>`)}</ul></details></section>`;
};

const undoing = signal(null);  // the accepted suggestion somebody wants to take back
const settle = (one, accept, reason) => attempt(async () => { await post(`/api/v1/assessments/${one.id}/settle`, {accept, reason}); undoing.value = null; return true; }, t(accept ? 'score.accepted' : 'score.set_aside'));

/** What it would raise, and who decided; `decide` where whoever looks may. */
const Suggestion = ({one, decide}) => {
  const what = [word('bundle', one.raises.bundle), ...one.raises.needs.map(need => word('capability', need))].join(' · ');
  if (one.settled === 'accepted') return html`<div class="settled"><p><${Icon} name="circle-check"/> ${t('score.accepted_by', {by: one.settled_by, what})}</p>
    ${decide && (undoing.value === one.id ? html`<${Choices} name=${`undo-${one.id}`} legend=${t('score.why_back')} pick=${reason => settle(one, false, reason)} options=${codes('change').map(code => [code, word('change', code)])}/>`
      : html`<${Button} kind="small" icon="undo-2" onClick=${() => { undoing.value = one.id; }}>${t('score.take_back')}<//>`)}</div>`;
  if (one.settled) return html`<p class="dim settled">${t('score.dismissed_by', {by: one.settled_by, what})}${decide && html` <${Button} kind="small" onClick=${() => settle(one, true)}>${t('score.accept')}<//>`}</p>`;
  return html`<div class="notice suggestion"><${Icon} name="zap"/><div class="grow"><b>${t('score.suggests', {what})}</b>${decide ? html`<div class="row wrap"><${Button} kind="main" onClick=${() => settle(one, true)}>${t('score.accept')}<//><${Button} onClick=${() => settle(one, false)}>${t('score.not_now')}<//></div>`
    : html`<p class="dim">${t('score.undecided')}</p>`}</div></div>`;
};

const reasonsOf = one => one.result.parts ? one.result.parts.filter(part => part.points > 0 && !LOW_IS_WORSE.includes(one.scale)).map(part => `${itemWord(one.scale, part.name)} ${part.points}`)
  : one.scale === 'field_triage' ? one.result.reasons.map(reason => itemWord(one.scale, reason.name)) : one.result.reasons.map(reason => `${itemWord(one.scale, reason.name)} ${t(reason.value ? 'tri.yes' : 'tri.no')}`);

/** What was tapped, newest first, with what gave the points. */
export const Assessed = ({scores, decide}) => scores?.assessments.length > 0 && html`<section class="assessed" aria-label=${t('score.assessed')}><h3>${t('score.assessed')}</h3><ul>${[...scores.assessments].reverse().map(one => html`<li class="card" key=${one.id}>
  <div class="row wrap"><b>${word('scale', one.scale)}</b>${one.tag && html`<${Chip}>${t('score.tag')} <span class="num">${one.tag}</span><//>`}${one.result.parts && html`<span class="points num">${pointsOf(one.result)}</span>`}<${Band} one=${one.result}/><span class="grow"/><small class="num">${hour(one.at)} · ${one.by}</small></div>
  ${reasonsOf(one).length > 0 && html`<p><small>${reasonsOf(one).join(' · ')}</small></p>`}<${Missing} one=${one.result}/>${one.raises && html`<${Suggestion} one=${one} decide=${decide}/>`}</li>`)}</ul></section>`;

/** Who judged the urgency when: at the patient, on the way, at handover, and the hospital. */
export const Levels = ({scores}) => scores?.acuities.length > 0 && html`<ol class="levels" aria-label=${t('score.levels')}>${scores.acuities.slice(-6).map((one, i) => html`<li key=${i}><small>${word('judge', one.side)} · ${word('stage', one.stage)} <span class="num">${hour(one.at)}</span></small> <b class="num">${one.level}</b>${one.reason && html` <small>${word('change', one.reason)}</small>`}</li>`)}</ol>`;
