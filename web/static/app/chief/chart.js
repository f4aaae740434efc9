// A chart over the hours of a day, or over another row of steps. Everything in it stands in the table beneath it, too; lines differ in stroke and in
// their points, not in hue alone.

import uPlot from 'uplot';
import {theme} from '../page.js';
import {html, useEffect, useRef} from '../parts.js';
import {t} from '../say.js';

const NUMBERS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000], LENGTHS = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400];
const HEIGHT = 190, FONT = '12px "Noto Sans KR Variable", system-ui, sans-serif';
export const HOURS = Array.from({length: 24}, (_, hour) => hour);
const DAY = {at: HOURS, splits: [0, 3, 6, 9, 12, 15, 18, 21], label: hour => String(hour).padStart(2, '0'), low: -.6, high: 23.6};

/** A token as a canvas can use it: light-dark() resolved. */
function colour(element, token) {
  element.style.color = `var(${token})`;
  const found = getComputedStyle(element).color;
  element.style.color = '';
  return found;
}

const STYLES = {
  line: c => ({stroke: c('--act'), width: 2, points: {show: true, size: 7, fill: c('--act')}}),
  dashed: c => ({stroke: c('--p2'), width: 2, dash: [7, 4], points: {show: true, size: 8, fill: c('--raised'), stroke: c('--p2'), width: 2}}),
  edge: c => ({stroke: c('--dim'), width: 1.5, points: {show: true, size: 5, fill: c('--dim')}}),
  marks: c => ({stroke: c('--p2'), paths: () => null, points: {show: true, size: 9, fill: c('--raised'), stroke: c('--p2'), width: 2}}),
  target: c => ({stroke: c('--dim'), width: 1.5, dash: [2, 4], points: {show: false}}),
  bars: c => ({stroke: c('--dim'), fill: c('--p4-fill'), width: 0, points: {show: false}, paths: uPlot.paths.bars({size: [.7, 40]})}),
};

function options(element, {series, width, label, along, top}) {
  const c = token => colour(element, token);
  const axis = {stroke: c('--dim'), font: FONT, grid: {stroke: c('--line'), width: 1}, ticks: {show: false}};
  return {
    width, height: HEIGHT, legend: {show: false}, cursor: {show: false}, padding: [12, 8, 0, 0],
    scales: {x: {time: false, range: [along.low, along.high]}, y: {range: (_, low, high) => [0, top ?? Math.max(high * 1.12, 1)]}},
    series: [{}, ...series.map(one => ({label: one.name, spanGaps: false, ...STYLES[one.style](c)}))],
    axes: [{...axis, size: 26, splits: () => along.splits, values: (_, steps) => steps.map(along.label)},
      {...axis, size: 54, incrs: top ? [top / 4] : label === String ? NUMBERS : LENGTHS, values: (_, values) => values.map(label)}],
  };
}

/** `series` are {name, style, values} with a value for each step `along`, null where nothing is known; `label` writes a
    number of the y axis, which ends at `top` or fits what is drawn. */
export const Chart = ({title, series, label = String, along = DAY, top}) => {
  const box = useRef();
  useEffect(() => {
    const element = box.current;
    const drawn = new uPlot(options(element, {series, width: element.clientWidth, label, along, top}), [along.at, ...series.map(one => one.values)], element);
    const watch = new ResizeObserver(() => drawn.setSize({width: element.clientWidth, height: HEIGHT}));
    watch.observe(element);
    return () => { watch.disconnect(); drawn.destroy(); };
  }, [JSON.stringify([series, along.at]), theme.value]);
  return html`<figure class="chart"><figcaption class="row wrap"><b>${title}</b><span class="grow"/>
    ${series.filter(one => one.name).map(one => html`<span class="key" key=${one.name}><i data-style=${one.style}/>${one.name}</span>`)}</figcaption>
    <div class="plot" ref=${box} role="img" aria-label=${t('chief.chart', {title})}></div></figure>`;
};
