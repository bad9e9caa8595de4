// What stands in the place of something that is not there: yet, at all, or because it failed.
import {h, button} from './dom.js';
import {alarm} from './say.js';

export const loading = (what = 'Loading') => h('p', {class: 'state', role: 'status'}, `${what} …`);

export const empty = (text, ...more) => h('div', {class: 'state'}, h('p', {}, text), ...more);

/** Why something is not shown, and a way to try again. */
export function failed(error, again) {
  const forbidden = error.status === 403;
  return h('div', {class: `state ${forbidden ? 'closed' : 'failed'}`, role: forbidden ? 'note' : 'alert'},
    h('p', {}, h('strong', {}, forbidden ? 'Not for you. ' : 'That did not work. '), error.message),
    again && !forbidden ? h('p', {}, button('Try again', again)) : null);
}

/** A place that fills itself by `load`, and shows that it loads and what goes wrong. */
export function filled(load, signal, what) {
  const place = h('div', {class: 'place'});
  const fill = async (quiet) => {
    if (!quiet) {
      place.replaceChildren(loading(what));
    }
    place.setAttribute('aria-busy', 'true');
    try {
      const content = await load();
      if (!signal.aborted) {
        place.replaceChildren(...[content].flat());
      }
    } catch (error) {
      if (!signal.aborted && error.name !== 'AbortError') {
        place.replaceChildren(failed(error, () => fill(false)));
        if (!('status' in error)) {
          console.error(error); // a mistake of ours
        }
      }
    } finally {
      place.removeAttribute('aria-busy');
    }
  };
  place.refill = () => fill(true);
  place.ready = fill(false);
  return place;
}

/** Does something for the reader; says what went wrong where it is seen and heard. */
export async function attempt(work, place) {
  try {
    await work();
    return true;
  } catch (error) {
    if (place) {
      place.replaceChildren(failed(error));
    }
    alarm(error.message);
    return false;
  }
}
