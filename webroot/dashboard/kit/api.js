// Calls of the API. What goes wrong is one kind of error that can be shown as it is.
import {corrected, goSignIn, proof, usesKey} from './session.js';

const WORDS = {
  forbidden: 'You may not see or do this. It needs another role, or an API key with another scope.',
  unauthorized: 'You are signed out.',
  not_found: 'There is no such thing, or it is not yours.',
  rate_limited: 'Too many requests in this minute.',
  internal_error: 'The server failed. Its log says more.',
};

export class ApiError extends Error {
  constructor(status, code, message, details) {
    super(message);
    this.status = status;
    this.code = code;
    /** The fields that are wrong: [{field?, message}]. */
    this.details = details;
  }
}

async function failure(response) {
  const body = await response.json().catch(() => ({}));
  // Two families of paths have two forms of errors.
  const flat = typeof body.error === 'string';
  const code = (flat ? body.error : body.error?.code ?? '').toLowerCase();
  const details = flat
    ? [].concat(body.details ?? []).filter((one) => one?.message)
    : body.error?.message ? [{field: body.error.field, message: body.error.message}] : [];
  let message = details.map((one) => (one.field ? `${one.field}: ${one.message}` : one.message)).join(' ');
  message ||= WORDS[code] ?? `The server answered ${response.status}${code ? ` (${code})` : ''}.`;
  const wait = response.headers.get('Retry-After');
  if (response.status === 429 && wait) {
    message += ` Wait ${wait} s.`;
  }
  return new ApiError(response.status, code, message, details);
}

/** The raw answer of the server to a call; throws ApiError. */
export async function request(method, path, {query, body, signal, accept} = {}) {
  const url = new URL(path, location.origin);
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== '') {
      url.searchParams.set(name, value);
    }
  }
  const headers = {Accept: accept ?? 'application/json', ...await proof(method, url)};
  if (body !== undefined) {
    headers['Content-Type'] = 'application/json';
  }
  let response;
  try {
    response = await fetch(url, {
      method, headers, signal, credentials: usesKey() ? 'omit' : 'same-origin',
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (lost) {
    if (lost.name === 'AbortError') {
      throw lost;
    }
    throw new ApiError(0, 'unreachable', 'The server cannot be reached.', []);
  }
  if (response.ok) {
    return response;
  }
  if (corrected(response)) {
    return request(method, path, {query, body, signal, accept});
  }
  if (response.status === 401) {
    goSignIn();
  }
  throw await failure(response);
}

const json = async (response) => (response.status === 204 ? null : response.json());

export const get = async (path, query, signal) => json(await request('GET', path, {query, signal}));
export const post = async (path, body = {}) => json(await request('POST', path, {body}));
export const put = async (path, body = {}) => json(await request('PUT', path, {body}));
export const patch = async (path, body = {}) => json(await request('PATCH', path, {body}));
export const remove = async (path) => json(await request('DELETE', path));

/** A path with its parts escaped: path`/api/v1/jobs/${id}`. */
export const path = (texts, ...values) =>
  texts.reduce((all, text, i) => all + encodeURIComponent(values[i - 1]) + text);
