// A new job wakes the crew: it rings until somebody answers (crew.js), shakes, keeps the screen on, stands as a notification
// where the page is out of sight, and tells the server that it has been shown. A notification names no patient and no place.

import {effect, signal} from '@preact/signals';
import {LOUDEST, chime} from '../alarm.js';
import {post} from '../api.js';
import {Button, Icon, html} from '../parts.js';
import {attempt, toast} from '../page.js';
import {t} from '../say.js';
import {now} from '../time.js';
import {job, unit} from './state.js';

const SHAKE = [600, 200, 600, 200, 600], AGAIN_MS = 2500;
const allowed = signal('Notification' in window ? Notification.permission : 'none');
const STANDS = {tag: 'goldentime', requireInteraction: true, renotify: true};
/** Through the service worker: a telephone's browser takes no other. What fails here fails alone. */
async function notify(words) {
  if (!document.hidden || allowed.peek() !== 'granted') return;
  const registration = await navigator.serviceWorker?.getRegistration('/crew').catch(() => null);
  try {
    await (registration?.active ? registration.showNotification(words, STANDS) : new Notification(words, STANDS));
  } catch (fault) {
    console.warn('notification', fault);
  }
}

const SHOWN_AGAIN_MS = 5000;
/** That a person could have seen it is told first, and until the server knows or the job waits no more. */
async function tellShown(id, at) {
  await post(`/api/v1/assignments/${id}/shown`, {device_at: at}).catch(problem => {
    if (problem.status === 0 || problem.status >= 500) setTimeout(() => { if (told === id && job.peek()?.state === 'dispatched') tellShown(id, at); }, SHOWN_AGAIN_MS);
  });
}

let told = null, shaking = null;
effect(() => {
  const waiting = job.value?.state === 'dispatched' ? job.value.id : null;
  if (waiting && waiting !== told) {
    told = waiting;
    tellShown(waiting, new Date().toISOString());
    notify(t('wake.new_job'));
  }
  if (waiting && !shaking) shaking = setInterval(() => navigator.vibrate?.(SHAKE), AGAIN_MS);
  if (!waiting && shaking) { clearInterval(shaking); navigator.vibrate?.(0); shaking = null; }
});

/** The screen stays on while there is a job; a browser takes the lock away whenever the page is out of sight. */
let lock = null;
async function stayAwake() {
  if (!navigator.wakeLock || lock || document.hidden || !job.peek()) return;
  lock = await navigator.wakeLock.request('screen').catch(() => null);
  lock?.addEventListener('release', () => { lock = null; });
}
effect(() => { if (job.value) stayAwake(); else { lock?.release(); lock = null; } });
document.addEventListener('visibilitychange', stayAwake);

/** The trial alarm has come back over the way on which a job would. */
export function hearTrial({kind, data}) {
  if (kind !== 'alarm_trial') return;
  chime(LOUDEST, .5);
  navigator.vibrate?.(SHAKE);
  notify(t('wake.trial'));
  toast(t('wake.rang', {s: Math.max(0, (now.peek() - Date.parse(data.at)) / 1000).toFixed(1)}));
}

async function tryIt() {
  if (allowed.peek() === 'default') allowed.value = await Notification.requestPermission();
  await attempt(() => post(`/api/v1/units/${unit.peek().id}/alarm-trial`));
}
export const Trial = () => html`<div class="stack trial"><${Button} kind="wide" icon="volume-2" onClick=${tryIt}>${t('wake.try')}<//>
  <small class="dim row"><${Icon} name=${allowed.value === 'granted' ? 'bell' : 'bell-off'}/>${t(allowed.value === 'granted' ? 'wake.notifies' : 'wake.silent')}</small></div>`;
