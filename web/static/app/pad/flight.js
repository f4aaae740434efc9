// One sortie: its clock, telemetry, steps, and keys. Launch, lowering and release are held for 1.5 seconds; the way
// home is one press, always at the same place, and why is asked while the drone flies.

import {Button, Chip, Fact, Figure, HoldButton, Icon, html} from '../parts.js';
import {codes, t, word} from '../say.js';
import {clock, since, span, until} from '../time.js';
import {Against, Air} from './readiness.js';
import {CHECKS, GUARDED, NEXT, act, check, checked, current, droneName, explain, homeBy, kits, linkOf, may, reasonFor, telemetry, timer, unexplained, weather} from './state.js';

const STEPS = [['accepted', ['accepted', 'preflight_ok']], ['airborne', ['launching', 'airborne']], ['on_station', ['on_station', 'lowering']], ['released', ['released', 'retracting']], ['returning', ['returning', 'aborted', 'diverted']], ['landed', ['landed', 'closed']]];
const ICONS = {launch: 'plane-takeoff', lower: 'package', release: 'package-check', accept: 'check', on_station: 'map-pin', retract: 'arrow-up', land: 'plane-landing', close: 'circle-check'};
const WITH_REASON = ['decline', 'cancel', 'divert', 'fail'];
const AIRBORNE = ['launching', 'airborne', 'on_station', 'lowering', 'released', 'retracting', 'returning', 'aborted', 'diverted'];
const GROUND = ['requested', 'accepted', 'preflight_ok'];
const DRIFT_S = 30, LOW = .3;

/** How long this state has lasted, against how long it may. */
const Timer = ({sortie: s}) => {
  const {since: began, limit} = timer(s), age = since(began), late = limit != null && age > limit;
  return html`<div class=${`timer ${late ? 'late' : ''}`} role="timer" aria-label=${word('sortie', s.state)}><${Icon} name=${late ? 'triangle-alert' : 'timer'}/><b class="num">${age == null ? '–' : span(age)}</b>${limit != null && html`<small class="num">/ ${span(limit)}${late ? ` · ${t('pad.too_long')}` : ''}</small>
    <span class="bar"><i style=${{width: `${Math.min(100, 100 * (age ?? 0) / limit)}%`}}/></span>`}</div>`;
};

const Tile = ({name, value, unit, mark}) => html`<div class=${`card tile ${mark ?? ''}`}><h3>${name}</h3><b class="num">${mark === 'low' ? '! ' : ''}${value ?? '–'}</b> <small>${unit}</small></div>`;
const LINK = {live: ['good', 'wifi'], late: ['warn', 'wifi'], lost: ['bad', 'wifi-off'], home: ['lost', 'wifi-off'], none: ['', 'wifi-off']};
const Telemetry = ({sortie: s}) => {
  const seen = telemetry.value.get(s.drone_id), age = since(seen?.at), link = linkOf(age), [kind, icon] = LINK[link], left = until(s.eta);
  const dropped = s.entered.released, drift = !dropped && s.entered.airborne && left != null && left < -DRIFT_S;
  return html`<p class="row wrap link"><${Chip} kind=${kind} icon=${icon}>${t(`pad.link_${link}`)}</${Chip}>${seen && html`<span class=${link === 'live' ? 'dim' : 'late'}>${t('pad.heard', {age: span(age)})}</span>`}<span class="grow"/>${seen?.phase && html`<b>${word('phase', seen.phase)}</b>`}</p>
    <div class=${`tiles ${['live', 'late'].includes(link) ? '' : 'old'}`}><${Tile} name=${t('pad.altitude')} value=${seen?.altitude_m == null ? null : Math.round(seen.altitude_m)} unit="m"/><${Tile} name=${t('pad.speed')} value=${seen?.speed_mps == null ? null : seen.speed_mps.toFixed(1)} unit="m/s"/>
    <${Tile} name=${t('pad.battery')} value=${seen?.battery_share == null ? null : Math.round(seen.battery_share * 100)} unit="%" mark=${seen?.battery_share < LOW ? 'low' : ''}/>
    ${dropped ? html`<${Tile} name=${t('pad.kit_is_down')} value=${clock(dropped).slice(0, 5)} unit=""/>` : html`<${Tile} name=${t('pad.kit_down')} value=${left == null ? null : left < 0 ? `+${span(-left)}` : span(left)} unit="" mark=${drift ? 'low' : ''}/>`}</div>`;
};

/** Before take-off: what the flight would take, what hangs on the hook, and the air it would meet. */
const Ahead = ({sortie: s}) => {
  const kit = kits.value.find(one => one.id === s.kit_id);
  return html`<div class="section"><${Against} drone=${s.drone_id}/><dl class="facts"><${Fact} name=${t('pad.planned')}><span class="num">${span(s.kit_down_s)}</span></${Fact}>
    <${Fact} name=${t('pad.kit_until')}><span class="num">${kit?.expires_on ?? '–'}</span></${Fact}><${Fact} name=${t('pad.mass')}><${Figure} value=${kit?.mass_kg.toFixed(1)} unit="kg"/></${Fact}></dl></div><${Air}/>`;
};

const Steps = ({sortie: s}) => {
  const at = STEPS.findIndex(([, states]) => states.includes(s.state));
  return html`<ol class="steps">${STEPS.map(([name], i) => html`<li key=${name} class=${i <= at ? 'done' : ''} aria-current=${i === at ? 'step' : null}>${word('sortie', name)}<small class="num">${s.entered[name] ? clock(s.entered[name]).slice(0, 5) : ''}</small></li>`)}</ol>`;
};

/** Launching opens only when every point has been looked at. */
const Preflight = ({sortie: s}) => {
  const done = checked(s), w = weather.value;
  return html`<fieldset class="preflight"><legend class="label">${t('pad.preflight')}</legend>${CHECKS.map((point, i) => html`<label key=${point}><input type="checkbox" checked=${done.has(point)} onChange=${event => check(s, point, event.target.checked)}/><span class="grow">${t(`check.${point}`)}
      ${point === 'air' && html` <small class="num">${w ? `${t('pad.gust')} ${w.gust_mps?.toFixed(1) ?? '–'} m/s · ${t('pad.observed', {age: span(since(w.observed_at))})}` : t('pad.no_weather')}</small>`}</span><kbd>${i + 1}</kbd></label>`)}
    <${Button} kind="main" icon="clipboard-list" keys="N" disabled=${done.size < CHECKS.length} onClick=${() => act(s, 'preflight_ok')}>${word('sortie_do', 'preflight_ok')}</${Button}></fieldset>`;
};

const ask = (s, action) => { reasonFor.value = {sortie: s.id, action}; };
const Keys = ({sortie: s}) => html`<div class="keys-of-flight">${may(s, 'accept') && html`<${Button} kind="main" icon="check" keys="A" onClick=${() => act(s, 'accept')}>${word('sortie_do', 'accept')}</${Button}>`}
  ${may(s, 'preflight_ok') && html`<${Preflight} sortie=${s}/>`}${GUARDED.filter(action => may(s, action)).map(action => html`<${HoldButton} key=${action} icon=${ICONS[action]} kind=${action === 'launch' ? 'main' : 'grave'} act=${() => act(s, action)}>${word('sortie_do', action)} <kbd>␣</kbd></${HoldButton}>`)}
  ${NEXT.filter(action => may(s, action)).map((action, i) => html`<${Button} key=${action} kind=${action === 'close' ? 'main' : ''} icon=${ICONS[action]} keys=${i === 0 ? 'N' : null} disabled=${action === 'close' && unexplained(s)} onClick=${() => act(s, action)}>${word('sortie_do', action)}</${Button}>`)}
  ${AIRBORNE.includes(s.state) && html`<${Button} kind="home" icon="undo-2" keys="R" disabled=${!homeBy(s)} onClick=${() => act(s, homeBy(s))}>${homeBy(s) ? t('pad.come_home') : t('pad.coming_home')}</${Button}>`}
  <div class="row wrap">${WITH_REASON.filter(action => may(s, action)).map(action => html`<${Button} key=${action} kind="small" keys=${action === 'decline' ? 'X' : null} onClick=${() => ask(s, action)}>${word('sortie_do', action)}</${Button}>`)}</div></div>`;

/** Why, by one key; the same list whether it is asked before the step or after a call home. */
const Reasons = ({title, choose, close}) => html`<div class="section reasons-choice" role="group" aria-label=${title}><h3>${title}${close && html`<${Button} kind="bare small" icon="x" aria-label=${t('common.close')} onClick=${close}/>`}</h3>
  <div class="choices">${codes('sortie_reason').map((code, i) => html`<${Button} key=${code} keys=${i < 9 ? i + 1 : null} onClick=${() => choose(code)}>${word('sortie_reason', code)}</${Button}>`)}</div></div>`;

/** Chooses reason number `n`; false when no reason is being asked for. */
export function chooseReason(s, n) {
  const code = codes('sortie_reason')[n - 1], {sortie, action} = reasonFor.peek() ?? {};
  if (!code || (sortie !== s.id && !unexplained(s))) return false;
  reasonFor.value = null;
  if (sortie === s.id) act(s, action, code); else explain(s, code);
  return true;
}

export const Flight = () => {
  const s = current.value, asked = reasonFor.value?.sortie === s.id ? reasonFor.value.action : null;
  const close = () => { reasonFor.value = null; };
  return html`<div class="flight" key=${s.id}><header class="section"><div class="row"><h2 class="grow">${word('kit', s.kit)} · ${droneName(s.drone_id)}</h2><${Chip} kind="act">${word('sortie', s.state)}</${Chip}></div>
    <${Timer} sortie=${s}/><p class="num dim">${s.target.lat.toFixed(5)}, ${s.target.lon.toFixed(5)}${s.operator ? ` · ${s.operator}` : ''}</p>${s.landing_hint && html`<p class="prose"><${Icon} name="info"/> ${s.landing_hint}</p>`}</header>
    ${AIRBORNE.includes(s.state) && html`<div class="section"><${Telemetry} sortie=${s}/></div>`}<div class="section"><${Steps} sortie=${s}/></div>
    ${GROUND.includes(s.state) && html`<${Ahead} sortie=${s}/>`}
    ${asked ? html`<${Reasons} title=${t('pad.why', {action: word('sortie_do', asked)})} close=${close} choose=${code => { close(); act(s, asked, code); }}/>`
      : unexplained(s) && html`<${Reasons} title=${t('pad.why', {action: t('pad.come_home')})} choose=${code => explain(s, code)}/>`}<div class="acts"><${Keys} sortie=${s}/></div></div>`;
};
