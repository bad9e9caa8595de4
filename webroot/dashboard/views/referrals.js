// Where people come from, and how the service grows.
import {get} from '../kit/api.js';
import {bars} from '../kit/chart.js';
import {h, badge, heading, section, table} from '../kit/dom.js';
import {money, number, shortDay, time, ZONE} from '../kit/format.js';
import {pages} from '../kit/pages.js';
import {empty, filled} from '../kit/states.js';

export function show({signal}) {
  return [
    heading('Referrals'), filled(() => report(signal), signal),
    section('Latest', pages({path: '/api/v1/referrals', field: 'referrals', signal}, 'Referrals, newest first',
      ['Source', 'Campaign', 'Medium', 'E-mail', 'Attributed', 'Time'],
      (one) => [one.source ?? one.ref ?? '–', one.campaign ?? '–', one.medium ?? '–', one.email ?? '–', one.attributed ? 'yes' : 'no', time(one.created_at)],
      'Nobody was referred yet.')),
  ];
}

async function report(signal) {
  const all = await get('/admin/analytics', {days: 30, time_zone: ZONE}, signal);
  const tile = (label, value, note) =>
    h('div', {class: 'tile'}, h('dt', {}, label), h('dd', {}, h('strong', {}, number(value)), h('small', {}, note)));
  return [
    h('dl', {class: 'tiles'},
      tile('Users', all.users.total, `${number(all.users.new)} new in ${all.days} days`),
      tile('Active', all.users.active.month, `${number(all.users.active.week)} this week, ${number(all.users.active.day)} today`),
      tile('Referrals', all.referrals.total, `${number(all.referrals.sources.length)} ${all.referrals.sources.length === 1 ? 'source' : 'sources'}`),
      tile('Jobs', all.jobs.total, `cost ${money(all.cost.total)}`)),
    all.growth.length === 0 ? null : bars('New users by day', all.growth.map((one) => ({
      label: shortDay(one.day), value: one.new, text: `${number(one.new)} new`,
    })), ['Day', 'New users']),
    section('Sources', all.referrals.sources.length === 0 ? empty('No source is known yet.')
      : table('Referral sources', ['Source', 'Referrals', 'Attributed'],
        all.referrals.sources.map((one) => [one.source, number(one.referrals), number(one.attributed)]))),
    section('Jobs by workflow', all.jobs.by_workflow.length === 0 ? empty('No jobs in this time.')
      : table('Jobs by workflow', ['Workflow', 'Total', 'Succeeded', 'Failed', 'Cancelled'],
        all.jobs.by_workflow.map((one) => [one.workflow, number(one.total), number(one.succeeded), number(one.failed), number(one.cancelled)]))),
    section('Plans', all.plans.length === 0 ? empty('No API key was made here yet.')
      : table('Keys by plan', ['Plan', 'Keys'], all.plans.map((one) => [badge(one.plan), number(one.keys)]))),
  ].filter(Boolean);
}
