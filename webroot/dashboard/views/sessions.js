// Where the reader is signed in; each place can be signed out.
import {get, path, remove} from '../kit/api.js';
import {sure} from '../kit/ask.js';
import {h, badge, button, heading, section, table} from '../kit/dom.js';
import {time} from '../kit/format.js';
import {say} from '../kit/say.js';
import {attempt, filled} from '../kit/states.js';

export function show({signal}) {
  const problem = h('div');
  const place = filled(async () => {
    const {sessions} = await get('/api/v1/auth/sessions', {}, signal);
    return table('Where you are signed in, newest first', ['Browser', 'Network address', 'Signed in', 'Last used', 'Ends', ''],
      sessions.map((one) => [
        h('span', {}, one.agent || 'unnamed', ' ', one.current ? badge('this one') : null), one.address || '–',
        time(one.created_at), time(one.last_seen_at), time(one.expires_at),
        one.current ? '' : button('Sign out', () => end(one), {'aria-label': `Sign out ${one.agent} at ${one.address}`})]));
  }, signal);
  const end = async (session) => {
    if (await sure(`Sign out ${session.agent || 'the browser'} at ${session.address}?`, 'Sign it out')) {
      if (await attempt(() => remove(path`/api/v1/auth/sessions/${session.session_id}`), problem)) {
        say('That browser is signed out.');
      }
      place.refill();
    }
  };
  return [heading('Your sessions'), problem,
    section('Signed in', h('p', {class: 'hint'}, 'Is one not yours? Sign it out, and check who reads your mail: a mail is all it takes to sign in.'), place)];
}
