// Instants, ages and lengths of time, one way everywhere: 24 hours, the region's own zone, the server's clock.

import {signal} from '@preact/signals';
import {lastOf} from './days.js';

let ahead = 0;  // how far the server's clock is ahead of this device's, in milliseconds
let zone = 'Asia/Seoul';
let formats = {};

/** Ticks once a second; reading it in a component makes ages grow. */
export const now = signal(Date.now());
setInterval(() => { now.value = Date.now() + ahead; }, 1000);

/** The server says what time it is; from now on ages count by its clock. */
export function setClock(iso) {
  ahead = Date.parse(iso) - Date.now();
  now.value = Date.now() + ahead;
}

/** An instant of this device's clock, in milliseconds, by the server's clock. */
export const byServer = at => at + ahead;

export function setZone(name) {
  zone = name;
  formats = {};
}

const format = (name, options) =>
  formats[name] ??= new Intl.DateTimeFormat('en-GB', {timeZone: zone, hourCycle: 'h23', ...options});

/** 13:06:23 */
export const clock = at => at == null ? '–'
  : format('clock', {hour: '2-digit', minute: '2-digit', second: '2-digit'}).format(new Date(at));
/** 13:06 */
export const hour = at => at == null ? '–' : format('hour', {hour: '2-digit', minute: '2-digit'}).format(new Date(at));
/** 2026-11-24 */
export const day = at => at == null ? '–'
  : format('date', {year: 'numeric', month: '2-digit', day: '2-digit'}).format(new Date(at)).split('/').reverse().join('-');
/** The last day of something that ends then: an end at midnight belongs to the day before. */
export const lastDay = ends => ends == null ? '–' : day(lastOf(ends));
/** Whole days that are left of something that is good until the end of a day; below 0 when it is over. */
export const daysLeft = until => Math.ceil((Date.parse(`${until}T23:59:59`) - now.value) / 86_400_000);
/** 11-24 13:06 on another day, 13:06 today. */
export function moment(at) {
  if (at == null) return '–';
  const day = format('day', {month: '2-digit', day: '2-digit'});
  const [d, m] = day.format(new Date(at)).split('/');
  return day.format(new Date(now.peek())) === `${d}/${m}` ? hour(at) : `${m}-${d} ${hour(at)}`;
}

/** Seconds from an instant until now, by the server's clock; null for no instant. */
export const since = at => at == null ? null : Math.max(0, (now.value - Date.parse(at)) / 1000);
/** Seconds from now until an instant; below 0 when it has passed. */
export const until = at => at == null ? null : (Date.parse(at) - now.value) / 1000;

/** 0:45, 12:03, 1:02:03 – and – for what is not known. */
export function span(seconds) {
  if (seconds == null) return '–';
  const whole = Math.floor(Math.abs(seconds)), sign = seconds < 0 && whole > 0 ? '−' : '';
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = n => String(n).padStart(2, '0');
  return sign + (h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`);
}

/** 5′10 as dispatchers write it. */
export function prime(seconds) {
  if (seconds == null) return '–';
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}′${String(whole % 60).padStart(2, '0')}`;
}

/** Whole minutes, at least 1 while there is any way to go. */
export const minutes = seconds => seconds == null ? '–' : String(Math.max(seconds > 0 ? 1 : 0, Math.round(seconds / 60)));

/** Seconds of an ISO 8601 length of time such as PT5M10.5S or P1DT2H; null for none. */
export function seconds(iso) {
  const found = /^(-?)P(?:([\d.]+)D)?(?:T(?:([\d.]+)H)?(?:([\d.]+)M)?(?:([\d.]+)S)?)?$/.exec(iso ?? '');
  if (!found) return null;
  const [, sign, d = 0, h = 0, m = 0, s = 0] = found;
  return (sign ? -1 : 1) * (d * 86400 + h * 3600 + m * 60 + Number(s));
}
