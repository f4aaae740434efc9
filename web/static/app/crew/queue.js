// What becomes of a write that waits. Pure: which is sent next, and what an answer means for it.

const REST_MS = [1000, 2000, 4000, 8000, 15_000, 30_000];
const FAULTS = 6;  // so often a server may stumble over one write before the others go on without it
const OLDEST_MS = 6 * 24 * 3600_000;  // the server remembers keys for seven days: later nobody could tell a second time from a first

/** How long to wait after `tries` that came to nothing. */
export const rest = tries => REST_MS[Math.min(tries, REST_MS.length) - 1] ?? 0;

const LANES = [['assignment', /^\/api\/v1\/assignments\/([^/]+)\/(?:steps|correct|untransported)$/], ['order', /^\/api\/v1\/orders\/([^/]+)\/answer$/], ['talk', /^\/api\/v1\/incidents\/([^/]+)\/talk$/]];

/** Whose order matters: the steps of one assignment and how it ends follow each other, the answers to one order, and the
 *  lines of one talk; everything else stands for itself. */
export function laneOf(path) {
  const [name, [, id]] = LANES.map(([one, pattern]) => [one, pattern.exec(path) ?? []]).find(([, found]) => found.length) ?? [null, []];
  return name && `${name} ${id}`;
}

/** The oldest write of `owner` that may go: not one that asks a person, nor one behind such a one in its lane; a picture
 *  only while nothing else may. */
export function nextOf(writes, owner) {
  const blocked = new Set();
  let picture = null;
  for (const write of writes) {
    if (write.owner !== owner) continue;
    const may = write.state === 'waiting' && !blocked.has(write.lane);
    if (may && !write.heavy) return write;
    if (may) picture ??= write;
    if (write.lane) blocked.add(write.lane);
  }
  return picture;
}

/** Whether a write has lain too long to be sent without being asked about. */
export const tooOld = (write, now) => now - write.at > OLDEST_MS;

/** What `problem` means: done, sign_in (nobody is), token (the page's is old), again (the same, later), or ask (a person). */
export function meaning({status, code}, tries) {
  if (code === 'idempotency_done') return 'done';
  if (status === 401 || code === 'password_first') return 'sign_in';
  if (code === 'csrf') return 'token';
  if (status === 0 || status === 429 || code === 'idempotency_in_progress') return 'again';
  return status >= 500 && tries < FAULTS ? 'again' : 'ask';
}

/** Whether sending once more, as a new write, could end otherwise. */
export const mayGoAnyway = problem => problem.status === 409 || problem.status >= 500 || problem.code === 'too_old';
