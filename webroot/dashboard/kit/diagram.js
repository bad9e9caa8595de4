// Draws the flowchart that the service describes as Mermaid. It reads the part of Mermaid that the service writes: nodes
// `id["label"]`, `id{"label"}`, `id(["label"])`, `id(("label"))` and arrows `a --> b`, `a -->|"label"| b`.
import {h, s} from './dom.js';

const WIDTH = 200;
const HEIGHT = 44;
const ACROSS = 40;
const DOWN = 44;
const LETTERS = 26;

/** The picture, and the same as a list of steps in words. */
export function diagram(mermaid, label) {
  const {nodes, arrows} = read(mermaid);
  const rows = layers(nodes, arrows);
  const widest = Math.max(...rows.map((row) => row.length));
  const width = widest * (WIDTH + ACROSS) + ACROSS * 2;
  const height = rows.length * (HEIGHT + DOWN);
  rows.forEach((row, y) => row.forEach((node, x) => {
    node.x = (width - row.length * (WIDTH + ACROSS) + ACROSS) / 2 + x * (WIDTH + ACROSS);
    node.y = y * (HEIGHT + DOWN) + 2;
    node.row = y;
  }));
  const picture = s('svg', {
    viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', focusable: 'false',
    'aria-label': `${label}: ${nodes.size} nodes and ${arrows.length} arrows. The list below says the same.`,
  },
  s('defs', {}, s('marker', {id: 'tip', viewBox: '0 0 8 8', refX: 8, refY: 4, markerWidth: 8, markerHeight: 8, orient: 'auto'},
    s('path', {d: 'M0 0 8 4 0 8z', class: 'tip'}))),
  ...arrows.flatMap((arrow) => line(arrow, width)), ...[...nodes.values()].map(shape));
  return [
    h('div', {class: 'diagram', role: 'region', 'aria-label': label, tabindex: '0'}, picture),
    h('details', {}, h('summary', {}, 'The steps in words'), h('ol', {}, [...nodes.values()].map((node) => {
      const next = arrows.filter((arrow) => arrow.from === node).map((arrow) =>
        `${arrow.label ? `${arrow.label}: ` : ''}${arrow.to.label}`);
      return h('li', {}, `${node.label}${next.length ? `, then ${next.join(', or ')}` : ''}`);
    }))),
  ];
}

function read(mermaid) {
  const nodes = new Map();
  const arrows = [];
  const plain = (text) => text.replaceAll('#quot;', '"');
  for (const text of mermaid.split('\n')) {
    const arrow = /^\s*(\w+) -->(?:\|"(.*)"\|)? (\w+)$/.exec(text);
    const node = /^\s*(\w+)(\(\[|\(\(|\[|\{)"(.*)"/.exec(text);
    if (arrow) {
      arrows.push({from: arrow[1], label: plain(arrow[2] ?? ''), to: arrow[3]});
    } else if (node) {
      nodes.set(node[1], {id: node[1], form: node[2], label: plain(node[3])});
    }
  }
  return {
    nodes,
    arrows: arrows.map((one) => ({...one, from: nodes.get(one.from), to: nodes.get(one.to)})).filter((one) => one.from && one.to),
  };
}

/** Each node one row below the lowest that leads to it; arrows back to an earlier node do not count. */
function layers(nodes, arrows) {
  const order = new Map([...nodes.values()].map((node, i) => [node, i]));
  const end = [...nodes.values()].at(-1);
  const ahead = arrows.filter((arrow) => order.get(arrow.from) < order.get(arrow.to) || arrow.from.form === '((');
  const depth = new Map([...nodes.values()].map((node) => [node, 0]));
  for (let round = 0, moved = true; moved && round < nodes.size; round++) {
    moved = false;
    for (const {from, to} of ahead) {
      if (depth.get(to) <= depth.get(from)) {
        depth.set(to, depth.get(from) + 1);
        moved = true;
      }
    }
  }
  depth.set(end, Math.max(...depth.values(), depth.get(end)));
  const rows = [];
  for (const [node, y] of depth) {
    (rows[y] ??= []).push(node);
  }
  return rows.filter(Boolean);
}

function shape(node) {
  const text = node.label.length > LETTERS ? `${node.label.slice(0, LETTERS - 1)}…` : node.label;
  const {x, y} = node;
  const middle = y + HEIGHT / 2;
  const form = node.form === '{'
    ? s('path', {d: `M${x} ${middle} ${x + 14} ${y} ${x + WIDTH - 14} ${y} ${x + WIDTH} ${middle} ${x + WIDTH - 14} ${y + HEIGHT} ${x + 14} ${y + HEIGHT}z`})
    : s('rect', {x, y, width: WIDTH, height: HEIGHT, rx: node.form === '[' ? 6 : HEIGHT / 2});
  return s('g', {class: 'node'}, s('title', {}, node.label), form,
    s('text', {x: x + WIDTH / 2, y: middle + 5, 'text-anchor': 'middle'}, text));
}

function line({from, to, label}, width) {
  const x1 = from.x + WIDTH / 2;
  const x2 = to.x + WIDTH / 2;
  let d;
  let at;
  if (to.row === from.row + 1) {
    d = `M${x1} ${from.y + HEIGHT} C${x1} ${from.y + HEIGHT + DOWN / 2} ${x2} ${to.y - DOWN / 2} ${x2} ${to.y}`;
    at = [(x1 + x2) / 2 + 6, (from.y + HEIGHT + to.y) / 2 + 4];
  } else {
    // Past the nodes between: along the right side down, along the left side back.
    const back = to.row <= from.row;
    const side = back ? 12 : width - 12;
    const fromX = back ? from.x : from.x + WIDTH;
    const toX = back ? to.x : to.x + WIDTH;
    d = `M${fromX} ${from.y + HEIGHT / 2} C${side} ${from.y + HEIGHT / 2} ${side} ${to.y + HEIGHT / 2} ${toX} ${to.y + HEIGHT / 2}`;
    at = [back ? fromX - 34 : fromX + 6, from.y + HEIGHT / 2 - 6];
  }
  return [s('path', {class: 'arrow', d, 'marker-end': 'url(#tip)'}),
    label ? s('text', {class: 'label', x: at[0], y: at[1]}, label) : null].filter(Boolean);
}
