// The parts every page is made of.

import {signal} from '@preact/signals';
import {html} from 'htm/preact';
import {useEffect, useRef, useState} from 'preact/hooks';
import {heard, link, retryNow, simulation, switchTheme, theme, toasts, trouble} from './page.js';
import {fieldSentence, language, problemSentence, speakOther, t} from './say.js';
import {byServer, clock, now, since, span, until} from './time.js';

export {html, signal, useEffect, useRef, useState};

export const Icon = ({name}) =>
  html`<svg class="icon" aria-hidden="true"><use href=${`/static/vendor/icons.svg#${name}`}/></svg>`;

/** Shape, number and word; without a priority a dashed frame, for nobody has triaged it yet. */
export const Priority = ({p, large}) => html`<span class=${`priority ${large ? 'large' : ''}`} data-p=${p ?? ''} role="img"
  aria-label=${p ? t('priority.named', {p}) : t('priority.none')}>${p ?? '?'}</span>`;

export const Chip = ({kind = '', icon, children, title}) =>
  html`<span class=${`chip ${kind}`} title=${title}>${icon && html`<${Icon} name=${icon}/>`}${children}</span>`;

/** Seconds since an instant, growing; `limit` seconds after which it is late. */
export const Age = ({at, limit, className = ''}) => {
  const age = since(at), late = limit != null && age > limit;
  return html`<time class=${`num ${late ? 'late' : ''} ${className}`} datetime=${at}>${late ? '! ' : ''}${span(age)}</time>`;
};

/** The time that is left between two instants: a ring that empties, and the seconds in words. */
export const Ring = ({from, to}) => {
  const left = Math.max(0, until(to) ?? 0), whole = (Date.parse(to) - Date.parse(from)) / 1000;
  return html`<span class="countdown num" role="timer" style=${{'--left': Math.min(1, left / whole)}}><b>${Math.ceil(left)}</b><small>${t('unit.s')}</small></span>`;
};

export const Button = ({icon, keys, kind = '', children, ...rest}) => html`<button type="button" class=${`button ${kind}`} ...${rest}>
  ${icon && html`<${Icon} name=${icon}/>`}${children}${keys && html`<kbd>${keys}</kbd>`}</button>`;

/** A button that acts only after it has been held for a while: nothing irreversible by a slip. */
export const HoldButton = ({icon, kind = 'grave', holdMs = 1500, act, children, disabled}) => {
  const [held, hold] = useState(false), timer = useRef();
  const start = event => {
    const key = event.type === 'keydown', ours = !key || ['Enter', ' '].includes(event.key);
    if (key && ours) event.preventDefault();
    if (disabled || timer.current || !ours || event.repeat) return;  // one press, one act: a key still down from the last one begins nothing
    hold(true);
    timer.current = setTimeout(() => { stop(); act(); }, holdMs);
  };
  const stop = () => {
    clearTimeout(timer.current);
    timer.current = null;
    hold(false);
  };
  useEffect(() => stop, []);
  useEffect(() => { if (disabled) stop(); }, [disabled]);
  return html`<button type="button" class=${`button hold ${kind} ${held ? 'held' : ''}`} style=${{'--hold': `${holdMs}ms`}}
    disabled=${disabled} onPointerDown=${start} onPointerUp=${stop} onPointerLeave=${stop} onPointerCancel=${stop}
    onKeyDown=${start} onKeyUp=${stop} onBlur=${stop} onContextMenu=${event => event.preventDefault()}>
    ${icon && html`<${Icon} name=${icon}/>`}<span>${children} <span class="held-hint">${t('common.hold')}</span></span></button>`;
};

export const Empty = ({icon, title, children}) =>
  html`<div class="empty"><${Icon} name=${icon}/><b>${title}</b>${children && html`<span>${children}</span>`}</div>`;

export const Skeleton = ({rows = 3}) =>
  html`<div role="status" aria-busy="true" aria-label=${t('common.loading')}>${Array.from({length: rows}, (_, i) => html`<div class="skeleton" key=${i}/>`)}</div>`;

/** A value with its unit, small and once. */
export const Figure = ({value, unit}) => html`<span class="num">${value ?? '–'}${unit && html`<small> ${unit}</small>`}</span>`;

export const Fact = ({name, children}) => html`<dt>${name}</dt><dd>${children ?? '–'}</dd>`;

/** A labelled field; what the server did not accept, under its own name or one of `also`, stands right below it, in the
 *  words for `says` where those for the name belong to another form. */
export const Field = ({label, name, says, also = [], problem, children, hint}) => {
  const at = [name, ...also].find(one => problem?.fields?.[one] !== undefined), reason = problem?.fields?.[at];
  return html`<div class="field"><label for=${name}>${label}</label>${children}
    ${hint && html`<small>${hint}</small>`}
    ${reason !== undefined && html`<p class="wrong" id=${`${name}-wrong`} role="alert"><${Icon} name="circle-alert"/>${fieldSentence(at === name && says || at, reason)}</p>`}</div>`;
};

/** One of a few, as big keys. `options` are [value, words]. */
export const Choices = ({legend, name, value, options, pick}) => html`<fieldset class="field"><legend>${legend}</legend>
  <div class="choices">${options.map(([one, words]) => html`<label class="choice" key=${one}>
    <input type="radio" name=${name} value=${one} checked=${value === one} onChange=${() => pick(one)}/>${words}</label>`)}</div></fieldset>`;

const HELD_MS = 400, TICK_MS = 80, SLOW_TICKS = 8, FASTER = 2;
/** Where a count begins that nobody has given: the first press up is one, the first press down is none. */
export const fromUnknown = by => by > 0 ? by : 0;

/** A number with − and +. `value` null is unknown and stays unknown until somebody sets it from `start`. A key that is
 *  held goes on by itself, and faster after a moment; where a number may be `typed` a tap on it opens a field. */
export const Stepper = ({label, value, step = 1, min = -Infinity, max = Infinity, start = 0, digits = 0, set, typed}) => {
  const held = useRef({}), [typing, type] = useState(false);
  held.current.move = by => set(value == null ? typeof start === 'function' ? start(by) : start : Math.min(max, Math.max(min, Number((value + by).toFixed(digits)))));
  const stop = () => clearTimeout(held.current.timer);
  const press = by => {
    let ticks = 0;
    stop();
    held.current.ran = false;
    const tick = () => {
      held.current.ran = true;
      held.current.move(++ticks > SLOW_TICKS ? by * FASTER : by);
      held.current.timer = setTimeout(tick, TICK_MS);
    };
    held.current.timer = setTimeout(tick, HELD_MS);
  };
  const click = by => { if (!held.current.ran) held.current.move(by); held.current.ran = false; };
  useEffect(() => stop, []);
  const key = (by, name, sign) => html`<button type="button" aria-label=${t(name, {what: label})} onPointerDown=${() => press(by)} onPointerUp=${stop} onPointerLeave=${stop} onPointerCancel=${stop}
    onContextMenu=${event => event.preventDefault()} onClick=${() => click(by)}>${sign}</button>`;
  const shown = html`<output class="num" aria-live="off">${value == null ? '–' : value.toFixed(digits).replace('-', '−')}</output>`;
  return html`<div class="stepper" role="group" aria-label=${label}>${key(-step, 'common.less', '−')}
    ${typing ? html`<${Typed} label=${label} value=${value} min=${min} max=${max} digits=${digits} set=${set} done=${() => type(false)}/>`
      : typed ? html`<button type="button" class="typed" aria-label=${t('common.type', {what: label})} onClick=${() => type(true)}>${shown}</button>` : shown}
    ${key(step, 'common.more', '+')}</div>`;
};
/** The number as a field: Enter or leaving it sets what can be true, Escape leaves it as it was. */
const Typed = ({label, value, min, max, digits, set, done}) => {
  const field = useRef();
  useEffect(() => { field.current.focus(); field.current.select(); }, []);
  const take = () => {
    if (!field.current) return;  // leaving it because it is gone
    const number = field.current.value.trim() === '' ? NaN : Number(field.current.value.replace(',', '.'));
    if (number >= min && number <= max) set(Number(number.toFixed(digits)));
    done();
  };
  return html`<input class="input num" ref=${field} type="text" inputmode=${digits ? 'decimal' : 'numeric'} aria-label=${label} autocomplete="off" defaultValue=${value ?? ''} onBlur=${take}
    onKeyDown=${event => { if (event.key === 'Enter') take(); if (event.key === 'Escape') { event.preventDefault(); field.current.value = ''; done(); } }}/>`;
};

/** A dialog in the browser's own top layer; Escape closes it. */
export const Dialog = ({open, close, title, children}) => {
  const box = useRef();
  useEffect(() => {
    if (open && !box.current.open) box.current.showModal();
    if (!open && box.current.open) box.current.close();
  }, [open]);
  return html`<dialog ref=${box} onClose=${close} aria-labelledby="dialog-title">${open && html`<div>
    <div class="row"><h2 id="dialog-title" class="grow">${title}</h2>
    <${Button} kind="bare" icon="x" aria-label=${t('common.close')} onClick=${close}/></div>${children}</div>`}</dialog>`;
};

const LINKS = {opening: ['', 'refresh-cw'], live: ['good', 'wifi'], dead: ['bad', 'wifi-off'], refused: ['bad', 'log-out']};
/** Seconds since the stream last gave a sign of life: a screen says itself how old it is. */
const FeedAge = () => {
  const age = Math.max(0, Math.floor((Date.now() - heard.value + 0 * now.value) / 1000));
  return html`<span class="num" title=${t('link.age')}>${age < 60 ? t('link.seconds', {n: age}) : span(age)}</span>`;
};
export const LinkChip = () => {
  const {state} = link.value, [kind, icon] = LINKS[state];
  return html`<span class=${`chip feed ${kind}`}><span class="row" role="status"><${Icon} name=${icon}/><span class="link-word">${t(`link.${state}`)}</span></span>
    ${['live', 'dead'].includes(state) && html`<${FeedAge}/>`}</span>`;
};

export const Clock = () => html`<time class="clock num">${clock(now.value)}</time>`;

/** The strip that says that nothing of this is real, in both languages. */
export const Ribbon = () => simulation.value.on && html`<div class="ribbon" role="note"><span>시뮬레이션 · Simulation${
  simulation.value.speed > 1 ? ` ${simulation.value.speed}×` : ''}</span><span>${t('common.simulated')}</span></div>`;

/** The red band over a page whose stream is dead, or that somebody has signed out elsewhere. */
export const LinkBand = () => {
  const {state, since: last} = link.value;
  if (state === 'refused') return html`<div class="band" role="alert"><${Icon} name="log-out"/>${t('link.signed_out')}
    <a class="button small" href="/signin">${t('signin.title')}</a></div>`;
  return state === 'dead' && html`<div class="band" role="alert"><${Icon} name="wifi-off"/>${t('link.dead_since', {at: clock(byServer(last))})}</div>`;
};

/** The bar at the top: what this is, what matters (children), the link, the clock, language, look, and the door,
 *  unless it is a screen that `stays`. A `still` page follows no stream and says nothing of one. */
export const Top = ({icon, title, children, help, stays, still}) => html`<header class="top">
  <h1><${Icon} name=${icon}/><span class="cut">${title}</span></h1>${children}<span class="grow"/>
  ${!still && html`<${LinkChip}/>`}<${Clock}/><span class="quiet">
  <button type="button" class="button bare" lang=${language.value === 'ko' ? 'en' : 'ko'} onClick=${speakOther}>${language.value === 'ko' ? 'EN' : '한국어'}</button>
  <${Button} kind="bare" icon=${theme.value === 'dark' ? 'sun' : 'moon'} aria-label=${t('common.theme')} onClick=${switchTheme}/>
  ${help && html`<${Button} kind="bare" icon="keyboard" aria-label=${t('common.keys')} onClick=${help}/>`}
  ${!stays && html`<a class="button bare own" href="/password" aria-label=${t('password.title')} title=${t('password.title')}><${Icon} name="user"/></a><form method="post" action="/signout"><input type="hidden" name="csrf_token" value=${csrf}/>
    <button class="button bare" aria-label=${t('signin.leave')} title=${t('signin.leave')}><${Icon} name="log-out"/></button></form>`}</span></header>`;

const csrf = document.querySelector('meta[name="csrf-token"]')?.content;

/** What stands in the page's place while its snapshot cannot be read: what failed, what still works, and a key. */
export const Trouble = () => trouble.value && html`<div class="notice bad pad" role="alert"><${Icon} name="triangle-alert"/>
  <div><b>${problemSentence(trouble.value)}</b><p>${t('common.still_works')}</p>
  <p>${t('common.retrying')} <${Button} kind="small" icon="refresh-cw" onClick=${retryNow}>${t('common.retry')}<//></p></div></div>`;

export const Toasts = () => html`<div class="toasts" role="status" aria-live="polite">${toasts.value.map(one => html`<div
  class=${`toast ${one.bad ? 'bad' : ''}`} key=${one.id}>${one.bad && html`<${Icon} name="circle-alert"/>`}<span>${one.text}</span>
  ${one.action && html`<button type="button" class="button" onClick=${one.action.run}>${one.action.label}${one.action.keys && html` <kbd>${one.action.keys}</kbd>`}</button>`}</div>`)}</div>`;
