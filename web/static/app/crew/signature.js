// A signature drawn with a finger: one line as SVG path data in whole numbers (`M12 34L15 40…`), 600 wide and 200 high, so
// that it is small, scales, prints and cannot carry anything but strokes. The server holds it to the same shape.

import {Button, html, useRef} from '../parts.js';
import {t} from '../say.js';

const WIDE = 600, HIGH = 200, APART = 4;
export const MOST = 12_000;  // characters; a very long name in large letters takes 3,000
/** What is a signature: strokes within the box, and more than a slip of the finger. */
export const isSigned = path => typeof path === 'string' && (path.match(/L/g)?.length ?? 0) >= 6;

/** As it was drawn; for whoever reads the record. */
export const Signed = ({path, label}) => html`<svg class="signed" viewBox=${`0 0 ${WIDE} ${HIGH}`} role="img" aria-label=${label}><path d=${path}/></svg>`;

/** A field to sign in. `value` is the path so far, null or empty for none; `set` takes the new one. */
export const Signature = ({value, set, label}) => {
  const drawing = useRef(null), box = useRef();
  const place = event => {
    const {left, top, width, height} = box.current.getBoundingClientRect();
    const within = (at, size) => Math.max(0, Math.min(size, Math.round(at)));
    return [within((event.clientX - left) / width * WIDE, WIDE), within((event.clientY - top) / height * HIGH, HIGH)];
  };
  const begin = event => {
    if (!event.isPrimary || (value ?? '').length > MOST - 20) return;
    event.preventDefault();
    box.current.setPointerCapture(event.pointerId);
    const [x, y] = place(event);
    drawing.current = {path: `${value ?? ''}M${x} ${y}`, x, y};
    set(drawing.current.path);
  };
  const draw = event => {
    const last = drawing.current;
    if (!last || last.path.length > MOST - 20) return;
    const [x, y] = place(event);
    if (Math.hypot(x - last.x, y - last.y) < APART) return;
    drawing.current = {path: `${last.path}L${x} ${y}`, x, y};
    set(drawing.current.path);
  };
  const end = () => { drawing.current = null; };
  return html`<div class="signature" role="group" aria-label=${label}><div class="row"><b class="grow">${label}</b><${Button} icon="rotate-ccw" disabled=${!value} onClick=${() => set('')}>${t('signature.clear')}<//></div>
    <svg ref=${box} class="pad" viewBox=${`0 0 ${WIDE} ${HIGH}`} preserveAspectRatio="none" aria-hidden="true" onPointerDown=${begin} onPointerMove=${draw} onPointerUp=${end} onPointerCancel=${end}>
      <path class="rule" d="M20 160H580"/><path d=${value || 'M0 0'}/></svg><small role="status">${isSigned(value) ? t('signature.there') : t('signature.here')}</small></div>`;
};
