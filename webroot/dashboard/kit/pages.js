// A list that comes in pages by cursor, as a table that grows by a button.
import {get} from './api.js';
import {h, button, table} from './dom.js';
import {empty, filled, attempt} from './states.js';
import {say} from './say.js';

/**
 * @param source {path, query?, field, signal}: where the entries come from and their field in the answer
 * @param caption what the table has
 * @param columns the names of its columns
 * @param row makes the cells of an entry
 * @param none what to show when there are none: an element or a text
 */
export function pages(source, caption, columns, row, none) {
  const load = (cursor) => get(source.path, {limit: 50, ...source.query, cursor}, source.signal);
  return filled(async () => {
    const first = await load();
    const entries = first[source.field];
    if (entries.length === 0) {
      return typeof none === 'string' ? empty(none) : none;
    }
    const shown = table(caption, columns, entries.map(row));
    const problem = h('div');
    const more = h('p', {class: 'more'});
    const next = (cursor) => {
      more.replaceChildren(button('Show more', () => attempt(async () => {
        const page = await load(cursor);
        const added = table(caption, columns, page[source.field].map(row)).querySelectorAll('tbody tr');
        shown.querySelector('tbody').append(...added);
        say(`${page[source.field].length} more`);
        if (page.has_more) {
          next(page.next_cursor);
        } else {
          more.remove();
        }
        added[0]?.querySelector('a, button')?.focus();
      }, problem)));
    };
    if (first.has_more) {
      next(first.next_cursor);
    }
    return [shown, problem, more];
  }, source.signal);
}
