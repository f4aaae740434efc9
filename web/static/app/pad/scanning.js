// A scanner types a label in one burst and ends it with Enter, wherever the focus is. What comes that fast is read as
// one label; a key that stays alone does what it says, a moment later.

const BURST_MS = 60, SHORTEST = 4;
const SIGNS = {Minus: '-', NumpadSubtract: '-', Slash: '/', Period: '.'};
/** By key code: what a scanner means does not depend on the keyboard's language. */
const charOf = code => /^(?:Key|Digit|Numpad)([A-Z0-9])$/.exec(code)?.[1].toLowerCase() ?? SIGNS[code];

/** Takes keys one by one; `scan` hears the labels, each lone key does its own `work`. */
export function bursts(scan, later = setTimeout, never = clearTimeout) {
  let kept = [], timer = null;
  const empty = () => { never(timer); const was = kept; kept = []; return was; };
  const flush = () => empty().forEach(one => one.work?.());
  const key = (code, work) => {
    if (code === 'Enter' && kept.length >= SHORTEST) return scan(empty().map(one => one.char).join('')), true;
    if (!charOf(code)) return flush(), false;
    kept.push({char: charOf(code), work});
    never(timer);
    timer = later(flush, BURST_MS);
    return true;
  };
  return {key, flush};
}
