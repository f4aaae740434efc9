// A step that the unit seems to have taken, by its own positions: one tap agrees, another says that it is not so. Nothing
// is taken by itself.

import {Button, Icon, html} from '../parts.js';
import {t, word} from '../say.js';
import {hour, since, span} from '../time.js';
import {doubted} from './doubt.js';
import {send} from './outbox.js';
import {changeJob, job} from './state.js';

async function dismiss(seen) {
  const running = job.peek();
  changeJob(running.id, {seems: null});
  await send(`/api/v1/assignments/${running.id}/suggestions/${seen.step}/dismiss`, 'POST');
}

/** Stands at the top of the foot, which grows upwards: what is being pressed below it stays where it is. `take` is the step. */
export const Seems = ({take}) => {
  const seen = job.value?.seems;
  if (!seen || doubted.value || !job.value.allowed.includes(seen.step)) return null;
  return html`<section class="seems" role="status" aria-label=${t('seems.title')}><p><${Icon} name="map-pin"/><span><b>${t(`seems.${seen.step}`)}</b> <small class="num">${t('seems.ago', {ago: span(since(seen.seems_at)), at: hour(seen.seems_at)})}</small></span></p>
    <div class="row"><${Button} kind="main grow" icon="check" onClick=${() => take(seen.step, {suggested: true})}>${word('step', seen.step)}<//><${Button} onClick=${() => dismiss(seen)}>${t('seems.not')}<//></div></section>`;
};
