// One sortie: telemetry, steps, and keys. Launch, lowering and release are held for 1.5 seconds; return is one press.

import {signal} from '@preact/signals';
import {Button, Chip, Empty, HoldButton, Icon, html} from '../parts.js';
import {codes, t, word} from '../say.js';
import {clock, since, span, until} from '../time.js';
import {act, current, droneName, telemetry} from './state.js';

const reasonFor = signal(null);  // {sortie, action}: the reason is being chosen
const STEPS = [['accepted', ['accepted', 'preflight_ok']], ['airborne', ['airborne']], ['on_station', ['on_station', 'lowering']], ['released', ['released', 'retracting']], ['returning', ['returning', 'aborted', 'diverted']], ['landed', ['landed', 'closed']]];
const HELD = {launch: 'plane-takeoff', lower: 'package', release: 'package-check'};
const PLAIN = {accept: ['main', 'check'], on_station: ['', 'map-pin'], retract: ['', 'arrow-up'], land: ['', 'plane-landing'], close: ['main', 'circle-check']};
const CHECKS = ['battery', 'kit', 'propellers', 'pad_clear', 'air'];
const checked = signal({sortie: null, done: new Set()});
const WITH_REASON = ['decline', 'cancel', 'abort', 'divert', 'fail'];

const Tile = ({name, value, unit}) => html`<div class="card tile"><h3>${name}</h3><b class="num">${value ?? '–'}</b> <small>${unit}</small></div>`;
const Telemetry = ({sortie: s}) => {
  const seen = telemetry.value.get(s.drone_id), age = since(seen?.at), old = age > 5;
  return html`<div class=${`tiles ${old ? 'old' : ''}`}><${Tile} name=${t('pad.altitude')} value=${seen?.altitude_m == null ? null : Math.round(seen.altitude_m)} unit="m"/><${Tile} name=${t('pad.speed')} value=${seen?.speed_mps == null ? null : seen.speed_mps.toFixed(1)} unit="m/s"/>
    <${Tile} name=${t('pad.battery')} value=${seen?.battery_share == null ? null : Math.round(seen.battery_share * 100)} unit="%"/><${Tile} name=${t('pad.kit_down')} value=${until(s.eta) == null ? null : span(until(s.eta))} unit=""/></div>
    ${seen && html`<p class=${old ? 'wrong' : 'dim'}>${old ? html`<${Icon} name="wifi-off"/>` : ''}${t('pad.heard', {age: span(age)})}${seen.phase ? ` · ${word('phase', seen.phase)}` : ''}</p>`}`;
};

const Steps = ({sortie: s}) => {
  const at = STEPS.findIndex(([, states]) => states.includes(s.state));
  return html`<ol class="steps">${STEPS.map(([name], i) => html`<li key=${name} class=${i <= at ? 'done' : ''} aria-current=${i === at ? 'step' : null}>${word('sortie', name)}<small class="num">${s.entered[name] ? clock(s.entered[name]).slice(0, 5) : ''}</small></li>`)}</ol>`;
};

/** Launching opens only when every point has been looked at. */
const Preflight = ({sortie: s}) => {
  const done = checked.value.sortie === s.id ? checked.value.done : new Set();
  const tick = (point, on) => { checked.value = {sortie: s.id, done: new Set([...done, point].filter(one => on || one !== point))}; };
  return html`<fieldset class="preflight"><legend class="label">${t('pad.preflight')}</legend>${CHECKS.map(point => html`<label key=${point}><input type="checkbox" checked=${done.has(point)} onChange=${event => tick(point, event.target.checked)}/>${t(`check.${point}`)}</label>`)}
    <${Button} kind="main" icon="clipboard-list" disabled=${done.size < CHECKS.length} onClick=${() => act(s, 'preflight_ok')}>${word('sortie_do', 'preflight_ok')}</${Button}></fieldset>`;
};

const Keys = ({sortie: s}) => {
  const may = action => s.allowed.includes(action);
  return html`<div class="keys-of-flight">${may('preflight_ok') && html`<${Preflight} sortie=${s}/>`}${Object.entries(HELD).filter(([action]) => may(action)).map(([action, icon]) => html`<${HoldButton} key=${action} icon=${icon} kind=${action === 'launch' ? 'main' : 'grave'} act=${() => act(s, action)}>${word('sortie_do', action)}</${HoldButton}>`)}
    ${Object.entries(PLAIN).filter(([action]) => may(action)).map(([action, [kind, icon]]) => html`<${Button} key=${action} kind=${kind} icon=${icon} onClick=${() => act(s, action)}>${word('sortie_do', action)}</${Button}>`)}
    ${may('return') && html`<${Button} icon="undo-2" onClick=${() => act(s, 'return')}>${word('sortie_do', 'return')}</${Button}>`}
    <div class="row wrap">${WITH_REASON.filter(may).map(action => html`<${Button} key=${action} kind="small" onClick=${() => { reasonFor.value = {sortie: s, action}; }}>${word('sortie_do', action)}</${Button}>`)}</div></div>`;
};

const Reasons = () => {
  const {sortie, action} = reasonFor.value;
  return html`<div class="section"><h3>${t('pad.why', {action: word('sortie_do', action)})}</h3><div class="choices">${codes('sortie_reason').map(code => html`<${Button} key=${code} onClick=${() => { reasonFor.value = null; act(sortie, action, code); }}>${word('sortie_reason', code)}</${Button}>`)}
    <${Button} kind="bare" onClick=${() => { reasonFor.value = null; }}>${t('common.back')}</${Button}></div></div>`;
};

export const Flight = () => {
  const s = current.value;
  if (!s) return html`<${Empty} icon="drone" title=${t('pad.no_flight')}>${t('pad.no_flight_more')}</${Empty}>`;
  return html`<div class="flight" key=${s.id}><header class="section"><div class="row"><h2 class="grow">${word('kit', s.kit)} · ${droneName(s.drone_id)}</h2><${Chip} kind="act">${word('sortie', s.state)}</${Chip}></div>
    <p class="num dim">${s.target.lat.toFixed(5)}, ${s.target.lon.toFixed(5)}</p>${s.landing_hint && html`<p class="prose"><${Icon} name="info"/> ${s.landing_hint}</p>`}</header>
    <div class="section"><${Telemetry} sortie=${s}/></div><div class="section"><${Steps} sortie=${s}/></div>${reasonFor.value?.sortie.id === s.id && html`<${Reasons}/>`}<div class="acts"><${Keys} sortie=${s}/></div></div>`;
};
