// How far a sortie has come: which of its steps it took, which it left out, and whether its kit is still on board. Pure.

const STEPS = [['accepted', ['preflight_ok']], ['airborne', ['launching']], ['on_station', ['lowering']], ['let_go', ['released', 'retracting']], ['returning', ['aborted', 'diverted']], ['landed', ['closed']]];
const HOMEWARD = ['returning', 'aborted', 'diverted', 'landed', 'closed'];

/** {name, at, now, was}: `at` is when a step began, null when it has not; one that was passed over never `was`. A kit was
    let go when the vehicle says that it came off. */
export function courseOf({state, entered, let_go_at: off}) {
  const here = STEPS.findIndex(([name, also]) => name === state || also.includes(state));
  return STEPS.map(([name, also], i) => {
    const at = (name === 'let_go' ? off : [name, ...also].map(one => entered[one]).find(Boolean)) ?? null;
    return {name, at, now: i === here, was: i < here ? at != null : i === here, passed: i < here && at == null};
  });
}

/** It has turned for home, and its kit neither came off for good nor was left behind with the line. */
export const keptKit = ({state, let_go_at: off, hung_at: hung, cut_at: cut}) => HOMEWARD.includes(state) && (!off || hung > off) && !cut;
