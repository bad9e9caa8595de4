// The profiles that clients keep of people.
import {path} from '../kit/api.js';
import {h, heading} from '../kit/dom.js';
import {time} from '../kit/format.js';
import {pages} from '../kit/pages.js';

export function show({query, signal}) {
  const q = query.get('q') ?? '';
  const search = h('form', {class: 'filter', role: 'search', 'aria-label': 'Search users'},
    h('label', {}, 'E-mail or name ', h('input', {name: 'q', value: q, type: 'search', maxlength: '254'})),
    h('button', {class: 'button small'}, 'Search'));
  search.addEventListener('submit', (event) => {
    event.preventDefault();
    const words = search.elements.q.value.trim();
    location.hash = words ? `#/users?q=${encodeURIComponent(words)}` : '#/users';
  });
  return [heading('Users'), search,
    pages({path: '/api/v1/users/list', query: {q}, field: 'users', signal}, 'Users, newest first',
      ['E-mail', 'Name', 'Language', 'Currency', 'Created', 'Changed'], (user) => [
        h('a', {href: path`#/user/${user.id}`}, user.email), user.name ?? '–', user.locale ?? '–', user.currency ?? '–',
        time(user.created_at), time(user.updated_at)],
      q ? 'Nobody fits.' : 'There are no users yet.')];
}
