// A registered patient's card for a crew or a hospital: read when the server says that there is one for them.

import {signal} from '@preact/signals';
import {get} from './api.js';
import {html, useEffect} from './parts.js';
import {Card, Glass} from './registered.js';
import {t} from './say.js';

const read = signal(null);  // {address, cards}: of the patient who is shown

/** `address` is where the card is read, `told` whether there is one. */
export const PatientCard = ({address, told}) => {
  useEffect(() => {
    if (!told) { read.value = null; return; }
    get(address).then(({cards}) => { read.value = {address, cards}; }, () => { read.value = null; });
  }, [address, told]);
  const cards = told && read.value?.address === address ? read.value.cards : [];
  return cards.length > 0 && html`<section class="people" aria-label=${t('registered.card')}>${cards.map(card => html`<${Card} key=${card.id} card=${card}/>`)}</section>`;
};

/** A card by another number, last on the page: rarely needed, so one quiet button. `about` names the patient. */
export const OtherCard = ({where, about}) => html`<section class="people" aria-label=${t('registered.break')}><${Glass} where=${where} about=${about}/></section>`;
