// Drones of other stations, as the board last listed them and as they are heard since. Pure.

const GONE_S = 20;  // one that the board does not list is there for as long as it is heard

/** Each by its newest word. `age` says how many seconds ago an instant was; `ours` is our own station, which hears its
 *  drones by itself. */
export function othersOf(listed, heard, ours, age) {
  const live = heard.filter(one => one.station_id !== ours), newest = new Map(listed.map(one => [one.drone_id, one]));
  for (const one of live) {
    const known = newest.get(one.drone_id);
    if (known ? (age(one.at) ?? Infinity) <= (age(known.at) ?? Infinity) : age(one.at) <= GONE_S) newest.set(one.drone_id, one);
  }
  return [...newest.values()];
}
