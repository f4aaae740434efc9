// The drone operators' page: orders, the air, the flight. Nothing is released but by a hand that holds the key.

import {computed, signal} from '@preact/signals';
import {ring, SoundKey} from './alarm.js';
import {post} from './api.js';
import {area, circle, line, MapBox, point} from './map.js';
import {attempt, byId, open, put} from './page.js';
import {Age, Button, Chip, Empty, Fact, Figure, HoldButton, html, Icon, LinkBand, Ribbon, Toasts, Top, Trouble, useEffect, useState} from './parts.js';
import {codes, named, t, word, wordOr} from './say.js';
import {clock, span, until} from './time.js';

const OVER = ['closed', 'declined', 'cancelled', 'failed'];
const HELD = ['launch', 'lower', 'release'];  // what cannot be taken back is held for a second and a half
const EARLY = ['decline', 'cancel', 'abort', 'divert', 'fail'];  // an early end says why
const CHECKS = ['battery', 'kit', 'propellers', 'pad_clear', 'air'];

const board = signal(null);
const sorties = signal(new Map());
const drones = signal(new Map());
const heard = signal(new Map());  // newest telemetry by drone
const picked = signal(null);
const orders = computed(() => [...sorties.value.values()]
  .sort((a, b) => OVER.includes(a.state) - OVER.includes(b.state) || Date.parse(a.eta) - Date.parse(b.eta)));
const waiting = computed(() => orders.value.filter(one => one.state === 'requested'));
const shown = computed(() => sorties.value.get(picked.value) ?? orders.value.find(one => !OVER.includes(one.state)) ?? null);

async function act(sortie, action, reason = null) {
  await attempt(() => post(`/api/v1/sorties/${sortie.id}/steps`, {action, reason, version: sortie.version}));
  again?.();
}

const Order = ({sortie}) => html`<li><button type="button" class="order" aria-pressed=${shown.value?.id === sortie.id}
  onClick=${() => { picked.value = sortie.id; }}>
  <${Icon} name="package"/><b class="cut">${word('kit', sortie.kit)}</b>
  ${OVER.includes(sortie.state) ? html`<span/>` : html`<${Age} at=${sortie.entered.requested} limit=${sortie.state === 'requested' ? 20 : null}/>`}
  <span class="under row wrap"><${Chip} kind=${sortie.state === 'requested' ? 'bad' : 'act'}>${word('sortie', sortie.state)}<//>
  <span class="dim">${drones.value.get(sortie.drone_id)?.name ?? sortie.drone_id}</span></span></button></li>`;

const Drone = ({drone}) => {
  const told = heard.value.get(drone.id), share = told?.battery_share ?? drone.battery_share;
  return html`<li class="card drone"><b class="cut">${drone.name}</b>
    <${Chip} kind=${drone.out_of_service ? 'bad' : drone.sortie_id ? 'act' : ''}>${t(drone.out_of_service ? 'pad.out' : drone.sortie_id ? 'pad.flying' : 'pad.ready')}<//>
    <span class=${`bar ${share != null && share < .4 ? 'low' : ''}`}><i style=${{width: `${(share ?? 0) * 100}%`}}/></span>
    <${Figure} value=${share == null ? null : Math.round(share * 100)} unit="%"/>
    ${drone.out_of_service && html`<small class="under">${drone.out_of_service}</small>`}
    ${!drone.sortie_id && share !== 1 && html`<${Button} kind="small under" icon="refresh-cw" onClick=${() => attempt(() =>
      post(`/api/v1/drones/${drone.id}/battery`, {share: 1}), t('common.saved')).then(again)}>${t('pad.battery_changed')}<//>`}</li>`;
};

const Weather = () => {
  const air = board.value?.weather;
  if (!air) return html`<p class="notice warn"><${Icon} name="wind"/>${t('no_go.weather_unknown')}</p>`;
  return html`<dl class="facts"><${Fact} name=${t('pad.wind')}><${Figure} value=${air.wind_mps} unit="m/s"/> · ${t('pad.gust')} <${Figure} value=${air.gust_mps} unit="m/s"/><//>
    <${Fact} name=${t('pad.rain')}><${Figure} value=${air.rain_mm_h} unit="mm/h"/><//>
    <${Fact} name=${t('pad.visibility')}><${Figure} value=${air.visibility_m} unit="m"/><//>
    <${Fact} name=${t('sign.temperature_c')}><${Figure} value=${air.temperature_c} unit="°C"/><//>
    <${Fact} name=${t('common.observed')}><${Age} at=${air.observed_at} limit=${3600}/> · ${wordOr('source', air.source)}<//></dl>`;
};

/** The flight at a glance: steps done, the one that is on, and what remains. */
const COURSE = ['accepted', 'preflight_ok', 'airborne', 'on_station', 'lowering', 'released', 'returning', 'landed'];
const Course = ({sortie}) => html`<ol class="course">${COURSE.map(state => html`<li key=${state}
  class=${sortie.entered[state] ? 'done' : ''} aria-current=${sortie.state === state ? 'step' : null}>${word('sortie', state)}
  <small class="num">${sortie.entered[state] ? clock(sortie.entered[state]) : ''}</small></li>`)}</ol>`;

const Flight = ({sortie}) => {
  const told = heard.value.get(sortie.drone_id);
  return html`<div class="tiles">${[
    ['pad.altitude', told?.altitude_m == null ? null : Math.round(told.altitude_m), 'm'],
    ['pad.speed', told?.speed_mps == null ? null : told.speed_mps.toFixed(1), 'm/s'],
    ['pad.battery', told?.battery_share == null ? null : Math.round(told.battery_share * 100), '%'],
    ['pad.kit_down_in', sortie.entered.released ? t('sortie.released') : span(Math.max(0, until(sortie.eta))), ''],
  ].map(([name, value, unit]) => html`<div class="card tile" key=${name}><h3>${t(name)}</h3><b class="num">${value ?? '–'}</b><small>${unit}</small></div>`)}</div>
  <p class="dim">${told?.phase ? word('phase', told.phase) : t('pad.no_telemetry')}${told && html` · <${Age} at=${told.at} limit=${5}/>`}</p>`;
};

/** Every check by hand, before the take-off can be cleared. */
const Checklist = ({sortie}) => {
  const [done, check] = useState({}), all = CHECKS.every(one => done[one]);
  useEffect(() => check({}), [sortie.id]);
  return html`<fieldset class="checks"><legend class="label">${t('pad.preflight')}</legend>${CHECKS.map(one => html`<label class="check" key=${one}>
    <input type="checkbox" checked=${Boolean(done[one])} onChange=${event => check({...done, [one]: event.target.checked})}/>${t(`check.${one}`)}</label>`)}</fieldset>
    <${Button} kind="main tall" icon="check" disabled=${!all} onClick=${() => act(sortie, 'preflight_ok')}>${t('sortie_do.preflight_ok')}<//>`;
};

const ICONS = {accept: 'check', launch: 'plane-takeoff', lower: 'package', release: 'package-check', retract: 'undo-2',
  return: 'rotate-ccw', land: 'plane-landing', close: 'check', on_station: 'locate-fixed'};
const Steps = ({sortie}) => {
  const forward = sortie.allowed.filter(action => !EARLY.includes(action) && !(sortie.state === 'accepted' && action === 'preflight_ok'));
  return html`<div class="steps">${sortie.state === 'accepted' && html`<${Checklist} sortie=${sortie}/>`}
    ${forward.map(action => HELD.includes(action)
    ? html`<${HoldButton} key=${action} icon=${ICONS[action]} kind="grave tall" act=${() => act(sortie, action)}>${word('sortie_do', action)}<//>`
    : html`<${Button} key=${action} icon=${ICONS[action]} kind=${action === 'accept' ? 'good tall' : 'tall'} onClick=${() => act(sortie, action)}>${word('sortie_do', action)}<//>`)}
    <${Ending} sortie=${sortie}/></div>`;
};

/** The ways to end a flight early. Coming home is always one press; the reason stands ready beside it. */
const Ending = ({sortie}) => {
  const ways = sortie.allowed.filter(action => EARLY.includes(action)), [reason, give] = useState('');
  useEffect(() => give(''), [sortie.id, sortie.state]);
  if (!ways.length) return null;
  const home = ways.includes('abort');
  return html`<div class="ending"><label class="label" for="reason">${t(home ? 'pad.end_reason_optional' : 'pad.end_reason')}</label>
    <select class="input" id="reason" value=${reason} onChange=${event => give(event.target.value)}>
    <option value="">–</option>${codes('sortie_reason').map(code => html`<option key=${code} value=${code}>${word('sortie_reason', code)}</option>`)}</select>
    ${home && html`<${Button} kind="tall" icon="rotate-ccw" onClick=${() => act(sortie, 'abort', reason || 'other')}>${word('sortie_do', 'abort')}<//>`}
    <div class="row wrap">${ways.filter(way => way !== 'abort').map(way => html`<${Button} key=${way} disabled=${!reason}
      onClick=${() => act(sortie, way, reason)}>${word('sortie_do', way)}<//>`)}</div></div>`;
};

const Panel = () => {
  const sortie = shown.value;
  if (!sortie) return html`<aside class="panel"><${Empty} icon="drone" title=${t('pad.none')}>${t('pad.none_more')}<//></aside>`;
  return html`<aside class="panel" aria-label=${word('kit', sortie.kit)}>
    <div class="section first"><h2 class="row"><${Icon} name="package"/>${word('kit', sortie.kit)}<span class="grow"/><${Chip} kind="act">${word('sortie', sortie.state)}<//></h2>
    <dl class="facts"><${Fact} name=${t('pad.drone')}>${drones.value.get(sortie.drone_id)?.name ?? sortie.drone_id}<//>
    <${Fact} name=${t('pad.target')}><span class="num">${sortie.target.lat.toFixed(5)}, ${sortie.target.lon.toFixed(5)}</span><//>
    ${sortie.landing_hint && html`<${Fact} name=${t('pad.landing_hint')}>${sortie.landing_hint}<//>`}
    <${Fact} name=${t('pad.kit_down_at')}>${clock(sortie.eta)}<//>
    ${sortie.operator && html`<${Fact} name=${t('pad.operator')}>${sortie.operator}<//>`}
    ${sortie.reason && html`<${Fact} name=${t('common.reason')}>${word('sortie_reason', sortie.reason)}<//>`}</dl></div>
    ${sortie.entered.airborne && html`<div class="section"><${Flight} sortie=${sortie}/></div>`}
    <div class="section"><${Course} sortie=${sortie}/></div>
    ${sortie.allowed.length > 0 && html`<div class="section last"><${Steps} sortie=${sortie}/></div>`}</aside>`;
};

const Lists = () => html`<nav class="lists" aria-label=${t('pad.orders')}>
  <div class="head"><h2>${t('pad.orders')}</h2><span class="count num">${orders.value.filter(one => !OVER.includes(one.state)).length}</span><span class="grow"/><${SoundKey}/></div>
  ${orders.value.length ? html`<ul class="list">${orders.value.map(sortie => html`<${Order} key=${sortie.id} sortie=${sortie}/>`)}</ul>` : html`<p class="pad dim">${t('pad.none')}</p>`}
  <div class="head"><h2>${t('pad.drones')}</h2><span class="count num">${drones.value.size}</span></div>
  <ul class="list">${[...drones.value.values()].map(drone => html`<${Drone} key=${drone.id} drone=${drone}/>`)}</ul>
  <div class="head"><h2>${t('pad.weather')}</h2></div><div class="pad"><${Weather}/></div></nav>`;

const zoneArea = zone => area(zone.shape.corners
  ? [...zone.shape.corners, zone.shape.corners[0]].map(corner => [corner.lon, corner.lat])
  : circle(zone.shape.centre, zone.shape.radius_m), {name: zone.name, restriction: zone.restriction});

const Sky = () => {
  const [map, keep] = useState(null), first = shown.value, start = board.value?.station_place ?? orders.value[0]?.path[0] ?? [...heard.value.values()][0]?.place;
  useEffect(() => {
    if (!map || !board.value) return;
    map.feed('zones', board.value.zones.filter(zone => zone.restriction !== 'no_restriction').map(zoneArea));
    map.feed('drones', [...heard.value.values()].map(told => point(told.place, {name: `${drones.value.get(told.drone_id)?.name ?? told.drone_id}  ${Math.round(told.altitude_m ?? 0)} m`})));
    map.feed('routes', first ? [line(first.path.map(one => [one.lon, one.lat]), {to: 'drop'})] : []);
    map.feed('incidents', first ? [point(first.target, {priority: 0, chosen: true, active: false})] : []);
  }, [map, board.value, heard.value, first]);
  useEffect(() => { if (map && first) map.fit(first.path, 70); }, [map, first?.id]);
  const centre = start ?? middle(board.value?.zones);
  return html`<main class="sky"><${MapBox} centre=${centre && [centre.lon, centre.lat]} zoom=${11.5} ready=${keep}/></main>`;
};
const middle = zones => zones?.[0] ? zones[0].shape.centre ?? zones[0].shape.corners[0] : null;

const View = () => html`<div class="station"><${Ribbon}/><${LinkBand}/>
  <${Top} icon="drone" title=${board.value ? named(board.value.station.name) : t('page.pad')}/><${Trouble}/>
  ${board.value && html`<${Lists}/><${Sky}/><${Panel}/>`}<${Toasts}/></div>`;

ring(() => waiting.value.length > 0);
const again = await open({
  view: View, board: '/api/v1/pad/board',
  take: answer => {
    board.value = answer;
    sorties.value = byId(answer.sorties);
    drones.value = byId(answer.drones);
  },
  event: ({kind, subject, data}, reread) => {
    if (kind.startsWith('sortie_')) sorties.value = put(sorties.value, subject, data);
    reread();
  },
  value: ({kind, subject, data}) => { if (kind === 'drone_position') heard.value = put(heard.value, subject, data); },
});
