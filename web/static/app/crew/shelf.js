// The device's own shelf (IndexedDB): the writes that wait, the positions that wait, and what was read last.

const NAME = 'goldentime-crew', VERSION = 1;
let opened = null;

function open() {
  opened ??= new Promise((done, failed) => {
    const asked = indexedDB.open(NAME, VERSION);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore('writes', {keyPath: 'seq', autoIncrement: true});
      asked.result.createObjectStore('positions', {keyPath: 'seq', autoIncrement: true});
      asked.result.createObjectStore('read', {keyPath: 'path'});
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  return opened;
}

const answered = request => new Promise((done, failed) => {
  request.onsuccess = () => done(request.result);
  request.onerror = () => failed(request.error);
});

/** One transaction over `stores`: `work(...stores)` may await nothing but requests of its own, as `answered` gives them.
 *  Resolves with its result once everything lies on the disk, not in a buffer: a battery may be pulled at any time. */
async function within(stores, work, durability = 'strict') {
  const room = (await open()).transaction(stores, 'readwrite', {durability});
  const ended = new Promise((done, failed) => {
    room.oncomplete = done;
    room.onerror = room.onabort = () => failed(room.error);
  });
  const result = await work(...stores.map(name => room.objectStore(name)));
  await ended;
  return result;
}

/** Every write that waits, oldest first. */
export const writes = async () => answered((await open()).transaction('writes').objectStore('writes').getAll());
/** Puts a write to the others and says which number it has. */
export const addWrite = write => within(['writes'], store => answered(store.add(write)));
export const changeWrite = write => within(['writes'], store => answered(store.put(write)));
export const dropWrite = seq => within(['writes'], store => answered(store.delete(seq)));

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
export const lastRead = async path => answered((await open()).transaction('read').objectStore('read').get(path));
export const keepRead = read => within(['read'], store => answered(store.put(read)), 'relaxed');
export const forgetReads = () => within(['read'], store => answered(store.clear()));
