// The crew's service worker. The server puts RELEASE and FILES ({address: sha256}) before this. It sees the crew's page
// and nothing else, keeps one whole release at a time, and answers no question about patients: the page does that itself
// and says how old what it shows is.

const KEPT = `crew-release-${RELEASE}`, SHELL = 'crew-shell', TILES = 'crew-tiles', FONTS = 'crew-fonts';
const SLOW_MS = 4000, AT_ONCE = 6;

addEventListener('install', event => event.waitUntil(install()));
addEventListener('activate', event => event.waitUntil(activate()));
addEventListener('message', event => { if (event.data === 'take over') skipWaiting(); });
addEventListener('fetch', event => {
  const answer = answerTo(event.request);
  if (answer) event.respondWith(answer);
});

/** All files of this release, each as it must be, or none. */
async function install() {
  const shelf = await caches.open(KEPT), names = Object.keys(FILES);
  try {
    const take = async () => { for (let name; (name = names.pop());) await shelf.put(name, await whole(name)); };
    await Promise.all(Array.from({length: AT_ONCE}, take));
  } catch (fault) {
    await caches.delete(KEPT);
    throw fault;
  }
  const page = await fetch('/crew', {redirect: 'manual'}).catch(() => null);
  if (page?.ok && releaseOf(page).release === RELEASE && !await (await caches.open(SHELL)).match('/crew')) await (await caches.open(SHELL)).put('/crew', page);
}
async function whole(name) {
  const answer = await fetch(name, {cache: 'no-cache'}), body = await answer.clone().arrayBuffer();
  const sum = Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', body)), byte => byte.toString(16).padStart(2, '0')).join('');
  if (!answer.ok || sum !== FILES[name]) throw new Error(`${name} is of another release`);
  return answer;
}

async function activate() {
  for (const name of await caches.keys()) if (name.startsWith('crew-release-') && name !== KEPT) await caches.delete(name);
  await clients.claim();
}

function answerTo(request) {
  const address = new URL(request.url), name = address.pathname + address.search;
  if (request.method !== 'GET' || address.origin !== location.origin) return null;
  if (request.mode === 'navigate') return address.pathname === '/crew' ? page(request) : null;
  if (Object.hasOwn(FILES, name)) return file(name, request);
  if (address.pathname === '/tiles.json') return newest(request);
  if (address.pathname.startsWith('/tiles/')) return once(TILES, request);
  return address.pathname.endsWith('.woff2') ? once(FONTS, request) : null;
}

const file = async (name, request) => await (await caches.open(KEPT)).match(name) ?? fetch(request);

/** What never changes under its address. */
async function once(shelfName, request) {
  const shelf = await caches.open(shelfName), kept = await shelf.match(request.url);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await shelf.put(request.url, answer.clone());
  return answer;
}
async function newest(request) {
  const shelf = await caches.open(TILES);
  try {
    const answer = await fetch(request);
    if (answer.ok) await shelf.put('/tiles.json', answer.clone());
    return answer;
  } catch (fault) {
    const kept = await shelf.match('/tiles.json');
    if (kept) return kept;
    throw fault;
  }
}

const releaseOf = answer => {
  const [release, who] = (answer.headers.get('crew-release') ?? '').split(' ');
  return {release, who};
};
const inTime = answer => Promise.race([answer, new Promise((done, failed) => setTimeout(() => failed(new Error('slow')), SLOW_MS))]);

/** The page's frame: the server's while it answers and both are of one release, else the one kept with these files. The
 *  page itself asks who is signed in: it may be kept for somebody else. */
async function page(request) {
  const shelf = await caches.open(SHELL), found = await shelf.match('/crew'), kept = found && releaseOf(found).release === RELEASE ? found : null;
  let answer;
  try {
    answer = await (kept ? inTime(fetch(request)) : fetch(request));
  } catch (fault) {
    if (kept) return kept;
    throw fault;
  }
  if (answer.type === 'opaqueredirect') await forget();
  if (!answer.ok) return answer.status >= 500 && kept ? kept : answer;
  const [fresh, old] = [releaseOf(answer), kept && releaseOf(kept)];
  if (fresh.release === RELEASE) {
    await shelf.put('/crew', answer.clone());
    return answer;
  }
  registration.update().catch(() => null);
  if (old?.who === fresh.who) return kept;
  await caches.delete(KEPT);  // another person, and a newer release: everything comes from the server
  return answer;
}

/** Nobody is signed in any more: what was kept of patients goes. Writes that are not sent stay for whoever made them. */
async function forget() {
  await caches.delete(SHELL);
  await caches.delete(TILES);
  await new Promise(done => {
    const asked = indexedDB.open('goldentime-crew');
    asked.onerror = done;
    asked.onupgradeneeded = () => asked.transaction.abort();
    asked.onsuccess = () => {
      asked.result.onversionchange = () => asked.result.close();
      const room = asked.result.transaction('read', 'readwrite');
      room.objectStore('read').clear();
      room.oncomplete = room.onerror = () => done(asked.result.close());
    };
  });
}
