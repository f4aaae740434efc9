// The search for a hospital, and who decides it: a supervisor takes it over and hands it back, and designates; a
// dispatcher designates once the ladder has come to it.

import {post} from '../api.js';
import {LadderClock} from '../ladder.js';
import {Button, html} from '../parts.js';
import {attempt} from '../page.js';
import {t} from '../say.js';
import {hospitalName, hospitalPicks} from './choices.js';
import {current, detail, plan, refresh} from './state.js';

const CHIEF = document.documentElement.dataset.role === 'supervisor';
const act = (what, body) => attempt(() => post(`/api/v1/incidents/${current.peek().id}/ladder/${what}`, body), t('common.saved')).then(refresh);

export const Ladder = () => {
  const ladder = detail.value?.ladder;
  if (!ladder || ladder.ended_at) return null;
  const target = hospitalPicks.value[0] ?? plan.value?.hospitals?.options[0]?.hospital_id;
  const mine = CHIEF || ladder.rung === 'designate';
  return html`<section class="section" aria-label=${t('ladder.title')}><${LadderClock} ladder=${ladder}/>
    <div class="row wrap">${CHIEF && html`<${Button} kind="small" onClick=${() => act(ladder.taken_by ? 'hand-back' : 'take-over')}>${t(ladder.taken_by ? 'ladder.hand_back' : 'ladder.take_over')}<//>`}
    ${mine && target && html`<${Button} kind="small main" icon="hospital" onClick=${() => act('designate', {hospital_id: target})}>${t('ladder.designate', {hospital: hospitalName(target)})}<//>`}</div></section>`;
};
