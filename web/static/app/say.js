// Sentences. The server's catalogue is the only dictionary; a key without a sentence shows its own name.

import {signal} from '@preact/signals';

const root = document.documentElement;
export const language = signal(root.lang);
const catalogue = signal({});
const kept = {};

/** Loads a language and shows it; the choice is kept by the server, so that the next page speaks it too. */
export async function speak(spoken) {
  kept[spoken] ??= await fetch(`/i18n/${spoken}.json`).then(answer => answer.json());
  catalogue.value = kept[spoken];
  language.value = root.lang = spoken;
}

/** Switches to the other language without losing what is half typed. */
export async function speakOther() {
  const other = language.peek() === 'ko' ? 'en' : 'ko';
  const form = new URLSearchParams({language: other, csrf_token: document.querySelector('meta[name="csrf-token"]').content});
  await speak(other);
  await fetch('/language', {method: 'POST', body: form, redirect: 'manual'}).catch(() => null);
}

/** The sentence of `key` with {name}s filled in. */
export function t(key, values) {
  const sentence = catalogue.value[key] ?? key;
  return values ? sentence.replace(/\{(\w+)\}/g, (hole, name) => values[name] ?? hole) : sentence;
}

/** The word for a code of a group: word('assignment', 'en_route'); – for none. */
export const word = (group, code, values) => code == null || code === '' ? '–' : t(`${group}.${code}`, values);

/** As `word`, but a code nobody has a word for (a free text, an old record) is shown as it is. */
export const wordOr = (group, code) => catalogue.value[`${group}.${code}`] ?? String(code ?? '–');

/** What it is: the complaint a person chose, else what the rules found; where that is a complaint, its name. */
export function complaintOf({complaint, determinant}) {
  if (complaint) return wordOr('complaint', complaint);
  const found = determinant ?? 'unknown';
  return catalogue.value[`determinant.${found}`] ?? wordOr('complaint', found);
}

/** What is known of something, on one line. */
export const dots = parts => parts.filter(Boolean).join(' · ');

/** Every code of a group that has a word. */
export const codes = group => Object.keys(catalogue.value)
  .filter(key => key.startsWith(`${group}.`)).map(key => key.slice(group.length + 1));

/** The name of something that has one in each language. */
export const named = name => name == null ? '–' : typeof name === 'string' ? name : name[language.value] ?? name.ko;

/** What went wrong, in a sentence: by its code, with the details the server gave. */
export function problemSentence(problem) {
  const about = problem.document ?? {};
  const key = `problem.${problem.code}`;
  const known = catalogue.value[key];
  if (problem.code === 'illegal_move') return t(key, {state: anyWord(about.state), action: anyWord(about.action)});
  if (problem.code === 'invalid_input' && about.errors?.length) return Object.entries(problem.fields).map(([field, reason]) => fieldSentence(field, reason)).join(' ');
  if (known) return t(key, {by: about.by || '–', kind: anyWord(about.kind), seconds: about.retry_after_s ?? ''});
  return t('problem.unknown', {code: problem.code});
}

/** The sentence beside a field the server did not accept. */
export const fieldSentence = (field, reason) => catalogue.value[`invalid.${field}`] ?? t('invalid.other', {reason});

const STATES = ['assignment', 'step', 'incident', 'incident_do', 'request', 'request_do', 'sortie', 'sortie_do', 'order', 'order_do', 'thing'];
const anyWord = code => {
  const group = STATES.find(one => catalogue.value[`${one}.${code}`]);
  return group ? t(`${group}.${code}`) : String(code ?? '–').replaceAll('_', ' ');
};

const MOVES = [['request_', 'request', 'request_do'], ['sortie_', 'sortie', 'sortie_do'], ['write_', 'write', 'message']];
/** What was done, in words: an action of its own, a step of a job or incident, or a move of a request or sortie. */
export function deed(action) {
  for (const family of ['audit_action', 'step', 'incident_do']) {
    const words = wordOr(family, action);
    if (words !== action) return words;
  }
  const [prefix, about, family] = MOVES.find(([one]) => action.startsWith(one)) ?? [];
  const move = prefix && action.slice(prefix.length);
  return prefix ? t(`audit_about.${about}`, {what: wordOr(catalogue.value[`${family}.${move}`] ? family : 'reach', move)}) : action;
}
