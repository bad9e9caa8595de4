// One job, live: what it is, what happened, and what can be done with it.
import {get, path, post} from '../kit/api.js';
import {sure} from '../kit/ask.js';
import {h, badge, button, data, facts, heading, section} from '../kit/dom.js';
import {money, span, time} from '../kit/format.js';
import {may} from '../kit/may.js';
import {say} from '../kit/say.js';
import {attempt, filled} from '../kit/states.js';
import {follow} from '../kit/stream.js';
import {callbacks} from './job-callbacks.js';
import {costs} from './job-costs.js';
import {logs} from './job-logs.js';
import {steps} from './job-steps.js';
import {timeline} from './job-timeline.js';

export function show({id, signal}) {
  const title = heading(`Job ${id.slice(-12)}`);
  const problem = h('div');
  let status = null;
  const state = h('p', {class: 'now', role: 'status'});
  const load = async () => {
    const job = await get(path`/api/v1/jobs/${id}`, {}, signal);
    if (status !== job.status) {
      status = job.status;
      state.replaceChildren('The job is ', badge(job.status), h('span', {class: 'unseen'}, '.'));
    }
    title.querySelector('.actions').replaceChildren(...actions(job, problem, refill));
    return describe(job);
  };
  const refill = () => [main, ...parts].forEach((part) => part.refill());
  const main = filled(load, signal);
  const parts = [];
  const more = h('div');
  const add = (name, make) => {
    parts.push(make(id, signal, {problem}));
    more.append(section(name, parts.at(-1)));
  };
  main.ready.then(() => {
    if (status === null || signal.aborted) {
      return; // there is no such job
    }
    add('Timeline', timeline);
    may('workflows:read') && add('Steps', steps);
    add('Log', logs);
    may('budgets:read') && add('Cost', costs);
    may('callbacks:read') && add('Callbacks', callbacks);
    watch(id, signal, refill);
  });
  return [title, h('p', {class: 'id'}, h('code', {}, id)), state, problem, main, more];
}

/** Looks again when something happened, at most once in a moment. */
function watch(id, signal, refill) {
  let turn = null;
  follow(path`/api/v1/jobs/${id}/stream`, {}, signal, () => {
    turn ??= setTimeout(() => {
      turn = null;
      refill();
    }, 150);
  });
}

function describe(job) {
  const progress = job.progress;
  return [
    facts([
      ['Workflow', h('a', {href: `#/jobs?workflow=${encodeURIComponent(job.workflow)}`}, job.workflow)],
      ['Why it waits', job.waiting && (job.waiting.message ?? job.waiting.reason)],
      ['Progress', progress && `${Math.round(progress.progress * 100)} % ${progress.message ?? ''}`],
      ['Attempt', `${job.attempt} of ${job.max_attempts}`], ['Priority', job.priority], ['Created', time(job.created_at)],
      ['Not before', job.run_at > job.created_at ? time(job.run_at) : null],
      ['Started', job.started_at && time(job.started_at)], ['Ended', job.finished_at && time(job.finished_at)],
      ['Took', job.started_at && job.finished_at ? span(job.finished_at - job.started_at) : null],
      ['Cost', job.cost ? money(job.cost) : null], ['Cost at most', job.max_cost && money(job.max_cost)],
      ['Concurrency key', job.concurrency_key], ['Batch', job.batch_id], ['Node', job.node],
      ['Callback to', job.callback_url],
      ['Repeats', job.rerun_of && h('a', {href: path`#/job/${job.rerun_of}`}, job.rerun_of)],
    ]),
    job.error ? section('Error', data('Error', job.error)) : null,
    section('Input', data('Input', job.payload)),
    job.result ? section('Output', data('Output', job.result)) : null,
  ].filter(Boolean);
}

function actions(job, problem, refill) {
  const act = (label, what, done, question) => button(label, async () => {
    if (question && !await sure(question, label)) {
      return;
    }
    problem.replaceChildren();
    if (await attempt(() => post(path`/api/v1/jobs/${job.job_id}/` + what), problem)) {
      say(done);
    }
    refill();
  });
  const made = [];
  if (may('jobs:write') && ['queued', 'running'].includes(job.status)) {
    made.push(act('Cancel', 'cancel', 'The job is cancelled.', 'Cancel this job? What a worker has begun may still go on for a moment.'));
  }
  if (may('jobs:write') && ['failed', 'cancelled'].includes(job.status)) {
    made.push(act('Retry', 'retry', 'The job runs again.'));
  }
  if (may('jobs:write') && job.waiting?.reason === 'approval') {
    made.push(act('Approve', 'approve', 'Approved.'), act('Reject', 'reject', 'Rejected.', 'Reject what the job waits for?'));
  }
  if (may('callbacks:write') && job.callback_url && !['queued', 'running'].includes(job.status)) {
    made.push(act('Send the callback again', 'callbacks/replay', 'The callback is sent again.'));
  }
  if (may('jobs:write')) {
    made.push(h('a', {class: 'button plain small', href: `#/submit?workflow=${encodeURIComponent(job.workflow)}`}, 'Submit another'));
  }
  return made;
}
