// How the map looks: grey ground, roads by class, everything that matters above it. Shapes carry the meaning.

const FONT = ['KR'];
const LIGHT = {ground: '#dce0e3', casing: '#b1b9c1', road: '#ffffff', motorway: '#a3afbb', text: '#37424d', halo: '#eceff1',
  ink: '#27323c', paper: '#ffffff', act: '#0b5cab', ok: '#00664a', lost: '#7a2e8f', zone: '#b85a00', idle: '#3d4a56'};
const DARK = {ground: '#151a20', casing: '#0f1317', road: '#35404b', motorway: '#536170', text: '#9dabb8', halo: '#12161b',
  ink: '#d5dde5', paper: '#12161b', act: '#6db3f2', ok: '#3fcf9f', lost: '#d79be8', zone: '#ffa64d', idle: '#c4ced8'};
export const colours = dark => dark ? DARK : LIGHT;

const FED = ['reach', 'isochrones', 'zones', 'traffic', 'closures', 'mark', 'fixes', 'drafts', 'alternatives', 'routes', 'lights', 'places', 'hospitals', 'units', 'incidents', 'drones'];
const nothing = {type: 'FeatureCollection', features: []};

/** `fonts` are MapLibre font faces, `tiles` what the server tells of its tiles; `attribution` stands on every map, for
 *  the roads' licence asks for it. */
export function style(dark, fonts, tiles, attribution, language) {
  const c = colours(dark), roads = tiles.tiles.length > 0;
  const fed = name => [name, {type: 'geojson', data: nothing, ...(name === 'zones' && !roads && attribution ? {attribution} : {})}];
  return {
    version: 8, 'font-faces': {KR: fonts},
    sources: {...Object.fromEntries(FED.map(fed)), ...(roads ? {roads: {type: 'vector', tiles: tiles.tiles.map(address => location.origin + address),
      minzoom: tiles.minzoom, maxzoom: tiles.maxzoom, bounds: tiles.bounds, attribution}} : {})},
    layers: [
      {id: 'ground', type: 'background', paint: {'background-color': c.ground}},
      ...reachLayers(c),
      {id: 'zone-fill', type: 'fill', source: 'zones', paint: {'fill-color': c.zone, 'fill-opacity': .05}},
      ...(roads ? roadLayers(c) : []),
      {id: 'zone-line', type: 'line', source: 'zones', paint: {'line-color': c.zone, 'line-width': 1.2, 'line-opacity': .7, 'line-dasharray': [5, 4]}},
      {...label('zone-names', 'zones', c, {'symbol-placement': 'line', 'symbol-spacing': 480, 'text-field': ['get', 'name'], 'text-size': 11.5}, 8), paint: {'text-color': c.zone, 'text-halo-color': c.halo, 'text-halo-width': 1.6}},
      ...areaLayers(c),
      ...trafficLayers(c),
      line('alternatives-casing', 'alternatives', {'line-color': c.paper, 'line-width': 6, 'line-opacity': .8}),
      line('alternatives', 'alternatives', {'line-color': c.idle, 'line-width': 3.5, 'line-dasharray': [1.6, 1.4]}),
      line('route-casing', 'routes', {'line-color': c.paper, 'line-width': 9, 'line-opacity': .9}),
      line('route', 'routes', {'line-width': 5, 'line-color': ['match', ['get', 'to'], 'hospital', c.ok, 'drop', c.ink, c.act],
        'line-dasharray': ['match', ['get', 'to'], 'hospital', ['literal', [1.6, 1]], 'drop', ['literal', [.4, 1.6]], ['literal', [1, 0]]]}),
      ...fixLayers(c), ...draftLayers(c), ...markLayers(c),
      ...(roads ? [roadNames(c, language)] : []),
      label('alternative-names', 'alternatives', c, {'symbol-placement': 'line-center', 'text-field': ['get', 'name'], 'text-size': 13, 'text-allow-overlap': true, 'text-rotation-alignment': 'viewport'}),
      label('lights', 'lights', c, {'icon-image': ['concat', 'light-', ['get', 'look']], 'icon-allow-overlap': true,
        'icon-size': ['interpolate', ['linear'], ['zoom'], 10, .55, 14, 1], 'text-field': ['step', ['zoom'], '', 14, ['get', 'name']], 'text-size': 11,
        'text-offset': [0, 1.1], 'text-anchor': 'top', 'text-optional': true}),
      label('place-names', 'places', c, {'text-field': ['get', 'name'], 'text-size': 11, 'icon-image': ['concat', 'place-', ['get', 'kind']],
        'icon-size': .8, 'icon-allow-overlap': true, 'text-offset': [0, 1], 'text-anchor': 'top', 'text-optional': true}, 11),
      label('hospitals', 'hospitals', c, {'icon-image': ['concat', 'hospital-', ['get', 'state']], 'icon-allow-overlap': true,
        'text-field': ['get', 'name'], 'text-size': 11.5, 'text-offset': [0, 1.3], 'text-anchor': 'top', 'text-optional': true}),
      label('units', 'units', c, {'icon-image': ['concat', 'unit-', ['get', 'state']], 'icon-allow-overlap': true,
        'icon-rotate': ['coalesce', ['get', 'heading'], 0], 'icon-rotation-alignment': 'map',
        'icon-size': ['interpolate', ['linear'], ['zoom'], 9, .6, 13, .9, 16, 1.15], 'text-field': ['step', ['zoom'], '', 10.5, ['get', 'name']],
        'text-size': 11, 'text-offset': [0, 1.3], 'text-anchor': 'top', 'text-optional': true}),
      {...label('drones-below', 'drones', c, DRONE), filter: ['!', ['boolean', ['get', 'up'], true]]},
      faintly({...label('drones', 'drones', c, DRONE), filter: ['boolean', ['get', 'up'], true]}),
      {id: 'chosen', type: 'circle', source: 'incidents', filter: ['get', 'chosen'], paint: {'circle-radius': 23, 'circle-color': c.act,
        'circle-opacity': .16, 'circle-stroke-color': c.act, 'circle-stroke-width': 2.5}},
      {id: 'incidents', type: 'symbol', source: 'incidents', layout: {'icon-image': ['concat', 'priority-', ['to-string', ['get', 'priority']]],
        'icon-allow-overlap': true, 'icon-size': ['case', ['get', 'active'], .75, 1], 'symbol-sort-key': ['-', 9, ['to-number', ['get', 'priority'], 0]]}},
    ],
  };
}

const DRONE = {'icon-image': 'drone', 'icon-allow-overlap': true, 'text-field': ['get', 'name'], 'text-size': 11, 'text-offset': [0, 1.3],
  'text-anchor': 'top', 'text-optional': true, 'symbol-sort-key': ['to-number', ['get', 'rank'], 0]};
/** What was heard a while ago stands back behind what moves. */
const faintly = layer => ({...layer, paint: {...layer.paint, 'icon-opacity': ['case', ['boolean', ['get', 'faint'], false], .45, 1]}});
const ROUND = {'line-cap': 'round', 'line-join': 'round'};
const line = (id, source, paint) => ({id, type: 'line', source, layout: ROUND, paint});
const label = (id, source, c, layout, minzoom = 0) => ({id, type: 'symbol', source, minzoom, layout: {'text-font': FONT, ...layout},
  paint: {'text-color': id.endsWith('names') ? c.text : c.ink, 'text-halo-color': c.halo, 'text-halo-width': 1.6}});

const byClass = (widths, rest) => ['match', ['get', 'class'], ...Object.entries(widths).flat(), rest];
const BROAD = byClass({motorway: 2.4, trunk: 2.2, primary: 2, secondary: 1.5, tertiary: 1.1}, .75);
const RANK = byClass({motorway: 0, trunk: 1, primary: 2, secondary: 3, tertiary: 4}, 5);

/** The tiles draw the least important roads first; see routing/tiles/lines.py for what is in them from which zoom on. */
function roadLayers(c) {
  const width = (a, b, d, e) => ['interpolate', ['exponential', 1.5], ['zoom'], 8, ['*', BROAD, a], 12, ['*', BROAD, b],
    14, ['*', BROAD, d], 18, ['*', BROAD, e]];
  const road = (id, paint, minzoom = 0) => ({...line(id, 'roads', paint), 'source-layer': 'roads', minzoom});
  return [
    road('roads-casing', {'line-color': c.casing, 'line-width': width(.9, 2.5, 3.9, 24)}, 9.5),
    road('roads', {'line-color': byClass({motorway: c.motorway, trunk: c.motorway}, c.road), 'line-width': width(.6, 1.7, 2.9, 21)}),
  ];
}

const roadNames = (c, language) => ({...label('road-names', 'roads', c, {'symbol-placement': 'line', 'symbol-spacing': 420, 'symbol-sort-key': RANK,
  'text-field': ['coalesce', ['get', `name:${language}`], ['get', 'name']], 'text-size': 11}, 12.5), 'source-layer': 'roads'});

/** Cars beside their own side of the road, calm until nothing moves; a closed road is barred in black and white. */
function trafficLayers(c) {
  const wide = (low, high) => ['interpolate', ['linear'], ['zoom'], 10, low, 16, high];
  const kind = (id, name, paint) => ({...line(id, 'closures', paint), filter: ['==', ['get', 'kind'], name]});
  return [
    line('traffic', 'traffic', {'line-color': c.zone, 'line-opacity': ['match', ['get', 'flow'], 'jammed', .95, .5], 'line-width': ['match', ['get', 'flow'], 'jammed', 3.5, 2.2], 'line-offset': wide(1.5, 5)}),
    kind('slow-zone', 'slow', {'line-color': c.zone, 'line-width': wide(3, 7), 'line-dasharray': [.4, 1.4], 'line-opacity': .9}),
    kind('closed-edge', 'closed', {'line-color': c.paper, 'line-width': wide(6, 12)}),
    {...kind('closed-road', 'closed', {'line-color': c.ink, 'line-width': wide(4, 8), 'line-dasharray': [.7, .7]}), layout: {'line-cap': 'butt'}},
  ];
}

/** What is being pointed out, and the sign on every closed road. */
const markLayers = c => [
  {...line('mark-meant', 'mark', {'line-color': c.act, 'line-width': 9, 'line-opacity': .45}), filter: ['==', ['get', 'part'], 'meant']},
  {...line('mark-drawn', 'mark', {'line-color': c.act, 'line-width': 2, 'line-dasharray': [2, 2]}), filter: ['==', ['get', 'part'], 'drawn']},
  {id: 'mark-spot', type: 'circle', source: 'mark', filter: ['==', ['get', 'part'], 'spot'], paint: {'circle-radius': 5, 'circle-color': c.paper, 'circle-stroke-color': c.act, 'circle-stroke-width': 3}},
  {id: 'closed-sign', type: 'symbol', source: 'closures', filter: ['all', ['==', ['geometry-type'], 'Point'], ['==', ['get', 'kind'], 'closed']], layout: {'icon-image': 'closed', 'icon-allow-overlap': true, 'icon-size': ['interpolate', ['linear'], ['zoom'], 10, .6, 15, 1]}},
];

/** How far each position may be off: dashed where it is too vague to be used by itself. */
const fixLayers = c => [
  {id: 'fix-fill', type: 'fill', source: 'fixes', paint: {'fill-color': c.act, 'fill-opacity': ['case', ['get', 'used'], .1, .03]}},
  {...line('fix-line', 'fixes', {'line-color': c.act, 'line-width': 1.6}), filter: ['!', ['get', 'vague']]},
  {...line('fix-vague', 'fixes', {'line-color': c.act, 'line-width': 1.6, 'line-dasharray': [3, 3]}), filter: ['get', 'vague']},
];

/** Zones that do not count yet: plain where those that count are dashed. */
const draftLayers = c => [
  {id: 'draft-fill', type: 'fill', source: 'drafts', filter: ['==', ['geometry-type'], 'Polygon'], paint: {'fill-color': c.act, 'fill-opacity': .1}},
  {...line('draft-line', 'drafts', {'line-color': c.act, 'line-width': 2.5}), filter: ['==', ['geometry-type'], 'Polygon']},
  {...label('draft-limits', 'drafts', c, {'text-field': ['get', 'label'], 'text-size': 12, 'text-anchor': 'bottom', 'text-offset': [0, -.4], 'text-max-width': 24, 'text-allow-overlap': true}), filter: ['==', ['geometry-type'], 'Point']},
];

/** Areas within minutes, one in the other: the nearest line is the thickest, the farthest dashed. */
function areaLayers(c) {
  const ranked = near => ['match', ['get', 'rank'], 2, near[0], 1, near[1], near[2]];
  return [
    {id: 'isochrones', type: 'fill', source: 'isochrones', paint: {'fill-color': c.act, 'fill-opacity': .07}},
    line('isochrone-lines', 'isochrones', {'line-color': c.act, 'line-opacity': .85, 'line-width': ranked([3, 2, 1.4]), 'line-dasharray': ranked([['literal', [1, 0]], ['literal', [1, 0]], ['literal', [4, 3]]])}),
    label('isochrone-names', 'isochrones', c, {'symbol-placement': 'line', 'symbol-spacing': 340, 'text-field': ['get', 'name'], 'text-size': 12}),
  ];
}

/** Where free units reach: plain for two and more, dotted for one, hatched for none. */
function reachLayers(c) {
  const reach = (id, depth, paint) => ({id, type: 'fill', source: 'reach', filter: ['==', ['get', 'depth'], depth], paint});
  return [
    {id: 'reach', type: 'fill', source: 'reach', paint: {'fill-color': ['match', ['get', 'depth'], 0, c.idle, c.ok], 'fill-opacity': ['match', ['get', 'depth'], 0, .04, .12]}},
    reach('reach-none', 0, {'fill-pattern': 'reach-0'}),
    reach('reach-one', 1, {'fill-pattern': 'reach-1'}),
    line('reach-line', 'reach', {'line-color': c.casing, 'line-width': 1}),
  ];
}

const SHARP = 2;  // pixels drawn per pixel shown
function drawn(size, draw) {
  const canvas = new OffscreenCanvas(size * SHARP, size * SHARP), x = canvas.getContext('2d');
  x.scale(SHARP, SHARP);
  x.lineJoin = 'round';
  draw(x);
  return x.getImageData(0, 0, size * SHARP, size * SHARP);
}
const shape = (x, points) => {
  x.beginPath();
  points.forEach(([a, b], i) => i ? x.lineTo(a, b) : x.moveTo(a, b));
  x.closePath();
};
const edged = (x, fill, edge, width) => {
  x.strokeStyle = edge;
  x.lineWidth = width;
  x.stroke();
  x.fillStyle = fill;
  x.fill();
};

/** Every picture of the map as [name, pixels]. */
export function pictures(dark) {
  const c = colours(dark);
  return [...units(c), ...lights(c), ...priorities(), ...hospitals(c), ...places(c), ...reaches(c), ['closed', drawn(22, x => barredSign(x, c))], ['drone', drawn(28, x => drone(x, c))], ['priority-drop', drawn(30, x => target(x, c))]];
}

function barredSign(x, c) {
  x.beginPath();
  x.arc(11, 11, 8.5, 0, 7);
  edged(x, c.ink, c.paper, 3);
  x.fillStyle = c.paper;
  x.fillRect(5.5, 9.3, 11, 3.4);
}

function* units(c) {
  const states = {free: [c.idle, c.paper], going: [c.act, c.act], scene: [c.act, c.paper], loaded: [c.ok, c.ok], lost: [c.lost, c.paper], off: [c.casing, c.ground]};
  for (const [state, [edge, fill]] of Object.entries(states)) {
    yield [`unit-${state}`, drawn(26, x => {
      shape(x, [[13, 2], [21, 22], [13, 17.5], [5, 22]]);
      edged(x, fill, c.paper, 5);
      if (state === 'lost') x.setLineDash([3, 2]);
      x.strokeStyle = edge;
      x.lineWidth = 2.2;
      x.stroke();
    })];
  }
}

/** Asked: a ring. Granted: a full disc with an arrow. Not granted: a square with a bar. Unknown: a broken ring with a question mark. */
function* lights(c) {
  const round = (x, r) => { x.beginPath(); x.arc(11, 11, r, 0, 7); };
  const stroke = (x, colour, points) => {
    x.strokeStyle = colour;
    x.lineWidth = 2.4;
    x.beginPath();
    points.forEach(([a, b], i) => i ? x.lineTo(a, b) : x.moveTo(a, b));
    x.stroke();
  };
  const ring = (x, colour, dash) => {
    round(x, 7);
    edged(x, c.paper, c.paper, 4);
    x.setLineDash(dash);
    x.strokeStyle = colour;
    x.lineWidth = 2.4;
    x.stroke();
    x.setLineDash([]);
  };
  yield ['light-ahead', drawn(22, x => { round(x, 3); edged(x, c.paper, c.idle, 2); })];
  yield ['light-asked', drawn(22, x => { ring(x, c.act, []); round(x, 2); x.fillStyle = c.act; x.fill(); })];
  yield ['light-granted', drawn(22, x => { round(x, 8); edged(x, c.ok, c.paper, 4); stroke(x, c.paper, [[11, 16], [11, 6]]); stroke(x, c.paper, [[7, 10], [11, 6], [15, 10]]); })];
  yield ['light-denied', drawn(22, x => { x.beginPath(); x.roundRect(4, 4, 14, 14, 2); edged(x, c.idle, c.paper, 4); stroke(x, c.paper, [[7, 11], [15, 11]]); })];
  yield ['light-unknown', drawn(22, x => { ring(x, c.lost, [3, 2.4]); x.fillStyle = c.lost; x.font = '800 10px sans-serif'; x.textAlign = 'center'; x.textBaseline = 'middle'; x.fillText('?', 11, 11.5); })];
  yield ['light-passed', drawn(22, x => { round(x, 3); edged(x, c.idle, c.paper, 2); })];
}

function* priorities() {
  const paths = {
    1: ['#c2141f', '#fff', 15, x => shape(x, [[9, 2], [21, 2], [28, 9], [28, 21], [21, 28], [9, 28], [2, 21], [2, 9]])],
    2: ['#b85a00', '#fff', 18, x => shape(x, [[15, 2], [29, 27], [1, 27]])],
    3: ['#f2c200', '#221b00', 15, x => { x.beginPath(); x.arc(15, 15, 13, 0, 7); }],
    4: ['#5f6c78', '#fff', 15, x => { x.beginPath(); x.roundRect(3, 3, 24, 24, 5); }],
    0: ['#5f6c78', '#fff', 15, x => { x.beginPath(); x.roundRect(3, 3, 24, 24, 5); }],
  };
  for (const [p, [fill, ink, y, path]] of Object.entries(paths)) {
    yield [`priority-${p}`, drawn(30, x => {
      path(x);
      edged(x, fill, '#fff', 3.5);
      x.fillStyle = ink;
      x.font = '800 14px sans-serif';
      x.textAlign = 'center';
      x.textBaseline = 'middle';
      x.fillText(p === '0' ? '?' : p, 15, y + .5);
    })];
  }
}

function* hospitals(c) {
  for (const state of ['open', 'closed', 'chosen']) {
    yield [`hospital-${state}`, drawn(26, x => {
      x.beginPath();
      x.roundRect(2, 2, 22, 22, 5);
      edged(x, state === 'chosen' ? c.ok : c.ink, c.paper, 3);
      x.fillStyle = c.paper;
      x.fillRect(11, 6.5, 4, 13);
      x.fillRect(6.5, 11, 13, 4);
      if (state !== 'closed') return;
      x.strokeStyle = '#ff6b6b';
      x.lineWidth = 3.5;
      x.beginPath();
      x.moveTo(3, 23);
      x.lineTo(23, 3);
      x.stroke();
    })];
  }
}

function* places(c) {
  yield ['place-station', drawn(14, x => { shape(x, [[7, 1], [13, 7], [7, 13], [1, 7]]); edged(x, c.paper, c.text, 1.5); })];
  yield ['place-landmark', drawn(14, x => { x.beginPath(); x.arc(7, 7, 3, 0, 7); edged(x, c.text, c.halo, 2); })];
  yield ['place-stop', drawn(14, x => { shape(x, [[2, 3], [12, 3], [7, 12]]); edged(x, c.act, c.halo, 2); })];
  yield ['place-pad', drawn(14, x => { x.beginPath(); x.roundRect(2, 2, 10, 10, 2); edged(x, c.paper, c.text, 1.5); })];
}

/** Patterns that repeat: lines across the ground for nobody, dots for one unit. */
function* reaches(c) {
  yield ['reach-0', drawn(12, x => {
    x.strokeStyle = c.idle;
    x.globalAlpha = .3;
    x.lineWidth = 1.2;
    for (const from of [-12, 0, 12]) {
      x.beginPath();
      x.moveTo(from - 2, 14);
      x.lineTo(from + 14, -2);
      x.stroke();
    }
  })];
  yield ['reach-1', drawn(12, x => {
    x.fillStyle = c.ok;
    x.globalAlpha = .6;
    for (const [a, b] of [[3, 3], [9, 9]]) {
      x.beginPath();
      x.arc(a, b, 1.1, 0, 7);
      x.fill();
    }
  })];
}

/** Where a kit is to come down: a ring with a cross, for the pad knows no priority. */
function target(x, c) {
  for (const [width, colour] of [[6, c.paper], [2.4, c.ink]]) {
    x.strokeStyle = colour;
    x.lineWidth = width;
    x.beginPath();
    x.arc(15, 15, 8, 0, 7);
    for (const [a, b] of [[15, 3], [27, 15], [15, 27], [3, 15]]) {
      x.moveTo(15, 15);
      x.lineTo(a, b);
    }
    x.stroke();
  }
}

function drone(x, c) {
  for (const [width, colour] of [[6, c.paper], [2.2, c.ink]]) {
    x.strokeStyle = colour;
    x.lineWidth = width;
    x.beginPath();
    x.moveTo(8, 8);
    x.lineTo(20, 20);
    x.moveTo(20, 8);
    x.lineTo(8, 20);
    x.stroke();
    for (const [a, b] of [[7, 7], [21, 7], [7, 21], [21, 21]]) {
      x.beginPath();
      x.arc(a, b, 4, 0, 7);
      x.stroke();
    }
  }
}
