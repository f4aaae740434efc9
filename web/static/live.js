// The page's one event stream: durable events in order, newest values of what moves, and an honest sign of life.
import { Icon, atMinute, html, now, setServerTime, signal, t } from "./lib.js";

const BEAT_MS = 4000; // the server says something at least this often
const DEAD_MS = 10000;

export const simulation = signal({ on: !document.getElementById("simulated").hidden, speed: 1 });
export const link = signal({ alive: false, heard: Date.now(), since: null, opened: false });

export function setSimulation(state) {
  simulation.value = { ...simulation.value, ...state };
  document.getElementById("simulated").hidden = !simulation.value.on;
}

/**
 * Follow `path` from event `after` on. `onEvent(kind, event)` for what is in the log, `onValue(kind, value)` for
 * positions and the like, `onGap()` when the stream was away, so that the page reads its board again.
 */
export function follow(path, { after, onEvent, onValue = () => {}, onGap = () => {} }) {
  let source;
  let newest = after;

  function heard() {
    const was = link.value;
    link.value = { alive: true, heard: Date.now(), since: null, opened: true };
    if (!was.alive && was.opened) onGap();
  }

  function open() {
    source?.close();
    source = new EventSource(newest === undefined ? path : `${path}?after=${newest}`);
    source.addEventListener("hello", ({ data }) => {
      const hello = JSON.parse(data);
      setServerTime(hello.now);
      setSimulation(hello.simulation);
      newest ??= hello.newest;
      heard();
    });
    source.addEventListener("beat", heard);
    source.addEventListener("live", ({ data }) => {
      const value = JSON.parse(data);
      heard();
      onValue(value.kind, value);
    });
    for (const kind of KINDS) {
      source.addEventListener(kind, ({ data, lastEventId }) => {
        newest = Number(lastEventId);
        const event = JSON.parse(data);
        heard();
        if (kind === "simulation_changed") setSimulation(event.data);
        onEvent(kind, event);
      });
    }
  }

  open();
  setInterval(() => {
    const quiet = Date.now() - link.value.heard;
    if (quiet > DEAD_MS && link.value.alive) link.value = { ...link.value, alive: false, since: link.value.heard };
    if (quiet > DEAD_MS && Math.floor(quiet / BEAT_MS) % 3 === 0) open(); // a line that died half: open another
  }, BEAT_MS);
}

const KINDS = [
  "alert_changed", "assignment_changed", "call_received", "capacity_posted", "crew_step", "decision_made",
  "diversion_changed", "drone_changed", "incident_changed", "location_shared", "note_added", "patient_changed",
  "request_alerted", "request_changed", "simulation_changed", "sortie_changed", "sortie_unanswered", "unit_changed",
  "vitals",
];

/** Live, connecting, or lost since when: never a frozen page that looks fresh. */
export function Link() {
  const { alive, since, opened } = link.value;
  now.value; // ages count on
  if (alive) return html`<span class="chip ok" role="status"><${Icon} name="wifi" />${t("link.live")}</span>`;
  if (!opened) return html`<span class="chip" role="status"><${Icon} name="wifi" />${t("link.connecting")}</span>`;
  return html`<span class="chip bad solid" role="alert"><${Icon} name="wifi-off" />${t("link.lost", { at: atMinute(since) })}</span>`;
}
