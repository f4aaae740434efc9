// To the telephone's own navigator: plain links, and our way as a file, for their roads know nothing of what we closed.

import {html, Icon} from '../parts.js';
import {t} from '../say.js';
import {job} from './state.js';
import {goal, way} from './way.js';

const APPLE = /iPhone|iPad|iPod/;
const own = ({lat, lon, name}) => APPLE.test(navigator.userAgent) ? `maps://?daddr=${lat},${lon}&dirflg=d` : `geo:${lat},${lon}?q=${lat},${lon}(${encodeURIComponent(name)})`;
const OTHERS = {
  kakao: ({lat, lon}) => `kakaomap://route?ep=${lat},${lon}&by=CAR`,
  naver: ({lat, lon, name}) => `nmap://route/car?dlat=${lat}&dlng=${lon}&dname=${encodeURIComponent(name)}&appname=goldentime`,
  tmap: ({lat, lon, name}) => `tmap://route?goalname=${encodeURIComponent(name)}&goalx=${lon}&goaly=${lat}`,
};

export const HandOff = () => {
  const there = goal();
  if (!there) return null;
  return html`<a class="button wide" href=${own(there)}><${Icon} name="navigation"/>${t('guide.open')}</a>
    <details class="handoff"><summary class="wide">${t('guide.others')}</summary><div class="stack">
      <div class="row wrap">${Object.entries(OTHERS).map(([name, link]) => html`<a key=${name} class="button grow" href=${link(there)}>${t(`guide.${name}`)}</a>`)}</div>
      ${way.value && html`<a class="button wide" href=${`/api/v1/assignments/${job.value.id}/route.gpx`} download><${Icon} name="route"/>${t('crew.gpx')}</a>`}</div></details>
    <p class="dim small">${t('guide.not_ours')}</p>`;
};
