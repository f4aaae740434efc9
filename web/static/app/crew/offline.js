// The device has no network: said at once and in words, before the stream has had time to be missed.

import {signal} from '@preact/signals';
import {Icon, html} from '../parts.js';
import {t} from '../say.js';
import {hour, since, span} from '../time.js';
import {oldSince} from './kept.js';

const offline = signal(!navigator.onLine);
addEventListener('offline', () => { offline.value = true; });
addEventListener('online', () => { offline.value = false; });

export const Offline = () => html`<div role="status">${offline.value && html`<p class="offline"><${Icon} name="wifi-off"/><span><b>${t('crew.offline')}</b> ${t('crew.offline_more')}</span></p>`}${oldSince.value && html`<p class="offline"><${Icon} name="clock"/><span>${t('outbox.old', {at: hour(oldSince.value), ago: span(since(new Date(oldSince.value).toISOString()))})}</span></p>`}</div>`;
