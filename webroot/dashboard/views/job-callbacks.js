// The callbacks of a job and each attempt to deliver them.
import {get, path} from '../kit/api.js';
import {h, badge, facts, table} from '../kit/dom.js';
import {time} from '../kit/format.js';
import {empty, filled} from '../kit/states.js';

export function callbacks(id, signal) {
  return filled(async () => {
    const {deliveries} = await get(path`/api/v1/jobs/${id}/callbacks`, {}, signal);
    if (deliveries.length === 0) {
      return empty('The job has no callback, or it is not due yet.');
    }
    return deliveries.map((delivery) => h('article', {class: 'delivery'},
      facts([['To', delivery.url], ['State', badge(delivery.state)], ['Created', time(delivery.created_at)],
        ['Next attempt', delivery.next_attempt_at && time(delivery.next_attempt_at)]]),
      delivery.attempts.length === 0 ? empty('Not tried yet.')
        : table(`Attempts to deliver to ${delivery.url}`, ['Attempt', 'Time', 'Status', 'Took', 'Error'],
          delivery.attempts.map((one) => [one.attempt, time(one.at), one.status ?? '–', `${one.duration_ms} ms`, one.error ?? '–']))));
  }, signal);
}
