// What the calls of a job cost.
import {path} from '../kit/api.js';
import {badge} from '../kit/dom.js';
import {money, number, span, time} from '../kit/format.js';
import {pages} from '../kit/pages.js';

export const costs = (id, signal) =>
  pages({path: path`/api/v1/jobs/${id}/costs`, field: 'calls', signal}, 'Calls and what they cost',
    ['Function', 'Step', 'State', 'Estimate', 'Cost', 'Tokens in', 'Tokens out', 'Took', 'Time'],
    (call) => [call.function, call.step ?? '–', badge(call.state), money(call.estimate), money(call.cost),
      number(call.input_tokens), number(call.output_tokens),
      span(call.duration_ms === null ? null : call.duration_ms / 1000), time(call.at)],
    'Nothing that the job called has a price.');
