'use strict';

// Signs in by a mailed code, and asks for the mail. The link in the mail needs nothing of this.
(() => {
  const ask = document.getElementById('ask');
  const enter = document.getElementById('enter');
  const email = document.getElementById('email');
  const code = document.getElementById('code');
  const sent = document.getElementById('sent');
  const origins = ['ref', 'utm_source', 'utm_medium', 'utm_campaign', 'utm_term', 'utm_content'];
  const query = new URLSearchParams(location.search);

  // Only a path of this server: "//host" and "/\host" would lead elsewhere.
  const next = () => {
    const path = query.get('next') || '/dashboard/';
    return /^\/(?![\/\\])[^\\]*$/.test(path) ? path : '/dashboard/';
  };

  const tell = (field, problem, text) => {
    problem.textContent = text;
    field.setAttribute('aria-invalid', text === '' ? 'false' : 'true');
    if (text !== '') {
      field.focus();
    }
  };

  const why = async (response) => {
    if (response.status === 429) {
      return 'That was too often. Wait a few minutes, then try again.';
    }
    const body = await response.json().catch(() => ({}));
    const error = body.error || {};
    return error.message || 'The server answered ' + response.status + '. Try again.';
  };

  const post = async (path, body) => fetch(path, {
    method: 'POST',
    credentials: 'same-origin',
    headers: {'Content-Type': 'application/json'},
    body: JSON.stringify(body),
  });

  // The session is bound to this browser's key from the start; where that fails, the dashboard sees to it.
  const browserKey = () => import('/dashboard/kit/browser-key.js').then((module) => module.keptKey()).catch(() => null);

  const submit = (form, field, work) => {
    const problem = document.getElementById(form.id + '-problem');
    const button = form.querySelector('button[type=submit]');
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      tell(field, problem, '');
      button.disabled = true;
      try {
        const response = await work();
        if (response && !response.ok) {
          tell(field, problem, await why(response));
        }
      } catch (failure) {
        tell(field, problem, typeof failure === 'string' ? failure : 'The server cannot be reached. Try again.');
      } finally {
        button.disabled = false;
      }
    });
  };

  submit(ask, email, async () => {
    if (!email.value.trim() || !email.validity.valid) {
      throw 'Enter an e-mail address such as ann@example.com.';
    }
    const body = {email: email.value.trim()};
    for (const name of origins) {
      const value = query.get(name);
      if (value) {
        body[name] = value.slice(0, 128);
      }
    }
    const response = await post(ask.getAttribute('action'), body);
    if (response.ok) {
      ask.hidden = true;
      enter.hidden = false;
      sent.textContent = 'If ' + body.email + ' may sign in here, a mail is on its way. Open its link in this browser, or enter its code here.';
      sent.focus();
    }
    return response;
  });

  submit(enter, code, async () => {
    const digits = code.value.replace(/\s/g, '');
    if (!/^[0-9]{6}$/.test(digits)) {
      throw 'Enter the six digits of the mail.';
    }
    const key = await browserKey();
    const response = await post(enter.getAttribute('action'), {email: email.value.trim(), code: digits, ...(key && {key})});
    if (response.ok) {
      location.assign(next());
    }
    return response;
  });

  document.getElementById('again').addEventListener('click', () => {
    enter.hidden = true;
    ask.hidden = false;
    email.focus();
  });
})();
