// Makes elements. Text is always text: nothing here reads markup.
const SVG = 'http://www.w3.org/2000/svg';

function fill(element, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** An element: h('a', {href: '#/', onclick: f}, 'text', child). */
export const h = (tag, props, ...children) => fill(document.createElement(tag), props, children);

/** An element of SVG. */
export const s = (tag, props, ...children) => fill(document.createElementNS(SVG, tag), props, children);

/** A button that cannot be pressed again while its work goes on. */
export function button(label, work, props = {}) {
  const made = h('button', {type: 'button', class: 'button plain small', ...props}, label);
  made.addEventListener('click', async () => {
    made.disabled = true;
    try {
      await work(made);
    } finally {
      made.disabled = false;
    }
  });
  return made;
}

/** A page's heading with what can be done beside it. */
export const heading = (text, ...actions) =>
  h('div', {class: 'heading'}, h('h1', {tabindex: '-1'}, text), h('div', {class: 'actions'}, ...actions));

/** A part of a page with its own heading. */
export const section = (title, ...children) => h('section', {class: 'part'}, h('h2', {}, title), ...children);

/** A list of names and values; a pair whose value is null is left out. */
export const facts = (pairs) => h('dl', {class: 'pairs'}, pairs
  .filter(([, value]) => value !== null && value !== undefined && value !== '')
  .map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))));

/**
 * A table that scrolls by itself where it is too wide. Each row is a list of cells; the first one names its row. A column
 * without a name is that of the actions.
 */
export function table(caption, columns, rows) {
  return h('div', {class: 'wide', role: 'region', 'aria-label': caption, tabindex: '0'},
    h('table', {}, h('caption', {class: 'unseen'}, caption),
      h('thead', {}, h('tr', {}, columns.map((column) =>
        h('th', {scope: 'col'}, column || h('span', {class: 'unseen'}, 'Actions'))))),
      h('tbody', {}, rows.map((cells) => h('tr', {}, cells.map((cell, i) =>
        (i === 0 ? h('th', {scope: 'row'}, cell) : h('td', {}, cell))))))));
}

/** A JSON value to read. */
export const data = (label, value) =>
  h('pre', {class: 'data', tabindex: '0', role: 'region', 'aria-label': label}, JSON.stringify(value, null, 2));

/** The state of a job, step, mail or key: told by its word, not by its colour alone. */
export const badge = (word) => h('span', {class: `badge ${word}`}, word);
