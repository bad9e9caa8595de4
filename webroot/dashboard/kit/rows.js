// A table of very many rows: only those in sight, and some around them, are elements.
import {h} from './dom.js';

const AROUND = 10;

/**
 * A scrolling table.
 *
 * @param label what it has
 * @param columns [{name, class?}]
 * @param height of a row in pixels, the same for all
 * @param make makes the cells of an item; called again when the item was replaced
 * @param key the identity of an item
 * @param nearEnd called when the reader comes close to the last row
 */
export class Rows {
  constructor(label, columns, height, make, key, nearEnd) {
    Object.assign(this, {columns, height, make, key, nearEnd});
    this.items = [];
    this.drawn = new Map();
    this.body = h('tbody');
    this.above = h('tr', {'aria-hidden': 'true', class: 'gap'}, h('td', {colspan: columns.length}));
    this.below = h('tr', {'aria-hidden': 'true', class: 'gap'}, h('td', {colspan: columns.length}));
    this.table = h('table', {'aria-label': label, 'aria-rowcount': '1'},
      h('thead', {}, h('tr', {'aria-rowindex': '1'}, columns.map((column) => h('th', {scope: 'col', class: column.class}, column.name)))),
      this.body);
    this.element = h('div', {class: 'rows', role: 'region', 'aria-label': label, tabindex: '0'}, this.table);
    this.element.addEventListener('scroll', () => this.soon(), {passive: true});
    new ResizeObserver(() => this.soon()).observe(this.element);
  }

  /** Shows other items. Where the reader is stays, when rows come in above. */
  set(items, grown = 0) {
    this.items = items;
    this.table.setAttribute('aria-rowcount', String(items.length + 1));
    if (grown > 0 && this.element.scrollTop > 0) {
      this.element.scrollTop += grown * this.height;
    }
    this.soon();
  }

  /** One item is another now. */
  replace(index, item) {
    this.items[index] = item;
    const row = this.drawn.get(this.key(item));
    if (row) {
      const focused = row.contains(document.activeElement);
      row.replaceChildren(...this.cells(item));
      if (focused) {
        row.querySelector('a, button')?.focus();
      }
    }
  }

  cells(item) {
    return this.make(item).map((cell, i) => (i === 0
      ? h('th', {scope: 'row', class: this.columns[i].class}, cell) : h('td', {class: this.columns[i].class}, cell)));
  }

  soon() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      this.draw();
    });
  }

  draw() {
    const top = this.element.scrollTop;
    const first = Math.max(0, Math.floor(top / this.height) - AROUND);
    const last = Math.min(this.items.length, Math.ceil((top + this.element.clientHeight) / this.height) + AROUND);
    const kept = new Map();
    const rows = [];
    for (let i = first; i < last; i++) {
      const item = this.items[i];
      const key = this.key(item);
      const row = this.drawn.get(key) ?? h('tr', {class: 'fixed'}, this.cells(item));
      row.setAttribute('aria-rowindex', String(i + 2));
      kept.set(key, row);
      rows.push(row);
    }
    const lost = [...this.drawn].some(([key, row]) => !kept.has(key) && row.contains(document.activeElement));
    this.drawn = kept;
    this.above.firstChild.style.height = `${first * this.height}px`;
    this.below.firstChild.style.height = `${(this.items.length - last) * this.height}px`;
    this.place([this.above, ...rows, this.below]);
    if (lost) {
      this.element.focus({preventScroll: true}); // the row that had the focus is out of sight
    }
    if (last >= this.items.length - AROUND) {
      this.nearEnd();
    }
  }

  /** Moves only what is not where it should be, so that the row with the focus keeps it. */
  place(rows) {
    const wanted = new Set(rows);
    [...this.body.children].filter((row) => !wanted.has(row)).forEach((row) => row.remove());
    rows.forEach((row, i) => {
      if (this.body.children[i] !== row) {
        this.body.insertBefore(row, this.body.children[i] ?? null);
      }
    });
  }
}
