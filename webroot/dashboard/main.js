// Finds out who is there, then shows the view that the address names: /dashboard/#/jobs?state=failed.
import {h, button, heading} from './kit/dom.js';
import {play, may, isAdmin} from './kit/may.js';
import {post} from './kit/api.js';
import {forgetKey, goSignIn, usesKey, whoIsThere} from './kit/session.js';
import {failed, loading} from './kit/states.js';
import {say} from './kit/say.js';

/**
 * The views: first part of the address, name in the menu (none: not in it), the scope that it needs, whether it is only
 * for people who signed in, its module.
 */
const VIEWS = [
  {name: 'overview', label: 'Overview', load: () => import('./views/overview.js')},
  {name: 'jobs', label: 'Jobs', scope: 'jobs:read', load: () => import('./views/jobs.js')},
  {name: 'job', under: 'jobs', scope: 'jobs:read', load: () => import('./views/job.js')},
  {name: 'submit', label: 'Submit', scope: 'jobs:write', load: () => import('./views/submit.js')},
  {name: 'workflows', label: 'Workflows', scope: 'workflows:read', load: () => import('./views/workflows.js')},
  {name: 'workflow', under: 'workflows', scope: 'workflows:read', load: () => import('./views/workflow.js')},
  {name: 'costs', label: 'Costs', scope: 'budgets:read', load: () => import('./views/costs.js')},
  {name: 'outbox', label: 'Mails', scope: 'email:read', load: () => import('./views/outbox.js')},
  {name: 'mail', under: 'outbox', scope: 'email:read', load: () => import('./views/mail.js')},
  {name: 'keys', label: 'API keys', scope: 'keys:read', load: () => import('./views/keys.js')},
  {name: 'users', label: 'Users', scope: 'users:read', load: () => import('./views/users.js')},
  {name: 'user', under: 'users', scope: 'users:read', load: () => import('./views/user.js')},
  {name: 'referrals', label: 'Referrals', scope: 'admin:read', load: () => import('./views/referrals.js')},
  {name: 'accounts', label: 'Accounts', scope: 'auth:admin', load: () => import('./views/accounts.js')},
  {name: 'audit', label: 'Audit', scope: 'audit:read', load: () => import('./views/audit.js')},
  {name: 'sessions', label: 'Sessions', person: true, load: () => import('./views/sessions.js')},
];

const main = document.getElementById('main');
const menu = document.getElementById('views');
let ending = new AbortController();
let shown = null;

/** The address in parts: {view, id, query}. */
function address() {
  const [path, query] = location.hash.slice(1).split('?');
  const [, name = '', ...rest] = path.split('/');
  return {name: name || 'overview', id: rest.map(decodeURIComponent).join('/'), query: new URLSearchParams(query)};
}

async function show() {
  if (location.hash !== '' && !location.hash.startsWith('#/')) {
    return; // a place on the page, like the skip link's
  }
  const {name, id, query} = address();
  ending.abort();
  ending = new AbortController();
  const {signal} = ending;
  const view = VIEWS.find((one) => one.name === name);
  const first = shown === null;
  const same = shown === `${name}/${id}`;
  shown = `${name}/${id}`;
  for (const link of menu.querySelectorAll('a')) {
    const here = link.dataset.view === (view?.under ?? name);
    here ? link.setAttribute('aria-current', 'page') : link.removeAttribute('aria-current');
  }
  if (!view || !open(view)) {
    main.replaceChildren(...(view ? closed() : missing()));
  } else {
    main.replaceChildren(loading());
    try {
      const module = await view.load();
      if (signal.aborted) {
        return;
      }
      main.replaceChildren(...[module.show({id, query, signal})].flat());
    } catch (error) {
      console.error(error);
      main.replaceChildren(heading('Dashboard'), failed(error, show));
    }
  }
  const title = main.querySelector('h1');
  document.title = `${title?.textContent ?? 'Dashboard'}: Levqor`;
  if (!first && !same) {
    title?.focus();
    window.scrollTo(0, 0);
  }
}

const open = (view) => (!view.scope || may(view.scope)) && !(view.person && usesKey());

const closed = () => [heading('Not for you'), h('div', {class: 'state closed', role: 'note'},
  h('p', {}, usesKey() ? 'This page is for people who signed in.' : 'Your role does not include this page. An admin can change the role.'))];

const missing = () => [heading('No such page'), h('p', {}, h('a', {href: '#/'}, 'Go to the overview'))];

function fillMenu(account) {
  menu.querySelector('ul').replaceChildren(...VIEWS
    .filter((view) => view.label && open(view))
    .map((view) => h('li', {}, h('a', {href: `#/${view.name}`, 'data-view': view.name}, view.label))));
  menu.querySelector('.who').replaceChildren(
    account.email ? h('span', {}, `${account.email} (${account.role})`) : h('span', {}, 'with an API key'), ' ',
    ...(usesKey()
      ? [button('Forget the key', () => { forgetKey(); goSignIn(); })]
      : [button('Sign out', () => leave('/api/v1/auth/sign-out')), ' ',
        button('Sign out everywhere', () => leave('/api/v1/auth/sign-out-everywhere'))]));
  menu.hidden = false;
}

async function leave(path) {
  try {
    await post(path);
    location.assign('/sign-in.html');
  } catch (error) {
    main.prepend(failed(error));
  }
}

async function start() {
  try {
    const account = await whoIsThere();
    if (account === null) {
      goSignIn();
      return;
    }
    play(account.scopes);
    fillMenu(account);
  } catch (error) {
    main.replaceChildren(heading('Dashboard'), failed(error, start));
    return;
  }
  window.addEventListener('hashchange', show);
  await show();
  say(isAdmin() ? 'Dashboard loaded' : 'Dashboard loaded; you see what is yours');
}

start();
