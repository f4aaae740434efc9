// Where crews really stop for a place, as the desk and the crew read it; the mark of it on both maps.

import {far} from './guide.js';
import {point} from './map.js';
import {Chip, Icon, html} from './parts.js';
import {t} from './say.js';
import {day} from './time.js';

export const Stops = ({stops, children}) => stops?.pin && html`<p class="stops row wrap"><${Icon} name="ambulance"/><span class="grow">${t('where.stops', {n: stops.pin.count, far: far(stops.pin.away_m), day: day(stops.pin.newest)})}</span>
  ${stops.pin.used && html`<${Chip} icon="flag">${t('where.stops_used')}</${Chip}>`}${children}</p>`;
/** As a point of the map's places; none without a pin. */
export const pinPoint = stops => stops?.pin ? [point(stops.pin, {name: t('where.stop_mark'), kind: 'stop'})] : [];
