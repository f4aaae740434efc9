// The way a drone has flown, for as long as it flies: the whole of it, coarser where it is old.

/** `way` with one more point, of at most `most`: when it is full, its older half loses every second one, never the first. */
export function grownBy(way, point, most) {
  const all = [...way, point];
  return all.length <= most ? all : all.filter((_, i) => i % 2 === 0 || i > all.length / 2);
}
