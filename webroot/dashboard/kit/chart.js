// Bars over days or names. The same figures stand in a table below, so the picture itself is one image with a summary.
import {h, s, table} from './dom.js';

const WIDTH = 640;
const HEIGHT = 200;
const LEFT = 8;
const FOOT = 24;

/**
 * A chart with its table.
 *
 * @param title what it shows
 * @param points [{label, value, text}]: `text` is the value as it is read
 * @param columns the names of the table's two columns
 */
export function bars(title, points, columns) {
  const most = Math.max(...points.map((point) => point.value), 0) || 1;
  const top = points.reduce((best, point) => (point.value > best.value ? point : best), points[0]);
  const step = (WIDTH - LEFT * 2) / points.length;
  const drawn = points.map((point, i) => {
    const height = Math.max(point.value > 0 ? 2 : 0, (point.value / most) * (HEIGHT - FOOT - 24));
    return s('rect', {
      class: 'bar-of', x: LEFT + i * step + step * 0.15, width: step * 0.7, y: HEIGHT - FOOT - height, height, rx: 2,
    }, s('title', {}, `${point.label}: ${point.text}`));
  });
  const every = Math.ceil(points.length / 6);
  const labels = points.map((point, i) => (i % every === 0
    ? s('text', {x: i === 0 ? LEFT : LEFT + (i + 0.5) * step, y: HEIGHT - 6, 'text-anchor': i === 0 ? 'start' : 'middle'}, point.label.slice(0, 16)) : null));
  return h('figure', {class: 'chart'},
    h('figcaption', {}, title),
    s('svg', {
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', focusable: 'false',
      'aria-label': `${title}: ${points.length} bars, most ${top.text} (${top.label}). The table has all figures.`,
    },
    s('line', {class: 'axis', x1: 0, x2: WIDTH, y1: HEIGHT - FOOT, y2: HEIGHT - FOOT}),
    s('text', {x: LEFT, y: 12}, top.text), ...drawn, ...labels),
    h('details', {}, h('summary', {}, 'The figures as a table'),
      table(title, columns, points.map((point) => [point.label, point.text]))));
}

/** How much of something is used up, with the words beside. */
export function meter(label, used, limit, text) {
  const share = limit > 0 ? Math.min(1, used / limit) : 1;
  return h('div', {class: 'meter'}, h('p', {}, h('strong', {}, label), ' ', text),
    s('svg', {viewBox: '0 0 100 6', preserveAspectRatio: 'none', role: 'img', 'aria-label': `${label}: ${text}`},
      s('rect', {class: 'track', width: 100, height: 6, rx: 1}),
      s('rect', {class: share >= 1 ? 'full' : 'used', width: share * 100, height: 6, rx: 1})));
}
