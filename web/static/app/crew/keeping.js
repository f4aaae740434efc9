// The page as an app on the device: its service worker, the newest release, and the map along the way.

import {computed, effect, signal} from '@preact/signals';
import {Button, Icon, html} from '../parts.js';
import {t} from '../say.js';
import {halfEntered} from './drafts.js';
import {waiting} from './outbox.js';
import {jobs} from './state.js';
import {tilesAlong} from './tiles.js';

const next = signal(null);  // the worker of a newer release, ready to take over
const idle = computed(() => !jobs.value.length && !waiting.value.length && !halfEntered.value);
const takeOver = () => next.peek()?.postMessage('take over');

/** Installs the worker. A newer release takes over while nothing is going on, or when somebody presses. */
export async function install() {
  const {serviceWorker} = navigator;
  if (!serviceWorker) return;  // no secure context: the page works as long as there is a network
  let led = serviceWorker.controller;
  serviceWorker.addEventListener('controllerchange', () => {
    if (led) location.reload();
    led = serviceWorker.controller;
  });
  const registration = await serviceWorker.register('/crew/worker.js', {scope: '/crew', updateViaCache: 'none'}).catch(() => null);
  if (!registration) return;
  const look = () => { if (registration.waiting && led) next.value = registration.waiting; };
  registration.addEventListener('updatefound', () => registration.installing.addEventListener('statechange', look));
  look();
  effect(() => { if (next.value && idle.value) takeOver(); });
  await serviceWorker.ready;
  await keepFonts();
}

export const NewRelease = () => next.value && html`<section class="card pad stack"><p class="row"><${Icon} name="refresh-cw"/>${t('outbox.release')}</p><${Button} kind="wide" onClick=${takeOver}>${t('outbox.take_release')}<//></section>`;

/** The letters that have been drawn so far are needed again. */
async function keepFonts() {
  const shelf = await caches.open('crew-fonts'), drawn = performance.getEntriesByType('resource').map(one => one.name).filter(name => name.endsWith('.woff2'));
  for (const address of drawn) if (!await shelf.match(address)) await shelf.add(address).catch(() => null);
}

const route = computed(() => JSON.stringify(jobs.value.map(job => job.route?.points ?? [])));
const places = computed(() => jobs.value.flatMap(job => [job.incident.place, ...(job.requests ?? []).map(r => r.minimum?.hospital_place ?? r.hospital_place)]).filter(Boolean));
/** How many tiles lie on the device for the ways in force; null until all do. */
export const tilesKept = signal(null);
/** Loads the tiles along every way in force, and round the places it leads to, before they are looked at. */
export function keepTiles() {
  let run = 0;
  effect(() => {
    const mine = ++run, ways = JSON.parse(route.value);
    const all = [...ways, ...places.peek().map(place => [[place.lon, place.lat]])].filter(points => points.length);
    if (all.length) load(all, () => mine === run).catch(() => null);
  });
}
async function load(ways, wanted) {
  const told = await fetch('/tiles.json').then(answer => answer.json());
  if (!told.tiles?.length) return;
  const shelf = await caches.open('crew-tiles');
  const addresses = new Set(ways.flatMap(points => tilesAlong(points, told.minzoom, told.maxzoom)).map(([z, x, y]) => told.tiles[0].replace('{z}', z).replace('{x}', x).replace('{y}', y)));
  await shelf.put('/tiles.json', new Response(JSON.stringify(told), {headers: {'content-type': 'application/json'}}));
  for (const address of addresses) {
    if (!wanted()) return;
    if (await shelf.match(address)) continue;
    const answer = await fetch(address);
    if (answer.ok) await shelf.put(address, answer);
  }
  tilesKept.value = addresses.size;
}
