// The lines that a job's worker wrote.
import {path} from '../kit/api.js';
import {badge} from '../kit/dom.js';
import {time} from '../kit/format.js';
import {pages} from '../kit/pages.js';

export const logs = (id, signal) =>
  pages({path: path`/api/v1/jobs/${id}/logs`, field: 'lines', signal, query: {limit: 200}}, 'Log lines',
    ['Time', 'Level', 'Step', 'Message'],
    (line) => [time(line.at), badge(line.level), line.step ?? '–', line.message], 'The job has written no log lines.');
