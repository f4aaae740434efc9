// The caller's page works without this script. With it, the device can say where it is, and the news stay fresh.

const FRESH_MS = 8000;
const share = document.getElementById('share');
const says = document.getElementById('share-says');

/** Reads the page again and puts its news in place; nothing else of the page moves. */
async function refresh() {
  if (document.hidden) return;
  const answer = await fetch(location.href, {headers: {accept: 'text/html'}}).catch(() => null);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('now');
  const shown = document.getElementById('now');
  if (fresh && fresh.innerHTML !== shown.innerHTML) shown.innerHTML = fresh.innerHTML;
}
setInterval(refresh, FRESH_MS);
document.addEventListener('visibilitychange', refresh);

async function send({coords}) {
  const place = {lat: coords.latitude, lon: coords.longitude, accuracy_m: Math.min(coords.accuracy, 100_000)};
  const answer = await fetch(share.dataset.address, {method: 'POST', body: JSON.stringify(place),
    headers: {'content-type': 'application/json'}}).catch(() => null);
  says.textContent = answer?.ok ? share.dataset.sent.replace('{n}', Math.round(coords.accuracy)) : share.dataset.failed;
  share.disabled = false;
  refresh();
}

if (share && navigator.geolocation) {
  share.hidden = false;
  share.addEventListener('click', () => {
    share.disabled = true;
    says.textContent = share.dataset.wait;
    navigator.geolocation.getCurrentPosition(send, error => {
      share.disabled = false;
      says.textContent = error.code === error.PERMISSION_DENIED ? share.dataset.denied : share.dataset.failed;
    }, {enableHighAccuracy: true, timeout: 15_000, maximumAge: 5000});
  });
}
