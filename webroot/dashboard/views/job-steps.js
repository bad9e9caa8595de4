// The steps of a workflow's run, each with its input and output, and a run anew from any of them.
import {get, path, post} from '../kit/api.js';
import {sure} from '../kit/ask.js';
import {h, badge, button, data, facts} from '../kit/dom.js';
import {money, span, time} from '../kit/format.js';
import {may} from '../kit/may.js';
import {pages} from '../kit/pages.js';
import {attempt, filled} from '../kit/states.js';

export function steps(id, signal, {problem}) {
  const again = (step) => button('Run anew from here', async () => {
    if (!await sure(`Run the job anew from ${step.name}? Steps before it keep their results.`, 'Run anew')) {
      return;
    }
    await attempt(async () => {
      const made = await post(path`/api/v1/jobs/${id}/rerun`, {from_step: step.step});
      location.hash = path`#/job/${made.job_id}`;
    }, problem);
  }, {'aria-label': `Run anew from ${step.name}`});
  const detail = (step) => {
    const made = h('details', {}, h('summary', {}, step.name));
    made.addEventListener('toggle', () => {
      if (made.open && made.childElementCount === 1) {
        made.append(whole(id, step.step, signal));
      }
    });
    return made;
  };
  return pages({path: path`/api/v1/jobs/${id}/steps`, field: 'steps', signal}, 'Steps',
    ['Step', 'Kind', 'State', 'Started', 'Took', 'Attempts', 'Cost', 'Again'], (step) => [
      detail(step), step.kind, badge(step.state), time(step.started_at),
      span(step.duration_ms === null || step.duration_ms === undefined ? null : step.duration_ms / 1000),
      step.attempts, step.cost ? money(step.cost) : '–',
      may('jobs:write') && ['done', 'failed', 'caught', 'skipped'].includes(step.state) ? again(step) : '']
    , 'A worker runs this job in one go: it has no steps.');
}

function whole(id, name, signal) {
  return filled(async () => {
    const step = await get(path`/api/v1/jobs/${id}/step`, {step: name}, signal);
    return [facts([['Where', h('code', {}, step.step)], ['Due', step.due_at && time(step.due_at)]]),
      ...['input', 'output', 'error'].filter((part) => step[part] !== undefined && step[part] !== null)
        .flatMap((part) => [h('p', {}, part), data(`${part} of ${step.name}`, step[part])])];
  }, signal);
}
