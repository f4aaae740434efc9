// On the sign-in page: nobody is signed in here, so nothing of patients stays on the device.

import {wipe} from './wipe.js';

const hasKept = async () => window.isSecureContext && await caches.has('crew-shell') || (await indexedDB.databases?.() ?? [{name: 'goldentime-crew'}]).some(one => one.name === 'goldentime-crew');
if (!document.documentElement.dataset.who) hasKept().then(kept => kept && wipe()).catch(() => null);
