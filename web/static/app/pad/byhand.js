// Which steps are left to a person's word: a vehicle that is heard says them itself, and the server refuses anybody who
// says otherwise (drones/contradiction.py). One that is not heard any more says nothing.

const HEARD_S = 10;
const BY_VEHICLE = ['take_off', 'on_station', 'land', 'stand_down'];

/** Seconds since a vehicle was heard; null where nobody hears one. `vehicle` is what it last said, `age` of when. */
export const silentFor = (vehicle, age) => vehicle == null || vehicle.link_lost_since != null ? null : age;
export const isByHand = (action, silent) => silent == null || silent > HEARD_S || !BY_VEHICLE.includes(action);
