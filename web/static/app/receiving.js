// The receiving hospital: what it can take, who asks, who is on the way, how they are.

import {SoundNotice} from './alarm.js';
import {Calling, Requests, alarm} from './receiving/requests.js';
import {Capacity} from './receiving/capacity.js';
import {Contacts} from './receiving/contacts.js';
import {Delays} from './receiving/delays.js';
import {ToSign} from './receiving/handover.js';
import {Inbound} from './receiving/inbound.js';
import {MassLists} from './receiving/mass.js';
import {Names} from './receiving/names.js';
import {Outcomes} from './receiving/outcomes.js';
import {Room} from './receiving/room.js';
import {Screens} from './receiving/screens.js';
import {LinkBand, Ribbon, Skeleton, Toasts, Top, Trouble, html} from './parts.js';
import {open, trouble} from './page.js';
import {named, t} from './say.js';
import {announce} from './shots.js';
import {coming, hear, hearValue, hospital, shared, take} from './receiving/state.js';

const Receiving = () => {
  const own = hospital.value;
  return html`<div class="receiving"><${Ribbon}/><${LinkBand}/><${Top} icon="hospital" stays=${shared.value} title=${own ? named({ko: own.name_ko, en: own.name_en}) : t('receiving.title')}><${Calling}/><//>
    <aside class="left" aria-label=${t('receiving.capacity')}>${own ? html`<${Capacity}/><${Names}/>${!shared.value && html`<${Contacts}/><${Screens}/>`}` : !trouble.value && html`<${Skeleton} rows=${6}/>`}</aside>
    <main class="right"><${Trouble}/><${SoundNotice}/>${own ? html`<${Delays}/><${Requests}/><${MassLists}/><${ToSign}/><${Inbound}/><${Outcomes}/><${Room}/>` : !trouble.value && html`<${Skeleton}/>`}</main><${Toasts}/></div>`;
};

alarm();
announce(() => coming.value.map(one => one.patient_pictures));
const again = await open({view: Receiving, board: '/api/v1/receiving/board', take, event: hear, value: hearValue});
setInterval(again, 60_000);  // a search that begins elsewhere tells this page nothing, but may need its numbers
