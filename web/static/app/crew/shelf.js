// The device's own shelf (IndexedDB): the writes that wait, the positions that wait, what is half entered, and what was read last.

const NAME = 'goldentime-crew', VERSION = 2;
const PATIENCE_MS = 5000;  // a device that takes longer keeps nothing
let opened = null;

function open() {
  opened ??= new Promise((done, failed) => {
    const asked = indexedDB.open(NAME, VERSION);
    asked.onupgradeneeded = () => {
      const has = asked.result.objectStoreNames;
      for (const name of ['writes', 'positions']) if (!has.contains(name)) asked.result.createObjectStore(name, {keyPath: 'seq', autoIncrement: true});
      if (!has.contains('read')) asked.result.createObjectStore('read', {keyPath: 'path'});
      if (!has.contains('drafts')) asked.result.createObjectStore('drafts', {keyPath: 'id'});
    };
    asked.onsuccess = () => {
      asked.result.onversionchange = () => asked.result.close();
      done(asked.result);
    };
    asked.onerror = () => failed(asked.error);
  });
  return opened;
}
/** A browser may close what it has opened, or not open it at all: the next one who asks tries anew. */
async function transaction(stores, mode, options) {
  try {
    return (await open()).transaction(stores, mode, options);
  } catch {
    opened = null;
    return (await open()).transaction(stores, mode, options);
  }
}

const answered = request => new Promise((done, failed) => {
  request.onsuccess = () => done(request.result);
  request.onerror = () => failed(request.error);
});

/** One transaction over `stores`: `work(...stores)` may await nothing but requests of its own, as `answered` gives them.
 *  Resolves with its result once everything lies on the disk, not in a buffer: a battery may be pulled at any time. */
async function within(stores, work, durability = 'strict') {
  const room = await transaction(stores, 'readwrite', {durability});
  const ended = new Promise((done, failed) => {
    room.oncomplete = done;
    room.onerror = room.onabort = () => failed(room.error);
  });
  ended.catch(() => null);  // where `work` fails first
  const result = await work(...stores.map(name => room.objectStore(name)));
  await ended;
  return result;
}

const inTime = work => Promise.race([work, new Promise((done, failed) => setTimeout(() => failed(new Error('the device keeps nothing')), PATIENCE_MS))]);
const read = async store => (await transaction(store, 'readonly')).objectStore(store);

// A device that is full, or whose browser refuses it, keeps nothing. Then a write lives as long as the page: it is `loose`,
// stands between those that lie on the shelf, and the page says so.
const loose = new Map();
let highest = 0;
const putLoose = write => {
  highest += 0.001;
  loose.set(highest, {...write, seq: highest, loose: true});
  return highest;
};

/** Every write that waits, oldest first. */
export async function writes() {
  const kept = await inTime(read('writes').then(store => answered(store.getAll()))).catch(fault => {
    opened = null;
    if (loose.size) return [];
    throw fault;
  });
  const all = [...kept.filter(write => ![...loose.values()].some(one => one.key === write.key)), ...loose.values()].sort((a, b) => a.seq - b.seq);
  highest = Math.max(highest, all.at(-1)?.seq ?? 0);
  return all;
}
/** Puts a write to the others and says which number it has. */
export async function addWrite(write) {
  try {
    return await inTime(within(['writes'], store => answered(store.add(write))));
  } catch {
    opened = null;
    return putLoose(write);
  }
}
export const changeWrite = async write => write.loose ? void loose.set(write.seq, write) : within(['writes'], store => answered(store.put(write)));
export const dropWrite = async seq => loose.delete(seq) || within(['writes'], store => answered(store.delete(seq)));

export const addPosition = position => within(['positions'], store => answered(store.add(position)));
/** Makes one write of up to `most` of somebody's oldest positions; both or neither happen. False where there are none. */
export const positionsToWrite = (owner, most, write) => within(['positions', 'writes'], async (positions, waiting) => {
  const mine = (await answered(positions.getAll())).filter(one => one.owner === owner).slice(0, most);
  if (!mine.length) return false;
  await answered(waiting.add(write(mine)));
  for (const {seq} of mine) positions.delete(seq);
  return true;
});

/** What was read last from `path`, and when, as {path, owner, at, answer}; undefined for nothing. */
export const lastRead = async path => answered((await read('read')).get(path));
export const keepRead = kept => within(['read'], store => answered(store.put(kept)), 'relaxed');
export const forgetReads = () => within(['read'], store => answered(store.clear()));
/** Drops what `isOld` of what was read, of the drafts and of the positions; whether something read was among it. */
export const dropOld = isOld => within(['read', 'drafts', 'positions'], async (...stores) => {
  const [reads] = await Promise.all(stores.map(async store => {
    const old = (await answered(store.getAll())).filter(isOld);
    for (const one of old) store.delete(one[store.keyPath]);
    return old;
  }));
  return reads.length > 0;
});

/** What is half entered: {id, owner, at, ...}. */
export const drafts = async () => answered((await read('drafts')).getAll());
export const keepDraft = draft => within(['drafts'], store => answered(store.put(draft)), 'relaxed');
export const dropDraft = id => within(['drafts'], store => answered(store.delete(id)), 'relaxed');
