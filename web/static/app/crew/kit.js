// What the unit has with it: scanned where the browser reads barcodes, typed everywhere. What has expired stands first.

import {signal} from '@preact/signals';
import {get} from '../api.js';
import {Button, Chip, Icon, html, useEffect, useRef} from '../parts.js';
import {attempt, toast} from '../page.js';
import {codes, t, word} from '../say.js';
import {chime, SOFT} from '../alarm.js';
import {sendSaying, sendSoon} from './outbox.js';
import {unit} from './state.js';

const LOOK_MS = 250, FORMATS = ['data_matrix', 'ean_13', 'ean_8', 'code_128', 'qr_code'];
const canScan = 'BarcodeDetector' in window && Boolean(navigator.mediaDevices?.getUserMedia);
const open = signal(false), items = signal(null), typed = signal(''), label = signal(''), seeing = signal(false), going = signal(null);
const LOOKS = {expired: 'bad', soon: 'warn', good: 'good', undated: ''};

const read = () => attempt(async () => { items.value = (await get(`/api/v1/units/${unit.peek().id}/kit`)).items; });
async function add(code) {
  const found = await attempt(() => sendSoon(`/api/v1/units/${unit.peek().id}/kit`, 'POST', {code, label: label.peek().trim() || null}));
  if (found === undefined) return;
  typed.value = label.value = '';
  if (found === null) return toast(t('outbox.kept'));  // whether it has expired is said by the list, once it is read again
  if (found.state === 'expired') chime(SOFT);
  toast(`${found.label ?? found.gtin} · ${word('kit_state', found.state)}`, {bad: found.state === 'expired'});
  await read();
}
async function out(item, why) {
  going.value = null;
  await sendSaying(`/api/v1/kit/${item.id}/out`, 'POST', {why}, t('stock.taken_out'));
  await read();
}

/** The camera looks for a code until it has one, the page is left, or somebody stops it. */
const Camera = () => {
  const box = useRef();
  useEffect(() => {
    let stream = null, timer = null, over = false;
    const stop = () => { over = true; clearTimeout(timer); stream?.getTracks().forEach(track => track.stop()); };
    const look = async detector => {
      if (over) return;
      const [code] = await detector.detect(box.current).catch(() => []);
      if (code?.rawValue && !over) { seeing.value = false; add(code.rawValue); return; }
      timer = setTimeout(() => look(detector), LOOK_MS);
    };
    (async () => {
      try {
        stream = await navigator.mediaDevices.getUserMedia({video: {facingMode: 'environment'}});
        if (over) return stop();
        box.current.srcObject = stream;
        await box.current.play();
        const known = await BarcodeDetector.getSupportedFormats();
        return look(new BarcodeDetector({formats: FORMATS.filter(one => known.includes(one))}));
      } catch { toast(t('stock.no_camera'), {bad: true}); seeing.value = false; }
      return undefined;
    })();
    return stop;
  }, []);
  return html`<div class="stack"><video ref=${box} class="kit-video" muted playsinline aria-label=${t('stock.looking')}/><${Button} kind="wide" icon="x" onClick=${() => { seeing.value = false; }}>${t('common.close')}<//></div>`;
};

const Item = ({item}) => html`<li class="kit-item"><div class="row wrap"><b class="grow">${item.label ?? html`<span class="num">${item.gtin}</span>`}</b><${Chip} kind=${LOOKS[item.state]} icon=${item.state === 'expired' ? 'octagon-alert' : item.state === 'soon' ? 'clock' : undefined}>${word('kit_state', item.state)}<//></div>
  <small class="num">${item.expires ? t('stock.until', {day: item.expires}) : ''} ${item.lot ? t('stock.lot', {lot: item.lot}) : ''}</small>
  ${going.value === item.id ? html`<div class="choices">${codes('gone_why').map(why => html`<${Button} key=${why} onClick=${() => out(item, why)}>${word('gone_why', why)}<//>`)}</div>` : html`<${Button} onClick=${() => { going.value = item.id; }}>${t('stock.out')}<//>`}</li>`;

export const Kit = () => {
  const bad = items.value?.filter(item => item.state === 'expired').length ?? 0;
  const take = event => { event.preventDefault(); if (typed.peek().trim()) add(typed.peek().trim()); };
  return html`<section class="card pad stack kit" aria-labelledby="kit"><button type="button" class="button wide" id="kit" aria-expanded=${open.value} onClick=${() => { open.value = !open.peek(); if (open.peek()) read(); }}><${Icon} name="package"/>${t('stock.title')}${bad > 0 && html` <${Chip} kind="bad">${t('stock.expired', {n: bad})}<//>`}</button>
    ${open.value && html`${seeing.value ? html`<${Camera}/>` : canScan && html`<${Button} kind="main wide" icon="eye" onClick=${() => { seeing.value = true; }}>${t('stock.scan')}<//>`}
      <form class="stack" onSubmit=${take}><label class="field"><span class="label">${t('stock.code')}</span><input class="input num" maxlength="120" autocomplete="off" value=${typed.value} onInput=${event => { typed.value = event.target.value; }}/></label>
        <label class="field"><span class="label">${t('stock.label')}</span><input class="input" maxlength="48" autocomplete="off" value=${label.value} onInput=${event => { label.value = event.target.value; }}/></label>
        <button class="button wide" disabled=${!typed.value.trim()}>${t('stock.add')}</button></form>
      ${items.value && (items.value.length ? html`<ul class="stack">${items.value.map(item => html`<${Item} key=${item.id} item=${item}/>`)}</ul>` : html`<p class="dim">${t('stock.none')}</p>`)}`}</section>`;
};
