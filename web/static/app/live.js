// One event stream for a page. It is read with fetch, not EventSource, because a page has to see what EventSource
// hides: every heartbeat, the status of a refusal, and an event of a kind it has never heard of.
//
// Durable events carry an id; after a break the stream goes on behind the last one, so nothing is missing and
// nothing comes twice. Live values carry none: only the newest counts, and the server sends them all on opening.

export const DEAD_AFTER_MS = 10_000;
const RETRY_MS = [500, 2000, 2000, 5000];

/** Reads the stream at `address` from behind event `after` on, for as long as the page lives. A page that is left
 *  and kept by the browser lets its line go, and takes it up again where it stopped when somebody comes back.
 *  `on.event(event)`, `on.value(value)`, `on.hello(hello)`; `on.heard(at)` at every sign of life; `on.link(state,
 *  since)` with state opening, live, dead or refused. `at` and `since` are wall-clock milliseconds of the last sign of
 *  life. Returns a function that ends it. */
export function follow(address, after, on) {
  let last = after, state = 'opening', heard = Date.now(), called = heard, ended = false, failures = 0;
  let reader = new AbortController(), away = null, comeBack = null;  // `away` is a promise while the page is kept aside

  const become = next => {
    if (next !== state) on.link(state = next, heard);
  };
  const alive = () => {
    heard = Date.now();
    failures = 0;
    on.heard?.(heard);
    become('live');
  };
  const take = frame => {
    alive();
    if (!frame.data) return;
    const message = JSON.parse(frame.data);
    if (frame.event === 'hello') {
      if (message.anew) last = message.newest;  // the log reaches back no farther: what was missed is loaded, not told
      on.hello?.(message);
    } else if (frame.event === 'live') on.value?.(message);
    else if (frame.id && Number(frame.id) > last) {
      last = Number(frame.id);
      on.event?.({...message, id: last});
    }
  };
  const read = async () => {
    called = Date.now();
    reader = new AbortController();
    const answer = await fetch(`${address}?after=${last}`,
      {headers: {accept: 'text/event-stream'}, signal: reader.signal, cache: 'no-store'});
    if (answer.status === 401 || answer.status === 403) return 'refused';
    if (answer.ok) for await (const frame of frames(answer.body)) told(() => take(frame));
    return 'broken';
  };
  const run = async () => {
    while (!ended) {
      await away;
      const how = await read().catch(() => 'broken');
      if (how === 'refused') return become('refused');
      if (!away) await new Promise(done => setTimeout(done, RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)]));
    }
  };
  const watch = setInterval(() => {
    if (state === 'refused' || away) return;
    if (Date.now() - heard > DEAD_AFTER_MS) become('dead');
    // Half-open: nobody told us that the line is gone, or somebody took our call and says nothing.
    if (Date.now() - Math.max(heard, called) > DEAD_AFTER_MS) reader.abort();
  }, 1000);
  const leave = () => {
    away ??= new Promise(done => { comeBack = done; });
    reader.abort();
  };
  const enter = () => {
    away = null;
    comeBack?.();
  };
  addEventListener('pagehide', leave);
  addEventListener('pageshow', enter);
  run();
  return () => {
    ended = true;
    clearInterval(watch);
    removeEventListener('pagehide', leave);
    removeEventListener('pageshow', enter);
    reader.abort();
  };
}

/** A page that stumbles over one message says so in its console, and hears the next one all the same. */
function told(work) {
  try {
    work();
  } catch (fault) {
    reportError(fault);
  }
}

/** The frames of a text/event-stream body: {id, event, data}; a comment or a lone field is a frame without data. */
export async function* frames(body) {
  const text = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const {value, done} = await text.read();
    if (done) return;
    const blocks = (rest + value).split(/\r?\n\r?\n/);
    rest = blocks.pop();
    for (const block of blocks) yield parse(block);
  }
}

function parse(block) {
  const frame = {id: '', event: 'message', data: ''};
  for (const line of block.split(/\r?\n/)) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon), value = line.slice(colon + 1).replace(/^ /, '');
    if (name === 'data') frame.data += (frame.data && '\n') + value;
    else if (name in frame) frame[name] = value;
  }
  return frame;
}
