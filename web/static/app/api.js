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

const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), b => b.toString(16).padStart(2, '0')).join('');
const pause = ms => new Promise(done => setTimeout(done, ms));

/** Asks with a body instead of an address, so that what is looked for stays out of the logs. Changes nothing, so has no key. */
export const query = (address, body) => ask('POST', address, {headers: jsonHeaders(), body: JSON.stringify(body)});
const jsonHeaders = () => ({'content-type': 'application/json', 'x-csrf-token': token()});

const LONGEST_MS = 20_000, FILE_MS = 120_000;
/** Carries a write of an outbox once, under its own key, and says what time this device has. A file has no key: the server
 *  knows it again by its bytes. */
export const carry = write => write.body instanceof Blob ? carryFile(write) : ask(write.method, write.path, {headers: {...jsonHeaders(), 'idempotency-key': write.key, 'device-time': new Date().toISOString()},
  body: JSON.stringify(write.body), signal: AbortSignal.timeout(LONGEST_MS)});
const carryFile = ({method, path, body}) => ask(method, path, {headers: {'content-type': body.type || 'application/octet-stream', 'x-csrf-token': token(), 'device-time': new Date().toISOString()},
  body, signal: AbortSignal.timeout(FILE_MS)});

async function command(method, address, body) {
  const headers = jsonHeaders();
  if (method === 'POST') headers['idempotency-key'] = newKey();
  const sent = () => ask(method, address, {headers, body: JSON.stringify(body)});
  try {
    return await sent();
  } catch (problem) {
    const again = problem.status === 0 || problem.code === 'in_progress';
    if (!again || method !== 'POST') throw problem;
    await pause(800);
    return sent();
  }
}

async function ask(method, address, more = {}) {
  let response;
  try {
    response = await fetch(address, {method, credentials: 'same-origin', ...more,
      headers: {accept: 'application/json', ...more.headers}});
  } catch {
    throw new Problem({status: 0, code: 'offline'});
  }
  if (response.status === 204) return null;
  const body = await response.json().catch(() => ({status: response.status, code: 'unreadable'}));
  if (!response.ok) throw new Problem({...body, status: response.status});
  return body;
}
