// API keys: made here, shown once, rotated and revoked.
import {path, post} from '../kit/api.js';
import {sure} from '../kit/ask.js';
import {h, badge, button, heading, section} from '../kit/dom.js';
import {form} from '../kit/form.js';
import {time} from '../kit/format.js';
import {may} from '../kit/may.js';
import {pages} from '../kit/pages.js';
import {say} from '../kit/say.js';
import {attempt} from '../kit/states.js';

export function show({signal}) {
  const once = h('div');
  const problem = h('div');
  const list = () => pages({path: '/api/v1/keys', field: 'keys', signal}, 'API keys, newest first',
    ['Name', 'State', 'Scopes', 'Plan', 'Created', 'Last used', 'Expires', ''], (key) => [
      key.name, badge(key.status), key.scopes.join(' '), key.plan, time(key.created_at), time(key.last_used_at),
      time(key.expires_at), may('keys:write') && key.status === 'active' ? actions(key) : ''],
    'No key was made here yet. Keys from the settings are not listed.');
  const place = h('div', {}, list());
  const refill = () => place.replaceChildren(list());
  const reveal = (made, why) => {
    once.replaceChildren(shownOnce(made.key, why));
    once.querySelector('input').select();
    refill();
  };
  const actions = (key) => h('span', {class: 'actions'},
    button('Rotate', async () => {
      if (await sure(`Replace the key ${key.name}? The old one works for a while longer.`, 'Replace it')) {
        await attempt(async () => reveal(await post(path`/api/v1/keys/${key.key_id}/rotate`), `The new key of ${key.name}`), problem);
      }
    }, {'aria-label': `Rotate ${key.name}`}),
    button('Revoke', async () => {
      if (await sure(`Revoke the key ${key.name}? Who uses it is refused from now on.`, 'Revoke it')) {
        await attempt(async () => {
          await post(path`/api/v1/keys/${key.key_id}/revoke`);
          say(`${key.name} is revoked.`);
          refill();
        }, problem);
      }
    }, {'aria-label': `Revoke ${key.name}`}));
  const create = form([
    {name: 'name', label: 'Name', required: true, hint: 'What the key is for.'},
    {name: 'scopes', label: 'Scopes', required: true, value: 'jobs:read jobs:write', hint: 'Separated by spaces; * is everything.'},
    {name: 'days', label: 'Expires after days', type: 'number', min: '1', hint: 'Empty: never.'},
  ], 'Create a key', async (values, made) => {
    const body = {name: values.name, scopes: values.scopes.split(/[\s,]+/)};
    if (values.days) {
      body.expires_in = Number(values.days) * 86400;
    }
    reveal(await post('/api/v1/keys', body), `The key ${values.name}`);
    made.reset();
  });
  return [heading('API keys'), once, problem, section('Keys', place), may('keys:write') ? section('New key', create) : null]
    .filter(Boolean);
}

function shownOnce(key, why) {
  const field = h('input', {readonly: true, id: 'new-key', class: 'secret', autocomplete: 'off', spellcheck: 'false'});
  field.value = key;
  const note = h('div', {class: 'state once', role: 'alert'},
    h('p', {}, h('strong', {}, `${why}. `), 'Copy it now: it is not shown again.'),
    h('label', {for: 'new-key'}, 'Key'), field,
    h('p', {class: 'actions'},
      button('Copy', async () => {
        await attempt(async () => {
          await navigator.clipboard.writeText(key);
          say('Copied.');
        }, h('div'));
      }),
      button('I have it', () => note.remove())));
  return note;
}
