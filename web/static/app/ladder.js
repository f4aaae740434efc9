// How long a hospital has been looked for, where the search stands and what comes when: the same clock for everybody.

import {Chip, Icon, html} from './parts.js';
import {t, word} from './say.js';
import {since, span, until} from './time.js';

const LATE_S = 600;  // ten minutes: the search has left the region's own hospitals

export const LadderClock = ({ladder, children}) => {
  if (!ladder || ladder.ended_at) return null;
  const left = until(ladder.next_at), searched = since(ladder.started_at);
  return html`<div class="ladder row wrap" role="timer" aria-label=${t('ladder.title')}><${Icon} name="hourglass"/><span>${t('ladder.title')} <b class=${`num ${searched > LATE_S ? 'late' : ''}`}>${span(searched)}</b></span>
    <${Chip} kind=${['designate', 'supervisor'].includes(ladder.rung) ? 'bad' : ''}>${word('rung', ladder.rung)}<//>
    ${ladder.taken_by ? html`<small>${t('ladder.taken_by', {name: ladder.taken_by})}</small>` : left > 0 && html`<small class="num">${t('ladder.next', {time: span(left)})}</small>`}${children}</div>`;
};

/** What an ask came to: how many hospitals were asked that had not been asked before. */
export const askedSentence = ({requests, new: fresh}) => fresh.length ? t('desk.asked', {n: fresh.length}) : t(requests.length ? 'desk.asked_before' : 'desk.asked_nobody');
