// One sortie: its clock, its list before take-off, how it flies, and keys. Launch, lowering and release are held for
// 1.5 seconds; the way home and the pause are one press, always at the same place, and why is asked while it flies.

import {Button, Chip, Fact, Figure, HoldButton, Icon, html} from '../parts.js';
import {codes, t, word} from '../say.js';
import {clock, since, span} from '../time.js';
import {courseOf, keptKit} from './course.js';
import {Preflight, PreflightKey} from './preflight.js';
import {Against, Air} from './readiness.js';
import {AIRBORNE, GUARDED, LOOKED_AT, SECOND_AFTER_S, act, byHand, current, droneName, explain, homeBy, kits, may, mine, next, pausable, pause, ready, reasonFor, stands, takeOver, telemetry, tick, timer, unexplained} from './state.js';
import {LinkLine} from './tape.js';

const ICONS = {launch: 'plane-takeoff', lower: 'package', release: 'package-check', accept: 'check', take_off: 'plane-takeoff', on_station: 'map-pin', retract: 'arrow-up', land: 'plane-landing', close: 'circle-check'};
const WITH_REASON = ['decline', 'cancel', 'stand_down', 'cut', 'divert', 'fail'];
/** Whether somebody has seen during this hold that the ground is clear; the server asks the same before a kit goes down. */
const clear = s => (s.ticks.below_clear?.at ?? '') >= s.entered.on_station;

/** What keeps the kit from being let go: the line that is not out yet, or where no winch tells of it, time. */
function hangs(s) {
  const said = telemetry.value.get(s.drone_id)?.vehicle ?? s.vehicle, out = said?.line_m, kg = said?.line_kg, left = s.lower_s - (since(s.entered.lowering) ?? 0);
  const slack = s.line_slack_kg, most = said?.line_most_kg, fits = most == null || (most >= slack && most <= 4 * slack);
  const pulls = kg != null && slack != null && fits && kg >= slack;
  if (pulls && (out ?? s.line_wanted_m) >= s.line_wanted_m) return t('pad.line_pulls', {kg: kg.toFixed(1)});
  if (out != null) return out >= s.line_wanted_m ? null : t('pad.line_short', {out: out.toFixed(1), wanted: s.line_wanted_m.toFixed(1)});
  return left > 0 ? t('pad.line_wait', {left: span(left)}) : null;
}
/** Whether a guarded key may be held now, and the sentence that says what is missing. */
const GUARDS = {launch: () => ready.value ? null : t('pad.not_ready'), lower: s => clear(s) ? null : t('pad.look_below'), release: hangs};
const guard = (s, action) => GUARDS[action]?.(s) ?? null;
export const seeClear = s => may(s, 'lower') && (tick(s, 'below_clear'), true);

/** How long this state has lasted, against how long it may. */
const Timer = ({sortie: s}) => {
  const {since: began, limit} = timer(s), age = since(began), late = limit != null && age > limit, second = s.state === 'requested' && age > SECOND_AFTER_S;
  return html`<div class=${`timer ${late || second ? 'late' : ''}`} role="timer" aria-label=${word('sortie', stands(s))}><${Icon} name=${late || second ? 'triangle-alert' : 'timer'}/><b class="num">${age == null ? '–' : span(age)}</b>${limit != null && html`<small class="num">/ ${span(limit)}${late ? ` · ${t('pad.too_long')}` : second ? ` · ${t('pad.second')}` : ''}</small>
    <span class="bar"><i style=${{width: `${Math.min(100, 100 * (age ?? 0) / limit)}%`}}/></span>`}</div>`;
};

/** What hangs on the hook and how long the way takes. */
const Ahead = ({sortie: s}) => {
  const kit = kits.value.find(one => one.id === s.kit_id);
  return html`<dl class="facts section"><${Fact} name=${t('pad.planned')}><span class="num">${span(s.kit_down_s)}</span></${Fact}>
    <${Fact} name=${t('pad.kit_until')}><span class="num">${kit?.expires_on ?? '–'}</span></${Fact}><${Fact} name=${t('pad.mass')}><${Figure} value=${kit?.mass_kg.toFixed(1)} unit="kg"/></${Fact}></dl>`;
};

const Steps = ({sortie: s}) => html`<ol class="steps">${courseOf(s).map(({name, at, now, was, passed}) => html`<li key=${name} class=${was ? 'done' : ''} aria-current=${now ? 'step' : null}>${word('sortie', name)}<small class="num">${at ? clock(at).slice(0, 5) : passed ? t('pad.left_out') : ''}</small></li>`)}</ol>`;

const ask = (s, action) => { reasonFor.value = {sortie: s.id, action}; };
const Held = ({sortie: s, action}) => {
  const lacks = guard(s, action);
  return html`${action === 'lower' && html`<button type="button" class="ask row" aria-pressed=${clear(s)} onClick=${() => seeClear(s)}><${Icon} name=${clear(s) ? 'circle-check' : 'eye'}/><b class="grow">${t('pad.below_clear')}</b><kbd>1</kbd></button>`}
    <${HoldButton} icon=${ICONS[action]} kind=${action === 'launch' ? 'main' : 'grave'} disabled=${Boolean(lacks)} act=${() => act(s, action)}>${word('sortie_do', action)} <kbd>␣</kbd></${HoldButton}><small class="lacks">${lacks}</small>`;
};
/** The keys that are always there in the air, at the foot, whatever else is to be done. */
const Always = ({sortie: s}) => html`<div class="always"><${Button} kind="home" icon="undo-2" keys="R" disabled=${!homeBy(s)} onClick=${() => act(s, homeBy(s))}>${homeBy(s) ? t('pad.come_home') : t('pad.coming_home')}</${Button}>
  <${Button} kind=${s.paused_at ? 'main' : ''} icon=${s.paused_at ? 'play' : 'pause'} keys="P" disabled=${!pausable(s)} onClick=${() => pause(s)}>${s.paused_at ? t('pad.go_on') : t('pad.pause')}</${Button}></div>`;
const Command = ({sortie: s}) => !mine(s) && s.state !== 'landed' && html`<div class="row wrap command"><${Icon} name="user"/><span class="grow">${t('pad.in_command', {who: s.operator})}</span><${Button} kind="small" onClick=${() => takeOver(s)}>${t('pad.take_over')}</${Button}></div>`;
const Keys = ({sortie: s}) => html`<div class="keys-of-flight"><${Command} sortie=${s}/>${may(s, 'accept') && html`<${Button} kind="main" icon="check" keys="A" onClick=${() => act(s, 'accept')}>${word('sortie_do', 'accept')}</${Button}>`}
  <${PreflightKey} sortie=${s}/>${GUARDED.filter(action => may(s, action)).map(action => html`<${Held} key=${action} sortie=${s} action=${action}/>`)}
  ${next(s).map((action, i) => html`<${Button} key=${action} kind=${action === 'close' ? 'main' : ''} icon=${ICONS[action]} keys=${i === 0 ? 'N' : null} disabled=${action === 'close' && unexplained(s)} onClick=${() => act(s, action)}>${action === 'retract' && !s.let_go_at ? t('pad.retract_kit') : word('sortie_do', action)}</${Button}>`)}
  ${AIRBORNE.includes(s.state) && html`<${Always} sortie=${s}/>`}
  <div class="row wrap">${WITH_REASON.filter(action => byHand(s, action)).map(action => html`<${Button} key=${action} kind="small" keys=${action === 'decline' ? 'X' : null} onClick=${() => ask(s, action)}>${word('sortie_do', action)}</${Button}>`)}</div></div>`;

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
  return html`<div class="flight" key=${s.id}><header class="section"><div class="row"><h2 class="grow">${word('kit', s.kit)} · ${droneName(s.drone_id)}</h2><${Chip} kind="act">${word('sortie', stands(s))}</${Chip}></div>
    <${Timer} sortie=${s}/><p class="num dim">${s.target.lat.toFixed(5)}, ${s.target.lon.toFixed(5)}${s.operator ? ` · ${s.operator}` : ''}</p>${s.landing_hint && html`<p class="prose"><${Icon} name="info"/> ${s.landing_hint}</p>`}
    ${s.state === 'accepted' && s.reason && html`<p class="notice warn"><${Icon} name="triangle-alert"/><span>${t('pad.stood_down', {why: word('sortie_reason', s.reason)})}</span></p>`}
    ${keptKit(s) && html`<p class="notice warn" role="status"><${Icon} name="package"/><span><b>${t('pad.kit_on_board')}</b>${s.reason ? ` ${word('sortie_reason', s.reason)}` : ''}</span></p>`}</header>
    ${LOOKED_AT.includes(s.state) ? html`<${Preflight} sortie=${s}/>` : html`<div class="section">${AIRBORNE.includes(s.state) && html`<${LinkLine} sortie=${s}/>`}<${Steps} sortie=${s}/></div>`}
    ${s.state === 'requested' && html`<${Against} drone=${s.drone_id}/><${Ahead} sortie=${s}/><${Air}/>`}
    ${asked ? html`<${Reasons} title=${t('pad.why', {action: word('sortie_do', asked)})} close=${close} choose=${code => { close(); act(s, asked, code); }}/>`
      : unexplained(s) && html`<${Reasons} title=${t('pad.why', {action: t('pad.come_home')})} choose=${code => explain(s, code)}/>`}<div class="acts"><${Keys} sortie=${s}/></div></div>`;
};
