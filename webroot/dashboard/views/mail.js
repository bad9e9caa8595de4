// One mail: as text, as its receiver sees it, and each attempt to send it.
import {get, path, post} from '../kit/api.js';
import {h, badge, button, facts, heading, section, table} from '../kit/dom.js';
import {time} from '../kit/format.js';
import {may} from '../kit/may.js';
import {filled, attempt} from '../kit/states.js';

export function show({id, signal}) {
  const title = heading('Mail');
  const problem = h('div');
  const place = filled(async () => {
    const [mail, health] = await Promise.all([
      get(path`/api/email/${id}`, {}, signal), get('/api/v1/health/detailed', {}, signal)]);
    title.querySelector('h1').textContent = mail.subject;
    document.title = `${mail.subject}: Levqor`;
    if (mail.status === 'queued' && may('email:write')) {
      title.querySelector('.actions').replaceChildren(button('Cancel', async () => {
        await attempt(() => post(path`/api/email/${id}/cancel`), problem);
        place.refill();
      }));
    }
    return [about(mail), mail.sensitive && !mail.text && !mail.html
      ? h('p', {class: 'hint'}, 'The content of this mail is a secret, which only its receiver sees.') : null, mail.text ? section('Text', text('Text', mail.text)) : null,
      mail.html ? section('HTML', html(mail, health.environment === 'development')) : null,
      mail.attempts_log.length === 0 ? null : section('Attempts', table('Attempts', ['Attempt', 'Time', 'Outcome', 'Took', 'Error'],
        mail.attempts_log.map((one) => [one.attempt, time(one.at), badge(one.outcome), `${one.duration_ms} ms`, one.error ?? '–']))),
    ].filter(Boolean);
  }, signal);
  return [title, problem, place];
}

const about = (mail) => facts([
  ['State', badge(mail.status)], ['From', mail.from], ['To', mail.to.join(', ')], ['Copy to', mail.cc.join(', ')],
  ['Reply to', mail.reply_to.join(', ')], ['Created', time(mail.created_at)],
  ['Ended', mail.ended_at && time(mail.ended_at)], ['Next attempt', mail.next_attempt_at && time(mail.next_attempt_at)],
  ['Error', mail.error], ['Attachments', mail.attachments.map((one) => one.filename).join(', ')]]);

/** The text with its links to this server as links: that is how somebody signs in without a mail provider. */
function text(label, content) {
  const parts = content.split(/(https?:\/\/\S+)/).map((part) =>
    (part.startsWith(`${location.origin}/`) ? h('a', {href: part}, part) : part));
  return h('pre', {class: 'data wrapped', tabindex: '0', role: 'region', 'aria-label': label}, parts);
}

/** The server shows mails as pages in development only, with a policy of their own; elsewhere there is the source. */
function html(mail, development) {
  return development
    ? h('iframe', {src: path`/_dev/email/${mail.id}`, sandbox: '', title: `The mail ${mail.subject}`, class: 'preview'})
    : h('pre', {class: 'data wrapped', tabindex: '0', role: 'region', 'aria-label': 'HTML source'}, mail.html);
}
