// The people who sign in, and what they may do.
import {path, post, put, remove} from '../kit/api.js';
import {sure} from '../kit/ask.js';
import {h, badge, button, heading, section} from '../kit/dom.js';
import {form} from '../kit/form.js';
import {time} from '../kit/format.js';
import {pages} from '../kit/pages.js';
import {say} from '../kit/say.js';
import {attempt} from '../kit/states.js';

const ROLES = [['viewer', 'viewer'], ['editor', 'editor'], ['admin', 'admin']];

export function show({signal}) {
  const problem = h('div');
  const list = () => pages({path: '/api/v1/accounts', field: 'accounts', signal}, 'Accounts, newest first',
    ['E-mail', 'Role', 'State', 'Created', 'Last sign-in', ''], (account) => [
      account.email, role(account), badge(account.disabled ? 'disabled' : 'active'), time(account.created_at),
      time(account.last_sign_in_at), actions(account)], 'There are no accounts yet.');
  const place = h('div', {}, list());
  const act = async (work, done) => {
    if (await attempt(work, problem)) {
      problem.replaceChildren();
      say(done);
    }
    place.replaceChildren(list());
  };
  const where = (account) => path`/api/v1/accounts/${account.id}`;
  const role = (account) => {
    const choice = h('select', {'aria-label': `Role of ${account.email}`}, ROLES.map(([value, label]) =>
      h('option', {value, selected: value === account.role}, label)));
    choice.addEventListener('change', async () => {
      if (await sure(`Make ${account.email} ${choice.value}?`, 'Change the role')) {
        await act(() => put(`${where(account)}/role`, {role: choice.value}), 'The role is changed.');
      } else {
        choice.value = account.role;
      }
    });
    return choice;
  };
  const actions = (account) => h('span', {class: 'actions'},
    account.disabled
      ? button('Enable', () => act(() => post(`${where(account)}/enable`), 'The account is enabled.'), {'aria-label': `Enable ${account.email}`})
      : button('Disable', async () => {
        if (await sure(`Disable ${account.email}? They are signed out everywhere.`, 'Disable')) {
          await act(() => post(`${where(account)}/disable`), 'The account is disabled.');
        }
      }, {'aria-label': `Disable ${account.email}`}),
    button('Delete', async () => {
      if (await sure(`Delete the account of ${account.email}?`, 'Delete')) {
        await act(() => remove(where(account)), 'The account is deleted.');
      }
    }, {'aria-label': `Delete ${account.email}`}));
  const invite = form([
    {name: 'email', label: 'E-mail', type: 'email', required: true},
    {name: 'role', label: 'Role', type: 'select', value: 'viewer', options: ROLES},
  ], 'Make the account', async (values, made) => {
    await post('/api/v1/accounts', values);
    made.reset();
    say('The account is made.');
    place.replaceChildren(list());
  });
  return [heading('Accounts'), problem, section('People', place), section('New account', invite)];
}
