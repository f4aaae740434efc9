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

/** The oldest write of `owner` that may go: not one that asks a person, nor one behind such a one in its lane. Only while
 *  nothing else may: a picture, and what nobody has answered again and again, in turn. */
export function nextOf(writes, owner) {
  const blocked = new Set();
  let last = null;
  for (const write of writes) {
    if (write.owner !== owner) continue;
    const may = write.state === 'waiting' && !blocked.has(write.lane), tries = write.tries ?? 0;
    if (may && !write.heavy && tries < FAULTS) return write;
    if (may && (last === null || tries < (last.tries ?? 0))) last = write;
    if (write.lane) blocked.add(write.lane);
  }
  return last;
}

/** Whether a write has lain too long to be sent without being asked about. */
export const tooOld = (write, now) => !write.agreed && now - write.at > OLDEST_MS;

const BUSY = [408, 425, 429];

/** What `problem` means: done, sign_in (nobody is), token (the page's is old), again (the same, later), anew (again, but
 *  under another key: nothing was done), or ask (a person). A proxy that finds no server may do so for hours. */
export function meaning({status, code}, tries) {
  if (code === 'idempotency_done') return 'done';
  if (code === 'outrun') return 'anew';
  if (status === 401 || code === 'password_first') return 'sign_in';
  if (code === 'csrf') return 'token';
  if (status === 0 || status > 501 || BUSY.includes(status) || code === 'idempotency_in_progress') return 'again';
  return (status >= 500 || code === 'unread') && tries < FAULTS ? 'again' : 'ask';
}

/** Whether a try counts against this one write: one that never reached anybody says nothing about it. */
export const counts = ({status, code}) => code === 'slow' || code === 'unread' || status >= 500;

/** Whether sending once more could end otherwise. */
export const mayGoAnyway = problem => [403, 409].includes(problem.status) || problem.status >= 500 || ['too_old', 'unread'].includes(problem.code);

const mayBeDone = problem => problem.status >= 500 || ['too_old', 'unread'].includes(problem.code);
/** A refused `write` as its person sends it again at `now`. What may have been done keeps its key, so that it is done once;
 *  what the server has answered goes under a new `key`. What was doubted is now said to be so; what somebody else has written
 *  anew in the meantime is now written after that. */
export function anyway(write, key, now) {
  const {problem, body} = write;
  return {...write, body: problem.code === 'doubtful' ? {...body, sure: true} : body, key: mayBeDone(problem) ? write.key : key,
    written: problem.code === 'stale' ? now : writtenAt(write), state: 'waiting', tries: 0, problem: null, agreed: true};
}
/** When the person wrote it, by this device's clock. */
export const writtenAt = write => write.written ?? write.at;
