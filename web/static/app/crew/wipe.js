// Takes everything of patients off this device, except what waits to be sent and what is half entered: that is somebody's
// work, and stays for whoever made it. Needs nothing of the page, so that the sign-in page does it too.

import {dropOld, forgetReads} from './shelf.js';

const A_SHIFT_MS = 12 * 3600_000;
export const isOver = (at, now) => now - at >= A_SHIFT_MS;

const tiles = () => caches.delete('crew-tiles');  // they tell an address
export const wipe = () => Promise.allSettled([forgetReads(), caches.delete('crew-shell'), tiles()]);

/** What no shift needs any more: what was read, half entered or measured too long ago. */
export async function wipeOld() {
  const now = Date.now();
  if (await dropOld(one => isOver(one.at ?? Date.parse(one.fix?.device_at), now))) await tiles();
}
