// How the service does: health, queue, throughput, and what was spent.
import {get} from '../kit/api.js';
import {bars, meter} from '../kit/chart.js';
import {h, badge, facts, heading, section, table} from '../kit/dom.js';
import {money, number, shortDay, span, time, ZONE} from '../kit/format.js';
import {isAdmin, may} from '../kit/may.js';
import {empty, filled} from '../kit/states.js';

const EVERY_MS = 10_000;

export function show({signal}) {
  const queue = filled(() => figures(signal), signal);
  const waiting = may('jobs:read') ? filled(() => workflows(signal), signal) : null;
  const uptime = filled(() => days(signal), signal);
  const spend = may('budgets:read') ? filled(() => costs(signal), signal) : null;
  const timer = setInterval(() => {
    if (!document.hidden) {
      queue.refill();
      waiting?.refill();
    }
  }, EVERY_MS);
  signal.addEventListener('abort', () => clearInterval(timer));
  return [
    heading('Overview', may('jobs:write') ? h('a', {class: 'button', href: '#/submit'}, 'Submit a job') : null),
    section('Now', queue), waiting && section('What waits', waiting), spend && section('Spend', spend),
    section('Uptime', uptime),
    h('p', {class: 'hint'}, `Times are in your time zone, ${ZONE}; days are those of UTC.`),
  ].filter(Boolean);
}

async function figures(signal) {
  const [queue, health] = await Promise.all([
    get('/ops/queue_health', {}, signal), get('/api/v1/health/detailed', {}, signal)]);
  const tile = (label, value, note) =>
    h('div', {class: 'tile'}, h('dt', {}, label), h('dd', {}, h('strong', {}, value), note ? h('small', {}, note) : null));
  return [
    h('dl', {class: 'tiles'},
      tile('Service', badge(health.status), `version ${health.version}, ${health.environment}`),
      tile('Queue', badge(queue.status), `${number(queue.workers)} kinds of workers`),
      tile('Waiting', number(queue.depth), `oldest ${span(queue.oldest_age_seconds)}`),
      tile('Running', number(queue.running), `${number(queue.scheduled)} scheduled`),
      tile('Throughput', `${number(queue.throughput_per_minute)} / min`, `over ${span(queue.window_seconds)}`),
      tile('Failed', number(queue.failures), `${number(queue.retries)} attempts tried again`)),
    h('p', {class: 'hint'}, 'As of ', time(queue.last_updated), '; looked at every 10 seconds.'),
  ];
}

async function workflows(signal) {
  const {queues} = await get('/api/v1/queues', {limit: 50}, signal);
  if (queues.length === 0) {
    return empty('No workflow has had a job yet.');
  }
  return table('Workflows and what waits for them', ['Workflow', 'Queued', 'Running', 'Oldest since', 'State'],
    queues.map((queue) => [
      h('a', {href: `#/jobs?workflow=${encodeURIComponent(queue.workflow)}`}, queue.workflow),
      number(queue.queued), number(queue.running), time(queue.oldest_queued_at),
      badge(queue.paused ? 'paused' : queue.served ? 'served' : 'no worker')]));
}

async function days(signal) {
  const uptime = await get('/ops/uptime', {}, signal);
  const percent = (value) => `${number(value)} %`;
  return [
    facts([['24 hours', percent(uptime.uptime_rolling_24h)], ['7 days', percent(uptime.uptime_rolling_7d)],
      ['Measured since', time(uptime.measured_since)]]),
    uptime.history.length === 0 ? null : bars('Uptime by day', uptime.history.map((day) => ({
      label: shortDay(day.date), value: day.uptime, text: percent(day.uptime),
    })), ['Day', 'Uptime']),
    uptime.outages.length === 0 ? null : table('Outages', ['From', 'To', 'For'],
      uptime.outages.map((outage) => [time(outage.from), time(outage.to), span(outage.seconds)])),
  ].filter(Boolean);
}

async function costs(signal) {
  const [byDay, {budgets}] = await Promise.all([
    get('/api/v1/costs', {group_by: 'day', limit: 31}, signal), get('/api/v1/budgets', {limit: 50}, signal)]);
  return [
    h('p', {}, `${money(byDay.total.cost)} in ${number(byDay.total.calls)} calls, from ${shortDay(byDay.from)} to `
      + `${shortDay(byDay.to)}. `, h('a', {href: '#/costs'}, 'Costs and budgets')),
    byDay.costs.length === 0 ? null : bars('Spend by day', byDay.costs.map((one) => ({
      label: shortDay(one.day), value: one.cost, text: money(one.cost),
    })), ['Day', 'Cost']),
    ...budgets.map((budget) => meter(budget.name, budget.spent + budget.reserved, budget.limit,
      `${money(budget.spent)} of ${money(budget.limit)} this ${budget.period}`)),
    budgets.length === 0 ? empty(isAdmin() ? 'No budget is set: nothing bounds what jobs spend.' : 'No budget is set for you.') : null,
  ].filter(Boolean);
}
