// Tries a key before it is kept, so that a mistyped one is noticed here.
import {keepKey, tryKey} from './kit/session.js';

const form = document.getElementById('with-key');
const field = document.getElementById('key');
const problem = document.getElementById('key-problem');
const button = form.querySelector('button');

const tell = (text) => {
  problem.textContent = text;
  field.setAttribute('aria-invalid', text === '' ? 'false' : 'true');
  if (text !== '') {
    field.focus();
  }
};

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const key = field.value.trim();
  tell('');
  if (!/^[!-~]+$/.test(key)) {
    tell('Enter an API key: letters, digits and signs without spaces.');
    return;
  }
  button.disabled = true;
  const refusal = await tryKey(key);
  button.disabled = false;
  if (refusal) {
    tell(refusal);
    return;
  }
  keepKey(key);
  location.assign('/dashboard/');
});
