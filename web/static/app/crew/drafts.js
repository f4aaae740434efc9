// What is half entered outlives a reload, a crash and a new release: the parts of a form are written down on the device a
// moment after each change, and are back when the page is, for the same person on the same job.

import {computed, effect, signal} from '@preact/signals';
import {toast} from '../page.js';
import {t} from '../say.js';
import {me} from './outbox.js';
import {drafts, dropDraft, keepDraft} from './shelf.js';
import {jobs} from './state.js';

const SOON_MS = 100;
const forms = new Map(), filled = signal(new Set());
/** How many forms hold something for a job that runs, neither written nor given up. */
export const halfEntered = computed(() => [...filled.value].filter(name => jobs.value.some(job => job.id === forms.get(name).owner.value)).length);

const said = parts => Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, part.value]));
const idOf = name => `${me} ${name}`;

/** Lets `parts` ({name: signal}) of the form `name` outlive the page; `owner` holds the job that they belong to. */
export function outlive(name, parts, owner) {
  const blank = JSON.stringify(said(parts)), form = {parts, owner, blank, late: null};
  forms.set(name, form);
  let first = true;
  effect(() => {
    const now = said(parts), job = owner.value, empty = JSON.stringify(now) === blank;
    if (first) return void (first = false);  // as it was built
    if (empty && !filled.peek().has(name)) return;  // what lies on the device has not been put back yet
    mark(name, !empty);
    clearTimeout(form.late);
    form.write = () => (empty ? dropDraft(idOf(name)) : keepDraft({id: idOf(name), owner: me, job, at: Date.now(), said: now})).catch(() => null);
    form.late = setTimeout(() => writeDown(form), SOON_MS);
  });
}
function writeDown(form) {
  clearTimeout(form.late);
  form.write?.();
  form.write = null;
}
function mark(name, on) {
  if (filled.peek().has(name) === on) return;
  const names = new Set(filled.peek());
  if (on) names.add(name); else names.delete(name);
  filled.value = names;
}
addEventListener('pagehide', () => forms.forEach(writeDown));
document.addEventListener('visibilitychange', () => { if (document.hidden) forms.forEach(writeDown); });

/** Puts back what was half entered for a job that still runs, into forms that nobody has touched since. */
export async function restore() {
  const running = new Set(jobs.peek().map(job => job.id));
  let some = false;
  for (const draft of await drafts().catch(() => [])) {
    const form = forms.get(draft.id.slice(me.length + 1));
    if (draft.owner !== me || !form || !running.has(draft.job) || JSON.stringify(said(form.parts)) !== form.blank) continue;
    form.owner.value = draft.job;
    for (const [name, part] of Object.entries(form.parts)) if (name in draft.said) part.value = draft.said[name];
    some = true;
  }
  if (some) toast(t('outbox.restored'));
}
