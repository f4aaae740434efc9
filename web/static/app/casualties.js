// Casualties, the same on every page: the colour as shape, word and hue; how many of each; and the METHANE report.

import {Button, Fact, html, useState} from './parts.js';
import {codes, t, word} from './say.js';
import {clock} from './time.js';

export const COLOURS = ['red', 'yellow', 'green', 'grey', 'black'];
export const ENDED = ['handed_over', 'released', 'refused', 'dead'];

export const Tag = ({colour}) => html`<span class="tag" data-colour=${colour}><i aria-hidden="true"/>${word('colour', colour)}</span>`;
export const Counts = ({counts}) => html`<ul class="tag-counts" aria-label=${t('mass.counts')}>${COLOURS.map(one => html`<li key=${one} data-none=${!counts[one]}><${Tag} colour=${one}/><b class="num">${counts[one]}</b></li>`)}</ul>`;
export const person = c => [c.age_band && word('age_band', c.age_band), c.sex && word('sex', c.sex)].filter(Boolean).join(' · ') || '–';

export const Methane = ({mass}) => {
  const {kind, location, hazards, access, estimated, services} = mass.report;
  return html`<dl class="facts methane"><${Fact} name=${t('mass.level')}>${t('mass.level_n', {n: mass.level})} · <span class="num">${clock(mass.declared_at)}</span> ${mass.declared_by}</${Fact}>
    <${Fact} name=${t('mass.kind')}>${kind && word('mass_kind', kind)}</${Fact}>${location && html`<${Fact} name=${t('mass.location')}>${location}</${Fact}>`}<${Fact} name=${t('mass.hazards')}>${hazards}</${Fact}><${Fact} name=${t('mass.access')}>${access}</${Fact}>
    <${Fact} name=${t('mass.estimated')}><span class="num">${estimated ?? '–'}</span></${Fact}><${Fact} name=${t('mass.services')}>${services}</${Fact}>
    <${Fact} name=${t('mass.units')}>${t('mass.units_of', {n: mass.units_on_it, wanted: mass.units_suggested ?? '–'})}</${Fact}></dl>`;
};

const FIELDS = ['location', 'hazards', 'access', 'services'];
/** The report as a form: `send` takes it as the server wants it. */
export const MethaneForm = ({report = {}, send, back}) => {
  const [kind, setKind] = useState(report.kind ?? '');
  const submit = event => {
    event.preventDefault();
    const form = new FormData(event.target), n = Number(form.get('estimated'));
    send({kind: kind || null, estimated: n > 0 ? n : null, ...Object.fromEntries(FIELDS.map(one => [one, form.get(one).trim() || null]))});
  };
  return html`<form class="methane-form stack" onSubmit=${submit} aria-label=${t('mass.report')}>
    <label class="field"><span class="label">${t('mass.estimated')}</span><input class="input num" name="estimated" type="number" min="1" max="10000" inputmode="numeric" value=${report.estimated ?? ''} autofocus/></label>
    <label class="field"><span class="label">${t('mass.kind')}</span><select class="input" value=${kind} onChange=${event => setKind(event.target.value)}><option value="">–</option>${codes('mass_kind').map(one => html`<option key=${one} value=${one}>${word('mass_kind', one)}</option>`)}</select></label>
    ${FIELDS.map(one => html`<label class="field" key=${one}><span class="label">${t(`mass.${one}`)}</span><input class="input" name=${one} maxlength="200" value=${report[one] ?? ''}/></label>`)}
    <div class="row"><button class="button main">${t('mass.declare')}</button><${Button} onClick=${back}>${t('common.back')}<//></div></form>`;
};
