// One profile: changed, exported, deleted.
import {get, path, patch, remove} from '../kit/api.js';
import {sure} from '../kit/ask.js';
import {h, button, data, facts, heading, section} from '../kit/dom.js';
import {form} from '../kit/form.js';
import {time} from '../kit/format.js';
import {may} from '../kit/may.js';
import {say} from '../kit/say.js';
import {filled, attempt} from '../kit/states.js';

const CURRENCIES = [['GBP', 'GBP'], ['USD', 'USD'], ['EUR', 'EUR']];

export function show({id, signal}) {
  const problem = h('div');
  const where = path`/api/v1/users/${id}`;
  const place = filled(async () => {
    const user = await get(where, {}, signal);
    return [
      facts([['E-mail', user.email], ['Created', time(user.created_at)], ['Changed', time(user.updated_at)]]),
      section('More', data('More', user.meta ?? {})),
      may('users:write') ? section('Change', form([
        {name: 'name', label: 'Name', value: user.name ?? ''},
        {name: 'locale', label: 'Language', value: user.locale ?? '', hint: 'Such as en-GB.'},
        {name: 'currency', label: 'Currency', type: 'select', value: user.currency ?? '',
          options: [['', 'none'], ...CURRENCIES]},
      ], 'Save', async (values) => {
        // Only what the reader changed, so that nothing is undone that a client wrote meanwhile; empty removes.
        const changed = Object.entries(values).filter(([name, value]) => value !== (user[name] ?? ''));
        await patch(where, Object.fromEntries(changed.map(([name, value]) => [name, value === '' ? null : value])));
        say('Saved.');
        place.refill();
      })) : null,
    ].filter(Boolean);
  }, signal);
  const save = button('Export', () => attempt(async () => {
    const all = await get(`${where}/export`);
    const url = URL.createObjectURL(new Blob([JSON.stringify(all, null, 2)], {type: 'application/json'}));
    h('a', {href: url, download: `user-${id}.json`}).click();
    URL.revokeObjectURL(url);
  }, problem));
  const drop = button('Delete', async () => {
    if (await sure('Delete this person and all that is kept about them?', 'Delete')) {
      await attempt(async () => {
        await remove(where);
        say('Deleted.');
        location.hash = '#/users';
      }, problem);
    }
  });
  return [heading('User', ...(may('users:admin') ? [save, drop] : [])), problem, place];
}
