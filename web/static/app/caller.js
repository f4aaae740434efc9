// The caller's page works without this script. With it the news come by themselves, nothing typed is lost when a
// message is sent, the device can say where it is, and first aid is read one sentence at a time.

const FIX_M = 20, FIX_MS = 12_000, LOST_MS = 20_000, SLOWEST_MS = 15_000, MOST_PX = 1600;
const $ = id => document.getElementById(id);
const main = $('main'), share = $('share'), says = $('share-says'), photos = $('send-photos');
let heard = Date.now(), failures = 0, timer;

/** Puts a fresh part in the place of the one with its id; what is unfolded stays unfolded, nothing else moves. */
function put(fresh) {
  const shown = $(fresh.id);
  if (!shown) return;
  const unfolded = [...shown.querySelectorAll('details[open]')].map(one => one.id);
  for (const {name, value} of fresh.attributes) shown.setAttribute(name, value);
  shown.hidden = fresh.hidden;
  if (shown.innerHTML === fresh.innerHTML) return;
  shown.innerHTML = fresh.innerHTML;
  for (const id of unfolded) $(id)?.setAttribute('open', '');
}

/** Reads the news. A bad network is asked less and less often, and never left alone for long. */
async function refresh() {
  clearTimeout(timer);
  const answer = document.hidden ? null : await fetch(main.dataset.news, {signal: AbortSignal.timeout(10_000)}).catch(() => null);
  if (answer?.ok) {
    const parts = new DOMParser().parseFromString(await answer.text(), 'text/html').body.children;
    const over = !document.querySelector('#wishes') !== ![...parts].some(one => one.id === 'wishes');
    if (over) return location.reload();
    [...parts].forEach(put);
    feel();
    [heard, failures] = [Date.now(), 0];
  } else if (!document.hidden) failures++;
  timer = setTimeout(refresh, failures ? Math.min(SLOWEST_MS, 2000 * 2 ** (failures - 1)) : $('now').dataset.again * 1000);
}

function tellAge() {
  const age = Math.round((Date.now() - heard) / 1000), lost = Date.now() - heard > LOST_MS;
  $('age').textContent = main.dataset.fresh.replace('{n}', age);
  $('lost').hidden = !lost;
  document.body.classList.toggle('old', lost);
  if (lost && !$('lost').textContent) $('lost').textContent = $('lost').dataset.words;
  if (!lost) $('lost').textContent = '';
}

async function post(event) {
  const form = event.target.closest('form[data-quiet]');
  if (!form) return;
  event.preventDefault();
  const told = form.querySelector('.says'), body = new URLSearchParams(new FormData(form, event.submitter));
  event.submitter?.setAttribute('aria-busy', 'true');
  const answer = await fetch(form.action, {method: 'POST', body, redirect: 'manual', signal: AbortSignal.timeout(15_000)}).catch(() => null);
  event.submitter?.removeAttribute('aria-busy');
  const sent = answer?.type === 'opaqueredirect' || answer?.ok;
  told.textContent = sent ? told.dataset.done ?? '' : answer?.status === 429 ? main.dataset.slow : main.dataset.failed;
  if (sent && !('keep' in form.dataset)) form.reset();
  if (sent) await refresh();
}

/** Waits a little for a good fix and sends the best there was. */
function locate() {
  let best = null, over = false;
  share.disabled = true;
  says.textContent = share.dataset.wait;
  const end = () => {
    if (over) return;
    over = true;
    navigator.geolocation.clearWatch(watch);
    if (best) send(best);
    else [share.disabled, says.textContent] = [false, share.dataset.failed];
  };
  const watch = navigator.geolocation.watchPosition(({coords}) => {
    if (!best || coords.accuracy < best.accuracy) best = coords;
    if (best.accuracy <= FIX_M) end();
    else says.textContent = share.dataset.better.replace('{n}', Math.round(best.accuracy));
  }, error => {
    if (error.code !== error.PERMISSION_DENIED) return end();
    over = true;
    [share.disabled, says.textContent] = [false, share.dataset.denied];
  }, {enableHighAccuracy: true, timeout: FIX_MS, maximumAge: 5000});
  setTimeout(end, FIX_MS);
}

async function send(coords) {
  const place = {lat: coords.latitude, lon: coords.longitude, accuracy_m: Math.min(coords.accuracy, 100_000)};
  const answer = await fetch(share.dataset.address, {method: 'POST', body: JSON.stringify(place),
    headers: {'content-type': 'application/json'}, signal: AbortSignal.timeout(15_000)}).catch(() => null);
  says.textContent = answer?.ok ? share.dataset.sent.replace('{n}', Math.round(coords.accuracy)) : answer?.status === 429 ? main.dataset.slow : share.dataset.failed;
  share.disabled = false;
  refresh();
}

/** Small enough for a bad network, and nothing in it but what is seen: a canvas knows no place and no device. */
async function shrunk(file) {
  const picture = await createImageBitmap(file, {imageOrientation: 'from-image'}), by = Math.min(1, MOST_PX / Math.max(picture.width, picture.height));
  const sheet = Object.assign(document.createElement('canvas'), {width: Math.round(picture.width * by), height: Math.round(picture.height * by)});
  sheet.getContext('2d').drawImage(picture, 0, 0, sheet.width, sheet.height);
  return new Promise((done, failed) => { sheet.toBlob(blob => blob ? done(blob) : failed(), 'image/jpeg', 0.8); });
}

/** Chosen or taken is sent: one photograph after the other, so that a bad network loses only the last. */
async function sendPhotos({target}) {
  const told = photos.querySelector('.says'), chosen = [...target.files];
  let said = told.dataset.done;
  for (const [n, file] of chosen.entries()) {
    told.textContent = `${told.dataset.wait} ${n + 1} / ${chosen.length}`;
    const body = new FormData(), photo = await shrunk(file).catch(() => null);
    if (!photo) { said = told.dataset.not; continue; }
    body.append('photo', photo, 'photo.jpg');
    const answer = await fetch(photos.action, {method: 'POST', body, redirect: 'manual', signal: AbortSignal.timeout(60_000)}).catch(() => null);
    if (answer?.type === 'opaqueredirect') continue;
    said = answer?.status === 429 ? main.dataset.slow : main.dataset.failed;
    break;
  }
  told.textContent = said;
  target.value = '';
  refresh();
}

/** First aid, one sentence at a time. */
function stepwise(aid) {
  const steps = [...aid.querySelectorAll('.guide li')], turn = aid.querySelector('.turn'), [back, next] = turn.querySelectorAll('button');
  let at = 0;
  const show = () => {
    steps.forEach((step, i) => { step.hidden = i !== at; });
    turn.querySelector('output').textContent = `${at + 1} / ${steps.length}`;
    back.disabled = at === 0;
    next.disabled = at === steps.length - 1;
  };
  turn.addEventListener('click', event => {
    at = Math.min(steps.length - 1, Math.max(0, at + Number(event.target.closest('button')?.dataset.by ?? 0)));
    show();
  });
  aid.querySelector('.guide').setAttribute('aria-live', 'polite');
  turn.hidden = false;
  show();
}

if (share && navigator.geolocation) {
  share.hidden = false;
  share.addEventListener('click', locate);
}
if ($('aid')) stepwise($('aid'));
const live = $('video-live');
/** The camera's script comes with the first press: who needs no picture loads none of it. */
const camera = () => import('./callervideo.js');
if (live && navigator.mediaDevices) {
  live.hidden = false;
  live.addEventListener('click', async event => {
    const what = event.target.closest('button')?.dataset.do;
    if (what === 'end') (await camera()).end();
    else if (what) (await camera()).begin(live, {picture: what === 'video'});
  });
  if (sessionStorage.video && ['consented', 'connecting', 'live'].includes($('video-asked').dataset.state)) camera().then(one => one.begin(live, {picture: sessionStorage.video === 'picture', again: true}));
}
let lines = $('lines')?.querySelectorAll('.desk').length, felt = $('video-asked')?.dataset.state;
/** Something new was said or asked: felt where it cannot be heard. */
function feel() {
  const now = $('lines')?.querySelectorAll('.desk').length, asked = $('video-asked')?.dataset.state;
  if (now > lines || asked === 'requested' && felt !== asked) navigator.vibrate?.([200, 100, 200]);
  [lines, felt] = [now, asked];
}
if (photos) {
  photos.querySelector('button').hidden = true;
  for (const input of photos.querySelectorAll('input')) input.classList.add('over');
  photos.addEventListener('change', sendPhotos);
}
$('again').hidden = true;
document.addEventListener('submit', post);
document.addEventListener('visibilitychange', refresh);
addEventListener('online', refresh);
setInterval(tellAge, 1000);
timer = setTimeout(refresh, $('now').dataset.again * 1000);
