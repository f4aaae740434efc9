// The grammar of the command line. Pure: a line and what there is to name go in, what was meant comes out.
//
// world: {incidents: [{id, number, over, merged}], units: [{id, names}], words: {step, disposition, cancellation}}
// where words are [[code, short, words]]. A line that begins with none of the commands is a search.

import {keys} from './keymap.js';

/** What may be said: the key, what it does, what it takes. A `?` may be left out. */
export const COMMANDS = [
  {key: 'n', name: 'new', takes: ['text?']},
  {key: 'd', name: 'dispatch', takes: ['incident', 'unit']},
  {key: 'h', name: 'ask', takes: ['incident', 'ranks?']},
  {key: 's', name: 'status', takes: ['unit', 'step']},
  {key: 't', name: 'timeline', takes: ['any']},
  {key: 'm', name: 'merge', takes: ['incident', 'incident']},
  {key: 'u', name: 'unmerge', takes: ['merged']},
  {key: 'c', name: 'close', takes: ['incident', 'disposition']},
  {key: 'x', name: 'cancel', takes: ['incident', 'cancellation']},
];
const OFFERED = 8;
const plain = text => text.toLowerCase().replaceAll(/[\s-]/g, '');
const serial = number => Number(number.split('-').pop());

const CALLS = {incident: i => !i.over, any: () => true, merged: i => i.merged};
function findCall(kind, word, world) {
  const able = world.incidents.filter(CALLS[kind]), digits = /^\d+$/.test(word);
  const exact = able.filter(i => i.number === word || (digits && serial(i.number) === Number(word)));
  return exact.length ? exact : digits ? able.filter(i => i.number.endsWith(word)) : [];
}

/** A unit by its name, by the beginning of it, by its number, or by letter and number: 세종3, Sejong 3, 3, s3. */
function findUnit(word, world) {
  const said = [plain(word), plain(keys(word))], shorts = unit => unit.names.map(plain).flatMap(name => {
    const [, letter, number] = /^(\D).*?(\d+)$/.exec(name) ?? [];
    return number ? [number, letter + number] : [];
  });
  const exactly = world.units.filter(u => u.id === word || u.names.some(name => said.includes(plain(name))));
  if (exactly.length) return exactly;
  const shortly = world.units.filter(u => shorts(u).some(short => said.includes(short)));
  return shortly.length ? shortly : world.units.filter(u => u.names.some(name => said.some(one => one && plain(name).startsWith(one))));
}

function findCode(kind, word, world) {
  const said = [plain(word), plain(keys(word))], all = world.words[kind];
  const exactly = all.filter(([code, short, words]) => said.includes(short) || said.includes(code) || said.includes(plain(words)));
  return exactly.length ? exactly : all.filter(([code, , words]) => said.some(one => code.startsWith(one) || plain(words).startsWith(one)));
}

const find = (kind, word, world) => kind in CALLS ? findCall(kind, word, world) : kind === 'unit' ? findUnit(word, world) : findCode(kind, word, world);
const written = (kind, thing) => kind in CALLS ? String(serial(thing.number)) : kind === 'unit' ? plain(thing.names[0]) : thing[1];

/** {search} or {command, args, error, offers}. `args` are the things meant so far; `error` {code, what, word} is null
 *  when the command can be carried out; `offers` are [{line, kind, thing}] that would complete the last word. */
export function parse(line, world) {
  const [first, ...words] = line.trimStart().split(/\s+/);
  const command = COMMANDS.find(one => one.key === keys(first));
  if (!command || first.length !== 1) return {search: line.trim()};
  if (command.takes[0] === 'text?') return {command, args: [words.join(' ').trim()], error: null, offers: []};
  const typing = words.length ? words.at(-1) : '', args = [];
  let error = null, at = 0;
  for (const [place, takes] of command.takes.entries()) {
    const kind = takes.replace('?', '');
    if (kind === 'ranks') {
      const ranks = ranksOf(words.slice(at));
      args.push(ranks ?? []);
      error ??= ranks ? null : {code: 'unknown', what: kind, word: words.slice(at).join(' ')};
      at = words.length;
      break;
    }
    const word = words[at] ?? '', found = word ? find(kind, word, world) : [];
    if (found.length === 1) args.push(found[0]);
    else error ??= {code: !word ? 'missing' : found.length ? 'ambiguous' : 'unknown', what: kind, word};
    at = place + 1;
    if (error) break;
  }
  if (!error && words.slice(at).some(Boolean)) error = {code: 'surplus', what: 'text', word: words.slice(at).join(' ')};
  if (!error && args[1]?.id && args[0].id === args[1].id) error = {code: 'same', what: 'incident', word: typing};
  return {command, args, error, offers: offers(command, first, words, args, world)};
}

/** `ask 1 2 3`, `1 2 3` or nothing; null for anything else. */
function ranksOf(words) {
  const said = words.filter(Boolean).map(keys), numbers = said[0] === 'ask' ? said.slice(1) : said;
  return numbers.every(one => /^[1-9]$/.test(one)) ? [...new Set(numbers.map(Number))] : null;
}

/** What the word that is being typed may become. */
function offers(command, first, words, args, world) {
  const place = Math.max(0, words.length - 1), kind = command.takes[place]?.replace('?', '');
  if (!kind || ['text', 'ranks'].includes(kind) || args.length < place) return [];
  const word = words.at(-1) ?? '', all = kind in CALLS ? world.incidents.filter(CALLS[kind]) : kind === 'unit' ? world.units : world.words[kind];
  const able = word ? find(kind, word, world) : all;
  const before = [first, ...words.slice(0, place)].join(' ');
  return able.slice(0, OFFERED).map(thing => ({line: `${before} ${written(kind, thing)} `, kind, thing}));
}
