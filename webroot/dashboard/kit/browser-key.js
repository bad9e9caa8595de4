// The key pair of this browser. Its private half cannot leave it, not even by a script of ours; sessions are bound to it,
// so that who copies a cookie has nothing.
const DATABASE = 'levqor';
const STORE = 'keys';
const NAME = 'session';
const ALGORITHM = {name: 'ECDSA', namedCurve: 'P-256'};

const done = (request) => new Promise((yes, no) => {
  request.onsuccess = () => yes(request.result);
  request.onerror = () => no(request.error);
});

const generate = () => crypto.subtle.generateKey(ALGORITHM, false, ['sign', 'verify']);

async function kept() {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  const database = await done(opening);
  try {
    const known = await done(database.transaction(STORE).objectStore(STORE).get(NAME));
    if (known) {
      return known;
    }
    const made = await generate();
    const store = database.transaction(STORE, 'readwrite').objectStore(STORE);
    const quicker = await done(store.get(NAME)); // another tab's
    if (!quicker) {
      await done(store.add(made, NAME));
    }
    return quicker ?? made;
  } finally {
    database.close();
  }
}

// Browsers have no WebCrypto on pages that came without TLS from another machine; some keep nothing in private windows.
const possible = Boolean(globalThis.crypto?.subtle);
let keeping = null;
let fleeting = null;

async function stored() {
  keeping ??= possible ? kept().catch(() => null) : Promise.resolve(null);
  return keeping;
}

async function pair() {
  const lasting = await stored();
  if (lasting || !possible) {
    return lasting;
  }
  fleeting ??= generate();
  return fleeting;
}

async function jwk(keys) {
  const {kty, crv, x, y} = await crypto.subtle.exportKey('jwk', keys.publicKey);
  return {kty, crv, x, y};
}

/** Whether this browser has a key already, without making one. */
export async function hasKey() {
  return possible && (await indexedDB.databases()).some((one) => one.name === DATABASE);
}

/** The public key as JWK, if it outlasts this page; null otherwise. */
export async function keptKey() {
  const keys = await stored();
  return keys && jwk(keys);
}

/** The public key as JWK; null where the browser can have none. */
export async function publicKey() {
  const keys = await pair();
  return keys && jwk(keys);
}

const base64url = (bytes) => btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
const encoded = (value) => base64url(new TextEncoder().encode(JSON.stringify(value)));

/** A proof for one request (RFC 9449, DPoP), made at `now` in epoch milliseconds; null where the browser can have no key. */
export async function prove(method, url, now) {
  const keys = await pair();
  if (!keys) {
    return null;
  }
  const header = {typ: 'dpop+jwt', alg: 'ES256', jwk: await jwk(keys)};
  const claims = {
    jti: crypto.randomUUID(), htm: method, htu: url.origin + url.pathname, iat: Math.floor(now / 1000)};
  const text = `${encoded(header)}.${encoded(claims)}`;
  const signature = await crypto.subtle.sign(
    {name: 'ECDSA', hash: 'SHA-256'}, keys.privateKey, new TextEncoder().encode(text));
  return `${text}.${base64url(new Uint8Array(signature))}`;
}
