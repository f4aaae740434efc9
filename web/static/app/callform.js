// The call form works without this script. With it the device can say where it is, and one press is one post.

const FIX_M = 20, FIX_MS = 12_000;
const form = document.getElementById('call'), here = document.getElementById('here');
const says = document.getElementById('here-says');

/** Keeps the best fix so far in the form: whoever sends at once sends what is known. */
function keep({latitude, longitude, accuracy}) {
  [form.lat.value, form.lon.value, form.accuracy.value] = [latitude, longitude, accuracy];
  says.textContent = here.dataset.found.replace('{n}', Math.round(accuracy));
}

function locate() {
  let best = Infinity;
  here.disabled = true;
  says.textContent = here.dataset.wait;
  const end = words => {
    clearTimeout(late);
    navigator.geolocation.clearWatch(watch);
    here.disabled = false;
    if (best === Infinity) says.textContent = words;
  };
  const late = setTimeout(() => end(here.dataset.failed), FIX_MS);
  const watch = navigator.geolocation.watchPosition(({coords}) => {
    if (coords.accuracy < best) keep(coords);
    best = Math.min(best, coords.accuracy);
    if (best <= FIX_M) end();
  }, error => end(error.code === error.PERMISSION_DENIED ? here.dataset.denied : here.dataset.failed),
  {enableHighAccuracy: true, timeout: FIX_MS, maximumAge: 5000});
}

here.hidden = !('geolocation' in navigator);
here.addEventListener('click', locate);
form.addEventListener('submit', event => {
  if (form.ariaBusy === 'true') event.preventDefault();
  form.ariaBusy = 'true';
});
addEventListener('pageshow', () => { form.ariaBusy = null; });  // also when a person comes back to it
