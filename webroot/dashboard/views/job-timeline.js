// What happened to a job, in order.
import {get, path} from '../kit/api.js';
import {h} from '../kit/dom.js';
import {time} from '../kit/format.js';
import {empty, filled} from '../kit/states.js';

const WORDS = {
  accepted: 'Accepted', started: 'Started', succeeded: 'Succeeded', failed: 'Failed',
  attempt_failed: 'An attempt failed', rescued: 'Taken back from a node that died', cancelled: 'Cancelled',
  retried: 'Run again', completed_by_hand: 'Ended by hand', 'budget.warning': 'A budget is nearly spent',
};

export function timeline(id, signal) {
  return filled(async () => {
    const events = [];
    for (let cursor = null, more = true; more && events.length < 1000;) {
      const page = await get(path`/api/v1/jobs/${id}/events`, {limit: 200, cursor}, signal);
      events.push(...page.events);
      cursor = page.next_cursor;
      more = page.has_more;
    }
    if (events.length === 0) {
      return empty('Nothing has happened yet.');
    }
    return h('ol', {class: 'timeline'}, events.map((event) => {
      const error = event.detail?.error;
      return h('li', {class: event.type}, h('strong', {}, WORDS[event.type] ?? event.type),
        event.attempt > 0 ? ` (attempt ${event.attempt})` : '', ' ', time(event.at),
        error ? h('p', {}, error.message ?? error.code ?? '') : null);
    }));
  }, signal);
}
