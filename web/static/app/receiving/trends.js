// The signs over time, one small chart each on one axis, and the score beneath them. A line ends where nobody measured:
// the pieces are the server's (dispatch/care/trend.py). Beyond a limit a point has another shape, not only another hue.

import {Chip, Icon, html, useEffect, useRef, useState} from '../parts.js';
import {named, t, word} from '../say.js';
import {SIGNS, markBy} from '../signs.js';
import {hour, now, since, span} from '../time.js';

const ROWS = [['heart_rate_bpm'], ['systolic_mmhg', 'diastolic_mmhg'], ['spo2_percent'], ['respiratory_rate_bpm'], ['temperature_c'], ['glucose_mg_dl'], ['gcs']];
const RANGE = {heart_rate_bpm: [40, 160], systolic_mmhg: [40, 200], spo2_percent: [80, 100], respiratory_rate_bpm: [0, 40], temperature_c: [34, 40], glucose_mg_dl: [0, 300], gcs: [3, 15], news2: [0, 14]};
const HIGH = 58, PAD = 6, LEAST_MS = 10 * 60_000, OLD_S = 10 * 60;
const ICONS = {drug: 'plus', procedure: 'wrench', event: 'zap'};

/** From the first value to now, never less than ten minutes; moves every half minute only. */
function stretch(trends) {
  const firsts = [...Object.values(trends.signs).flatMap(one => one.pieces.flat().map(([at]) => Date.parse(at))), ...trends.events.map(one => Date.parse(one.done_at))];
  const to = Math.ceil(now.value / 30_000) * 30_000;
  return [Math.min(to - LEAST_MS, ...firsts), to];
}
const values = pieces => pieces.flat().map(([, value]) => value);
function rangeOf(name, all) {
  const [low, high] = RANGE[name];
  return [Math.min(low, ...all), Math.max(high, ...all)];
}

const Mark = ({x, y, level}) => level === 'critical' ? html`<path class="mark critical" d=${`M${x - 5} ${y}l5 -5l5 5l-5 5z`}/>`
  : level === 'abnormal' ? html`<path class="mark abnormal" d=${`M${x} ${y - 5}l5 9h-10z`}/>` : html`<circle class="mark" cx=${x} cy=${y} r="3"/>`;

const Lines = ({pieces, x, y, limits, second}) => pieces.map(piece => html`<g key=${piece[0][0]} class=${second ? 'second' : ''}>
  ${piece.length > 1 && html`<polyline points=${piece.map(([at, value]) => `${x(at)},${y(value)}`).join(' ')}/>`}
  ${piece.map(([at, value]) => html`<${Mark} key=${at} x=${x(at)} y=${y(value)} level=${markBy(limits, value)}/>`)}</g>`);

const Band = ({limits, y, low, high, width}) => limits && html`<rect class="usual" x="0" width=${width} y=${y(limits.high ?? high)} height=${Math.max(0, y(limits.low ?? low) - y(limits.high ?? high))}/>
  ${[limits.grave_low, limits.grave_high].filter(one => one != null && one > low && one < high).map(one => html`<line key=${one} class="limit" x1="0" x2=${width} y1=${y(one)} y2=${y(one)}/>`)}`;

const Plot = ({name, pieces, lower = [], open = [], limits, width, from, to, events}) => {
  const [low, high] = rangeOf(name, [...values(pieces), ...values(lower), ...open.flatMap(one => [one.low, one.high])]);
  const x = at => (Date.parse(at) - from) / (to - from) * (width - 12) + 6, y = value => PAD + (high - value) / (high - low) * (HIGH - 2 * PAD);
  return html`<svg class="plot" width=${width} height=${HIGH} aria-hidden="true"><${Band} limits=${limits} y=${y} low=${low} high=${high} width=${width}/>
    ${events.map(one => html`<line key=${one.id} class="event" x1=${x(one.done_at)} x2=${x(one.done_at)} y1="0" y2=${HIGH}/>`)}
    ${open.map(one => html`<line key=${one.at} class="open" x1=${x(one.at)} x2=${x(one.at)} y1=${y(one.low)} y2=${y(one.high)}/>`)}
    <${Lines} pieces=${lower} x=${x} y=${y} second/><${Lines} pieces=${pieces} x=${x} y=${y} limits=${limits}/></svg>`;
};

const ends = ({low, high}) => low != null && high != null ? `${low}–${high}` : low != null ? `≥ ${low}` : `≤ ${high}`;
const newestOf = pieces => pieces.at(-1)?.at(-1) ?? null;

/** Name and limits, the course, the newest value with its age. */
const Row = ({trends, names: [name, under], ...axis}) => {
  const one = trends.signs[name], lower = under ? trends.signs[under] : null, newest = newestOf(one.pieces), below = lower && newestOf(lower.pieces);
  const level = markBy(one.limits, newest[1]), age = since(newest[0]), told = `${newest[1]}${below && below[0] === newest[0] ? `/${below[1]}` : ''}`;
  return html`<div class="course" role="img" aria-label=${`${t(`sign.${under ? 'blood_pressure' : name}`)} ${told} ${SIGNS[name].unit}, ${t('receiving.age', {age: span(age)})}`}>
    <div class="course-name"><b>${t(`sign.${under ? 'blood_pressure' : name}`)}</b><small>${one.limits ? `${ends(one.limits)} · ${word('limit_source', one.limits.source)}` : SIGNS[name].unit}</small></div>
    <${Plot} name=${name} pieces=${one.pieces} lower=${lower?.pieces} limits=${one.limits} ...${axis}/>
    <div class=${`course-now ${level}`}><b class="num">${level === 'critical' ? '!! ' : level ? '! ' : ''}${told}</b><small class=${`num ${age > OLD_S ? 'old' : ''}`}>${age > OLD_S ? '! ' : ''}${t('receiving.age', {age: span(age)})}</small></div></div>`;
};

/** Only a score of which nothing is missing is a number; another one is a stretch from "at least" to "at most". */
const Score = ({news2, ...axis}) => {
  if (!news2) return null;
  if (news2.not_for) return html`<div class="course"><div class="course-name"><b>NEWS2</b></div><p class="dim">${word('not_for', news2.not_for)}</p></div>`;
  const last = news2.last;
  return html`<div class="course" role="img" aria-label=${`NEWS2 ${last.low === last.high ? last.low : t('score.at_least', {n: last.low})}`}><div class="course-name"><b>NEWS2</b><small>${t('receiving.news2_open')}</small></div>
    <${Plot} name="news2" pieces=${news2.pieces} open=${news2.open} limits=${news2.limits} ...${axis}/>
    <div class=${`course-now ${markBy(news2.limits, last.low)}`}><b class="num">${last.low === last.high ? last.low : `${last.low}–${last.high}`}</b><small class="num">${hour(last.at)}</small></div></div>`;
};

const Events = ({events}) => events.length > 0 && html`<ol class="happened" aria-label=${t('receiving.events')}>${events.map(one => html`<li key=${one.id}><time class="num">${hour(one.done_at)}</time> <${Icon} name=${ICONS[one.kind]}/>
  <b>${one.name ? named(one.name) : one.text}</b> ${named(one.amount)}</li>`)}</ol>`;

const Axis = ({width, from, to}) => {
  const step = [2, 5, 10, 15, 30, 60, 120].map(n => n * 60_000).find(one => (to - from) / one * 56 < width) ?? 240 * 60_000, marks = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) marks.push(at);
  return html`<div class="course axis"><span/><svg class="plot" width=${width} height="18" aria-hidden="true">${marks.map(at => {
    const x = (at - from) / (to - from) * (width - 12) + 6;
    return html`<text key=${at} x=${Math.min(Math.max(x, 18), width - 18)} y="13">${hour(at)}</text>`;
  })}</svg><span/></div>`;
};

export const Trends = ({trends}) => {
  const box = useRef(), [width, measure] = useState(0);
  useEffect(() => {
    const watch = new ResizeObserver(() => measure(box.current?.querySelector('.plot-width')?.clientWidth ?? 0));
    watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  const rows = ROWS.filter(([name]) => trends.signs[name]), [from, to] = stretch(trends), axis = {width, from, to, events: trends.events};
  return html`<section class="card courses" aria-label=${t('receiving.trend')} ref=${box}><div class="row wrap course-head"><h3>${t('receiving.trend')}</h3>
      ${!trends.age_known && html`<${Chip} kind="warn" icon="triangle-alert">${t('receiving.adult_limits')}<//>`}<span class="grow"/><small>${t('receiving.gap_told', {n: trends.longest_s / 60})}</small></div>
    <div class="course measure" aria-hidden="true"><span/><span class="plot-width"/><span/></div>
    ${width > 0 && html`${rows.map(names => html`<${Row} key=${names[0]} names=${names} trends=${trends} ...${axis}/>`)}<${Score} news2=${trends.news2} ...${axis}/><${Axis} ...${axis}/>`}<${Events} events=${trends.events}/></section>`;
};
