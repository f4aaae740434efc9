// While the words of a call are typed: what they sound like, and the phrases that say where. A person takes it over or
// types on; nothing is filled in by itself, and nothing is kept before the call is.

import {signal} from '@preact/signals';
import {query} from '../api.js';
import {Button, Icon, html, useEffect} from '../parts.js';
import {t, word, wordOr} from '../say.js';
import {percent} from './advice.js';

const REST_MS = 350, LEAST = 2;
const NOTHING = {complaint: null, places: []};
const heard = signal(NOTHING);
let asked = 0;

async function ask(text) {
  const mine = ++asked;
  const found = text.trim().length < LEAST ? NOTHING : await query('/api/v1/calls/suggestions', {text}).catch(() => NOTHING);
  if (mine === asked) heard.value = found;
}

/** What is heard in `text`; `pick` takes over a complaint's code, `place` a phrase for the address. */
export const Heard = ({text, complaint, pick, place}) => {
  useEffect(() => {
    const later = setTimeout(() => ask(text), REST_MS);
    return () => clearTimeout(later);
  }, [text]);
  useEffect(() => () => { asked++; heard.value = NOTHING; }, []);
  const like = heard.value.complaint?.offered === complaint ? null : heard.value.complaint, places = place ? heard.value.places : [];
  return html`<div class="heard" role="status">
    ${like && html`<div class="row wrap" data-suggested=${like.offered}><${Icon} name="info"/><span class="grow">${t('advice.sounds_like', {complaint: wordOr('complaint', like.offered)})} <small class="num">${t('advice.chance', {chance: percent(like.chance), right: percent(like.right)})}</small></span>
      <${Button} kind="small" onClick=${() => pick(like.offered)}>${t('advice.use')}<//></div>`}
    ${places.length > 0 && html`<div class="row wrap said-places" role="group" aria-label=${t('advice.places')}><small>${t('advice.places')}</small>${places.map(one => html`<${Button} key=${one.text} kind="small" title=${word('place_kind', one.kind)} onClick=${() => place(one.text)}>${one.text}<//>`)}</div>`}</div>`;
};
