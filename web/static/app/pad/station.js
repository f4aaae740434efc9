// Drones and kits of the station, and the air it flies in. Weather that nobody has measured is –, never calm.

import {post} from '../api.js';
import {Button, Chip, Fact, Figure, Icon, html} from '../parts.js';
import {attempt} from '../page.js';
import {t, word, wordOr} from '../say.js';
import {since, span} from '../time.js';
import {drones, kits, station, telemetry, weather} from './state.js';

const LOW = .3;
const change = drone => attempt(() => post(`/api/v1/drones/${drone.id}/battery`, {share: 1}), t('pad.battery_changed'));

const Drone = ({drone: d}) => {
  const share = telemetry.value.get(d.id)?.battery_share ?? d.battery_share, mounted = kits.value.filter(k => k.drone_id === d.id);
  return html`<li class="card drone"><${Icon} name="drone"/><span><b>${d.name}</b><small>${d.out_of_service ? wordOr('service', d.out_of_service) : d.sortie_id ? t('pad.flying') : t('pad.ready')} · ${mounted.map(k => word('kit', k.kind)).join(', ') || t('pad.no_kit')}</small>
    <span class=${`bar ${share < LOW ? 'low' : ''}`}><i style=${{width: `${(share ?? 0) * 100}%`}}/></span></span><${Chip} kind=${share == null ? 'lost' : share < LOW ? 'warn' : ''} icon=${share < LOW ? 'triangle-alert' : null}>${share == null ? '–' : `${Math.round(share * 100)} %`}</${Chip}>
    ${!d.sortie_id && share != null && share < .95 && html`<${Button} kind="small swap" icon="refresh-cw" onClick=${() => change(d)}>${t('pad.change_battery')}</${Button}>`}</li>`;
};

export const Aircraft = () => html`<section><div class="head"><h2>${t('pad.drones')}</h2><span class="count num">${drones.value.size}</span></div><ul class="stack">${[...drones.value.values()].map(d => html`<${Drone} key=${d.id} drone=${d}/>`)}</ul>
  <p class="section dim">${t('pad.loose_kits')}: ${kits.value.filter(k => k.station_id === station.value.id && !k.drone_id && !k.sortie_id).map(k => word('kit', k.kind)).join(', ') || '–'}</p></section>`;

export const Weather = () => {
  const w = weather.value;
  return html`<section class="section"><h3>${t('pad.weather')}${w && html`<span>${span(since(w.observed_at))}</span>`}</h3>${!w ? html`<p class="wrong"><${Icon} name="wind"/>${t('pad.no_weather')}</p>` : html`<dl class="facts">
    <${Fact} name=${t('pad.wind')}><${Figure} value=${w.wind_mps?.toFixed(1)} unit="m/s"/> ${w.wind_from_deg == null ? '' : `${Math.round(w.wind_from_deg)}°`}</${Fact}><${Fact} name=${t('pad.gust')}><${Figure} value=${w.gust_mps?.toFixed(1)} unit="m/s"/></${Fact}>
    <${Fact} name=${t('pad.rain')}><${Figure} value=${w.rain_mm_h?.toFixed(1)} unit="mm/h"/></${Fact}><${Fact} name=${t('pad.visibility')}><${Figure} value=${w.visibility_m == null ? null : Math.round(w.visibility_m)} unit="m"/></${Fact}><${Fact} name=${t('pad.temperature')}><${Figure} value=${w.temperature_c?.toFixed(1)} unit="°C"/></${Fact}></dl>`}</section>`;
};
