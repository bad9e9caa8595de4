// The list of jobs: filtered, live, and as long as it is.
import {get, path, post} from '../kit/api.js';
import {sure} from '../kit/ask.js';
import {h, badge, button, heading} from '../kit/dom.js';
import {number, time} from '../kit/format.js';
import {may} from '../kit/may.js';
import {Rows} from '../kit/rows.js';
import {say} from '../kit/say.js';
import {attempt, empty, failed} from '../kit/states.js';
import {follow} from '../kit/stream.js';

const STATES = ['queued', 'running', 'succeeded', 'failed', 'cancelled'];
const PAGE = 200;
const ROW = 44;

export function show({query, signal}) {
  const filter = {state: query.get('state') ?? '', workflow: query.get('workflow') ?? ''};
  const list = new JobList(filter, signal);
  list.more();
  follow('/api/v1/jobs/stream', {workflow: filter.workflow}, signal,
    (type, data) => list.heard(data), (state) => list.live(state));
  return [
    heading('Jobs', may('jobs:write') ? h('a', {class: 'button', href: '#/submit'}, 'Submit a job') : null),
    controls(filter), list.problem, list.status, list.place, list.actions,
  ];
}

function controls(filter) {
  const form = h('form', {class: 'filter', role: 'search', 'aria-label': 'Filter jobs'},
    h('label', {}, 'State ', h('select', {name: 'state'}, h('option', {value: ''}, 'all'),
      STATES.map((state) => h('option', {value: state, selected: state === filter.state}, state)))),
    h('label', {}, 'Workflow ', h('input', {name: 'workflow', value: filter.workflow, maxlength: '128', autocomplete: 'off'})),
    h('button', {class: 'button small'}, 'Filter'));
  const go = (event) => {
    event.preventDefault();
    const chosen = new URLSearchParams(new FormData(form));
    [...chosen].filter(([, value]) => value === '').forEach(([name]) => chosen.delete(name));
    location.hash = chosen.size ? `#/jobs?${chosen}` : '#/jobs';
  };
  form.addEventListener('submit', go);
  return form;
}

class JobList {
  constructor(filter, signal) {
    Object.assign(this, {filter, signal, cursor: null, all: false, busy: false, jobs: [], known: new Map(), late: new Map()});
    this.rows = new Rows('Jobs, newest first', [
      {name: 'Job'}, {name: 'State'}, {name: 'Workflow'}, {name: 'Created'}, {name: 'Attempt', class: 'second'},
      {name: 'Why', class: 'second'}],
    ROW, cells, (job) => job.job_id, () => this.more());
    this.problem = h('div');
    this.connection = 'connecting';
    this.status = h('p', {class: 'hint'}, 'Loading …');
    this.place = h('div', {}, this.rows.element);
    this.actions = h('div', {class: 'actions'}, filter.state === 'failed' && may('jobs:write')
      ? button('Retry all that failed', () => this.retryAll()) : null);
  }

  async more() {
    if (this.busy || this.all || this.signal.aborted) {
      return;
    }
    this.busy = true;
    this.rows.element.setAttribute('aria-busy', 'true');
    try {
      const page = await get('/api/v1/jobs', {...this.filter, limit: PAGE, cursor: this.cursor}, this.signal);
      this.cursor = page.next_cursor;
      this.all = !page.has_more;
      page.jobs.filter((job) => !this.known.has(job.job_id)).forEach((job) => {
        this.jobs.push(job);
        this.known.set(job.job_id, job);
      });
      this.problem.replaceChildren();
      this.shown();
    } catch (error) {
      if (!this.signal.aborted) {
        this.problem.replaceChildren(failed(error, () => this.more()));
      }
    } finally {
      this.rows.element.removeAttribute('aria-busy');
      this.busy = false;
    }
    if (!this.signal.aborted && this.problem.childElementCount === 0) {
      this.rows.soon(); // looks whether the reader still is at the end
    }
  }

  shown(grown = 0) {
    this.rows.set(this.jobs, grown);
    const none = this.jobs.length === 0;
    if (none !== this.empty) {
      this.empty = none;
      this.place.replaceChildren(none ? this.none() : this.rows.element);
    }
    this.tell();
  }

  none() {
    const filtered = this.filter.state || this.filter.workflow;
    return filtered
      ? empty('No job fits the filter.', h('p', {}, h('a', {href: '#/jobs'}, 'Show all jobs')))
      : empty('There are no jobs yet.', may('jobs:write') ? h('p', {}, h('a', {href: '#/submit'}, 'Submit one')) : '');
  }

  tell() {
    const live = {live: 'live', lost: 'not live: connecting again', ended: 'not live', connecting: 'connecting'};
    this.status.textContent =
      `${number(this.jobs.length)} jobs${this.all ? '' : ' so far, scroll for more'} · ${live[this.connection]}`;
    this.status.dataset.live = this.connection;
  }

  live(state) {
    if (state === 'lost' && this.connection === 'live') {
      say('The live updates are lost; connecting again.');
    }
    this.connection = state;
    this.tell();
  }

  /** A job came into a state. Many may come in one moment: they are shown together. */
  heard(change) {
    this.late.set(change.job_id, change);
    this.turn ??= setTimeout(() => {
      this.turn = null;
      this.apply();
    }, 200);
  }

  async apply() {
    const changes = [...this.late.values()];
    this.late.clear();
    const fresh = [];
    let gone = false;
    for (const change of changes) {
      const job = this.known.get(change.job_id);
      const fits = this.filter.state === '' || this.filter.state === change.status;
      if (!job) {
        fits && fresh.push(change);
        continue;
      }
      if (!fits) {
        this.known.delete(job.job_id);
        gone = true;
        continue;
      }
      const ended = !['queued', 'running'].includes(change.status);
      Object.assign(job, {
        status: change.status, attempt: change.attempt, waiting: undefined, finished_at: ended ? change.at : null,
        error: change.status === 'failed' ? job.error : null,
      });
      const index = this.jobs.indexOf(job);
      this.rows.replace(index, job);
    }
    if (gone) {
      this.jobs = this.jobs.filter((job) => this.known.has(job.job_id));
      this.shown();
    }
    if (fresh.length > 0) {
      await this.top();
    }
  }

  /** New jobs stand at the top: the first page has them, however many they are. */
  async top() {
    try {
      const page = await get('/api/v1/jobs', {...this.filter, limit: PAGE}, this.signal);
      const added = page.jobs.filter((job) => !this.known.has(job.job_id));
      page.jobs.filter((job) => this.known.has(job.job_id)).forEach((job) => {
        const old = this.known.get(job.job_id);
        this.rows.replace(this.jobs.indexOf(old), Object.assign(old, job));
      });
      added.forEach((job) => this.known.set(job.job_id, job));
      // A job that was filtered out may come back among older ones.
      this.jobs = [...added, ...this.jobs].sort((a, b) => b.created_at - a.created_at || (a.job_id < b.job_id ? 1 : -1));
      this.shown(added.length);
    } catch (error) {
      if (!this.signal.aborted) {
        this.problem.replaceChildren(failed(error, () => this.top()));
      }
    }
  }

  async retryAll() {
    const body = {...(this.filter.workflow ? {workflow: this.filter.workflow} : {})};
    await attempt(async () => {
      const would = await post('/api/v1/jobs/retry', {...body, dry_run: true});
      const count = would.retried + (would.remaining ?? 0);
      if (count === 0 || !await sure(`Run ${number(count)} failed jobs again?`, 'Run them again')) {
        return;
      }
      const done = await post('/api/v1/jobs/retry', body);
      say(`${done.retried} jobs run again.`);
    }, this.problem);
  }
}

function cells(job) {
  return [
    h('a', {href: path`#/job/${job.job_id}`, 'aria-label': `Job ${job.job_id}`}, job.job_id.slice(-12)),
    badge(job.status), h('span', {class: 'cut', title: job.workflow}, job.workflow), time(job.created_at),
    `${job.attempt} of ${job.max_attempts}`,
    h('span', {class: 'cut', title: why(job)}, why(job)),
  ];
}

const why = (job) => job.error?.message ?? job.error?.code ?? job.waiting?.message ?? job.waiting?.reason ?? '';
