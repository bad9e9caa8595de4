// Who wrote what, and whether the trail is whole.
import {get} from '../kit/api.js';
import {h, badge, button, facts, heading} from '../kit/dom.js';
import {number, time} from '../kit/format.js';
import {pages} from '../kit/pages.js';
import {say} from '../kit/say.js';
import {attempt, filled} from '../kit/states.js';

export function show({query, signal}) {
  const filter = {caller: query.get('caller') ?? '', operation: query.get('operation') ?? '', outcome: query.get('outcome') ?? ''};
  const search = h('form', {class: 'filter', role: 'search', 'aria-label': 'Filter the audit trail'},
    Object.entries(filter).map(([name, value]) => h('label', {}, `${name[0].toUpperCase()}${name.slice(1)} `, h('input', {name, value}))),
    h('button', {class: 'button small'}, 'Filter'));
  search.addEventListener('submit', (event) => {
    event.preventDefault();
    const chosen = new URLSearchParams([...new FormData(search)].filter(([, value]) => value.trim() !== ''));
    location.hash = chosen.size ? `#/audit?${chosen}` : '#/audit';
  });
  const result = h('div');
  const verify = button('Verify the trail', () => attempt(async () => {
    const found = await get('/api/v1/audit/verify', {}, signal);
    const words = found.intact ? `The trail is whole: ${number(found.rows)} rows.`
      : `The trail is broken at row ${found.broken_seq}: ${found.reason}`;
    result.replaceChildren(h('p', {class: `state ${found.intact ? '' : 'failed'}`}, words));
    say(words);
  }, result));
  const coverage = filled(async () => {
    const one = await get('/api/v1/audit/coverage', {}, signal);
    return facts([['Coverage', `${number(one.audit_coverage)} % of the writes of ${one.hours} hours`], ['As of', time(one.last_updated)]]);
  }, signal);
  return [heading('Audit', verify), result, coverage, search,
    pages({path: '/api/v1/audit', query: filter, field: 'entries', signal}, 'Calls that wrote something, newest first',
      ['Time', 'Operation', 'Caller', 'Subject', 'Outcome', 'Address'], (entry) => [
        time(entry.at), entry.operation, entry.caller, entry.subject, badge(entry.outcome), entry.address],
      'Nothing fits, or nothing was written yet.')];
}
