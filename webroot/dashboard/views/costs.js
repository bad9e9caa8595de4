// What was spent, on what, and the budgets that bound it.
import {get, path, put, remove} from '../kit/api.js';
import {sure} from '../kit/ask.js';
import {bars, meter} from '../kit/chart.js';
import {h, button, heading, section, table} from '../kit/dom.js';
import {form, mistake} from '../kit/form.js';
import {money, number, shortDay, time} from '../kit/format.js';
import {may} from '../kit/may.js';
import {empty, filled, attempt} from '../kit/states.js';

const GROUPS = ['day', 'workflow', 'function', 'key'];

export function show({query, signal}) {
  const by = GROUPS.includes(query.get('by')) ? query.get('by') : 'day';
  const problem = h('div');
  const budgets = filled(() => list(signal, problem, () => budgets.refill()), signal);
  return [
    heading('Costs'), problem,
    section('Spend', h('ul', {class: 'choices', 'aria-label': 'Group by'}, GROUPS.map((group) => h('li', {},
      h('a', {href: `#/costs?by=${group}`, 'aria-current': group === by ? 'true' : null}, `by ${group}`)))),
    filled(() => report(by, signal), signal)),
    section('Budgets', budgets),
    may('budgets:write') ? section('Set a budget', edit(() => budgets.refill())) : null,
  ].filter(Boolean);
}

async function report(by, signal) {
  const answer = await get('/api/v1/costs', {group_by: by, limit: 200}, signal);
  if (answer.costs.length === 0) {
    return empty('Nothing was spent in this time.');
  }
  const name = (one) => (by === 'day' ? shortDay(one.day) : one[by] ?? '–');
  return [
    h('p', {}, `${money(answer.total.cost)} in ${number(answer.total.calls)} calls.`),
    bars(`Spend by ${by}`, answer.costs.slice(0, 31).map((one) => ({label: name(one), value: one.cost, text: money(one.cost)})),
      [by, 'Cost']),
    table(`Costs by ${by}`, [by, 'Calls', 'Cost', 'Tokens in', 'Tokens out'], answer.costs.map((one) => [
      name(one), number(one.calls), money(one.cost), number(one.input_tokens), number(one.output_tokens)])),
  ];
}

async function list(signal, problem, refill) {
  const {budgets} = await get('/api/v1/budgets', {limit: 200}, signal);
  if (budgets.length === 0) {
    return empty('No budget is set.');
  }
  return budgets.map((budget) => h('article', {class: 'budget'},
    meter(budget.name, budget.spent + budget.reserved, budget.limit,
      `${money(budget.spent)} spent, ${money(budget.reserved)} reserved of ${money(budget.limit)} a ${budget.period}`),
    h('p', {class: 'hint'}, `${budget.scope} ${budget.subject}; when it is spent jobs ${budget.on_exceeded}. Ends `,
      time(budget.period_ends_at), '. ',
      may('budgets:write') ? button('Delete', async () => {
        if (await sure(`Delete the budget ${budget.name}?`, 'Delete it')) {
          await attempt(() => remove(path`/api/v1/budgets/${budget.name}`), problem) && refill();
        }
      }, {'aria-label': `Delete the budget ${budget.name}`}) : null)));
}

function edit(refill) {
  return form([
    {name: 'name', label: 'Name', required: true},
    {name: 'scope', label: 'Bounds', type: 'select', options: [['workflow', 'a workflow'], ['key', 'an API key']]},
    {name: 'subject', label: 'Which', required: true, hint: 'The name of the workflow, or the id of the key.'},
    {name: 'period', label: 'Each', type: 'select', options: [['day', 'day'], ['month', 'month']]},
    {name: 'limit', label: 'Limit in US dollars', type: 'text', required: true},
    {name: 'on_exceeded', label: 'When it is spent', type: 'select', options: [['fail', 'jobs fail'], ['wait', 'jobs wait']]},
  ], 'Set the budget', async ({name, limit, ...values}, made) => {
    const amount = Math.round(Number(limit) * 1e6);
    if (!(amount >= 0)) {
      throw mistake('limit', 'Enter an amount such as 12.50.');
    }
    await put(path`/api/v1/budgets/${name}`, {...values, limit: amount});
    made.reset();
    refill();
  });
}
