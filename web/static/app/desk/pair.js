// Console and map window choose the same incident: what is chosen in one is told to the other inside this browser, and
// no server hears of it. Either works alone.

import {effect} from '@preact/signals';
import {choose, chosen} from './state.js';

const ADDRESS = '/desk/map', WINDOW = 'goldentime-map';
let opened = null;

/** Opens the map window, or brings it to the front. */
export function openMap() {
  if (opened && !opened.closed) return opened.focus();
  opened = open(ADDRESS, WINDOW, 'popup,width=1600,height=900');
  return undefined;
}

/** Follows the other window and tells it; `role` is console or map. A map that has just opened asks what is chosen. */
export function pair(role) {
  const channel = new BroadcastChannel('goldentime-desk');
  let heard = null;
  channel.onmessage = ({data}) => {
    if (data.from === role) return;
    if (data.asks) channel.postMessage({from: role, chosen: chosen.peek()});
    else choose(heard = data.chosen);
  };
  effect(() => {
    if (chosen.value !== heard) channel.postMessage({from: role, chosen: heard = chosen.value});
  });
  if (role === 'map') channel.postMessage({from: role, asks: true});
}
