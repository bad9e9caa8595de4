// Who uses the dashboard: somebody with a session's cookie and the key of this browser, or who holds an API key. That one
// is kept by the tab alone.
import {prove, publicKey} from './browser-key.js';

const KEY = 'levqor.key';

let csrf = null;
let skew = 0;

export function keepKey(key) {
  sessionStorage.setItem(KEY, key);
}

export function forgetKey() {
  sessionStorage.removeItem(KEY);
}

/** Answers why a key is of no use, or null. A key without the right to see jobs is a key all the same. */
export async function tryKey(key) {
  try {
    const response = await fetch('/api/v1/jobs?limit=1', {headers: {'X-Api-Key': key}, credentials: 'omit'});
    if (response.status === 429) {
      return 'That was too often. Wait a minute, then try again.';
    }
    if (response.status >= 500) {
      return 'The server cannot tell at the moment. Try again.';
    }
    return response.ok ? null : 'This key is not known here, or may not read jobs.';
  } catch {
    return 'The server cannot be reached. Try again.';
  }
}

/** The headers that prove who asks; a write by cookie also proves that this page sent it. */
export async function proof(method, url) {
  const key = sessionStorage.getItem(KEY);
  if (key) {
    return {'X-Api-Key': key};
  }
  const made = await prove(method, new URL(url, location.origin), Date.now() + skew);
  return {...(method !== 'GET' && csrf && {'X-CSRF-Token': csrf}), ...(made && {DPoP: made})};
}

/** Whether a refusal comes of this browser's clock: it is set right then, and the request may be sent again. */
export function corrected(response) {
  const date = Date.parse(response.headers.get('Date'));
  if (response.status !== 401 || usesKey() || !(Math.abs(date - Date.now() - skew) > 60_000)) {
    return false;
  }
  skew = date - Date.now();
  return true;
}

async function ask(method, path, body) {
  const response = await fetch(path, {
    method, credentials: 'same-origin', headers: {...(body && {'Content-Type': 'application/json'}), ...await proof(method, path)},
    body: body && JSON.stringify(body),
  });
  return corrected(response) ? ask(method, path, body) : response;
}

/** Binds a session that began without a key; whether it is of use now. */
async function bind() {
  const key = await publicKey();
  return key === null || (await ask('PUT', '/api/v1/auth/session/key', {key})).ok;
}

export function usesKey() {
  return sessionStorage.getItem(KEY) !== null;
}

/** Who is there: {email, role, scopes}, role `key` and scopes null for an API key; null for nobody. Throws when the server does not say. */
export async function whoIsThere() {
  if (usesKey()) {
    return {email: null, role: 'key', scopes: null};
  }
  const response = await ask('GET', '/api/v1/auth/session');
  if ([401, 403, 404].includes(response.status)) {
    return null;
  }
  if (!response.ok) {
    throw new Error(`The server answered ${response.status}.`);
  }
  const session = await response.json();
  csrf = session.csrf_token;
  return session.bound || await bind() ? session.account : null;
}

/** Leads to the sign-in page, and from there back to where the reader is; where they came from goes along. */
export function goSignIn() {
  const query = new URLSearchParams({next: location.pathname + location.hash});
  for (const [name, value] of new URLSearchParams(location.search)) {
    if (name === 'ref' || name.startsWith('utm_')) {
      query.set(name, value);
    }
  }
  location.assign(`/sign-in.html?${query}`);
}
