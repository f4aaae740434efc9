// Questions and commands. A command is sent with the page's CSRF token and an idempotency key: when the network
// breaks it is sent once more with the same key, so that it happens once or not at all, never twice.

const token = () => document.querySelector('meta[name="csrf-token"]')?.content ?? '';  // the crew's page renews it

/** What went wrong, as the server's problem document says (RFC 9457); `status` 0 when nobody answered. */
export class Problem extends Error {
  constructor(document) {
    super(document.detail ?? document.code);
    this.status = document.status ?? 0;
    this.code = document.code ?? 'unknown';
    this.document = document;
  }
  /** The fields at fault, by their last name: {age_years: 'reason'}. */
  get fields() {
    return Object.fromEntries((this.document.errors ?? []).map(e => [String(e.field).split('.').pop(), e.reason]));
  }
}

export const get = address => ask('GET', address);
export const post = (address, body = {}) => command('POST', address, body);
export const patch = (address, body) => command('PATCH', address, body);
/** Sends a file as it is. */
export const upload = (address, file) => ask('POST', address, {headers: {'content-type': 'application/octet-stream', 'x-csrf-token': token()}, body: file});

const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), b => b.toString(16).padStart(2, '0')).join('');
const pause = ms => new Promise(done => setTimeout(done, ms));

/** Asks with a body instead of an address, so that what is looked for stays out of the logs. Changes nothing, so has no key. */
export const query = (address, body) => ask('POST', address, {headers: jsonHeaders(), body: JSON.stringify(body)});
const jsonHeaders = () => ({'content-type': 'application/json', 'x-csrf-token': token()});

const LONGEST_MS = 20_000, FILE_MS = 120_000;
/** Carries a write of an outbox once, under its own key; says when it was written, as which of this device's writes, and
 *  what time the device has now. A file has no key: the server knows it again by its bytes. Whatever is not the server's own
 *  answer (a network's sign-in page, a proxy's) delivers nothing. */
export function carry({method, path, body, key, seq}, written) {
  const file = body instanceof Blob, about = {'x-csrf-token': token(), 'device-time': new Date().toISOString(), 'written-at': new Date(written).toISOString(), ...(Number.isInteger(seq) && {sequence: String(seq)})};
  const more = file ? {headers: {...about, 'content-type': body.type || 'application/octet-stream'}, body} : {headers: {...about, 'content-type': 'application/json', 'idempotency-key': key}, body: JSON.stringify(body)};
  return ask(method, path, {...more, signal: AbortSignal.timeout(file ? FILE_MS : LONGEST_MS), redirect: 'error', strict: true});
}

export const me = document.documentElement.dataset.who;
/** Who is signed in now: `me`, `nobody`, `stranger` (somebody else), or `unknown` (nobody answers). For the same person
 *  the page has the session's own token again. */
export async function whoIsThere() {
  const told = await get('/api/v1/me').catch(problem => problem.status === 401 ? {} : null);
  if (!told) return 'unknown';
  if (told.actor?.id !== me) return told.actor ? 'stranger' : 'nobody';
  document.querySelector('meta[name="csrf-token"]').content = told.csrf_token;
  return 'me';
}

async function command(method, address, body) {
  const key = method === 'POST' ? {'idempotency-key': newKey()} : {};
  const sent = () => ask(method, address, {headers: {...jsonHeaders(), ...key}, body: JSON.stringify(body)});
  try {
    return await sent();
  } catch (problem) {
    if (problem.code === 'csrf' && me && await whoIsThere() === 'me') return sent();
    const again = problem.status === 0 || problem.code === 'idempotency_in_progress';
    if (!again || method !== 'POST') throw problem;
    await pause(800);
    return sent();
  }
}

async function ask(method, address, {strict = false, ...more} = {}) {
  let response;
  try {
    response = await fetch(address, {method, credentials: 'same-origin', ...more,
      headers: {accept: 'application/json', ...more.headers}});
  } catch (fault) {
    throw new Problem({status: 0, code: fault?.name === 'TimeoutError' ? 'slow' : 'offline'});
  }
  if (response.status === 204) return null;
  const body = await response.json().catch(() => null);
  if (strict && (body === null || !isJson(response))) throw new Problem({status: response.ok ? 0 : response.status, code: 'unread'});
  if (body === null && method === 'GET' && response.ok) throw new Problem({status: 0, code: 'unreadable'});
  if (!response.ok) throw new Problem({retry_after_s: Number(response.headers.get('retry-after')) || undefined, code: 'unreadable', ...body, status: response.status});
  return body ?? {status: response.status, code: 'unreadable'};
}
const isJson = response => /^application\/(?:[a-z.+-]+\+)?json\b/.test(response.headers.get('content-type') ?? '');
