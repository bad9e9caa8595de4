// The mails: what waits, what was sent, and what stays here because no provider is set.
import {h, badge, heading} from '../kit/dom.js';
import {path} from '../kit/api.js';
import {time} from '../kit/format.js';
import {pages} from '../kit/pages.js';

const STATES = ['outbox', 'queued', 'sending', 'sent', 'failed', 'cancelled'];

export function show({query, signal}) {
  const status = STATES.includes(query.get('status')) ? query.get('status') : '';
  const filter = h('ul', {class: 'choices', 'aria-label': 'State'}, ['', ...STATES].map((state) => h('li', {},
    h('a', {href: state ? `#/outbox?status=${state}` : '#/outbox', 'aria-current': state === status ? 'true' : null}, state || 'all'))));
  return [heading('Mails'), filter,
    pages({path: '/api/email', query: {status}, field: 'emails', signal}, 'Mails, newest first',
      ['Subject', 'State', 'To', 'Created', 'Attempts', 'Error'], (mail) => [
        h('a', {href: path`#/mail/${mail.id}`}, mail.subject), badge(mail.status), mail.to.join(', '), time(mail.created_at),
        mail.attempts, mail.error ?? '–'],
      status ? 'No mail is in this state.' : 'No mail was sent yet.')];
}
