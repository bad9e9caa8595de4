// Server-sent events read with fetch: unlike EventSource it can send an API key, and tells why a stream was refused.
import {request} from './api.js';

const AGAIN_MS = 1000;
const LONGEST_MS = 30000;

/**
 * Follows a stream until `signal` aborts or the server says that nothing more can come. It comes again by itself, after
 * the last event that it saw.
 *
 * @param heard called with (type, data) for each event
 * @param state called with `live`, `lost` or `ended`
 */
export async function follow(path, query, signal, heard, state = () => {}) {
  let last = null;
  let wait = AGAIN_MS;
  while (!signal.aborted) {
    try {
      const response = await request('GET', path, {
        query: {...query, last_event_id: last}, signal, accept: 'text/event-stream',
      });
      if (response.status === 204) {
        state('ended');
        return;
      }
      state('live');
      wait = AGAIN_MS;
      for await (const event of events(response.body)) {
        last = event.id || last;
        if (event.data !== '') {
          heard(event.type, JSON.parse(event.data));
        }
      }
    } catch (lost) {
      if (signal.aborted) {
        return;
      }
      if ([400, 403, 404].includes(lost.status)) {
        state('ended');
        return;
      }
      state('lost');
    }
    await pause(wait, signal);
    wait = Math.min(wait * 2, LONGEST_MS);
  }
}

/** Parses as WHATWG HTML, "Interpreting an event stream", says. */
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  let event = {id: '', type: 'message', data: []};
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const lines = (rest + part.value).split(/\r\n|\n|\r/);
    rest = lines.pop();
    for (const line of lines) {
      if (line === '') {
        yield {...event, data: event.data.join('\n')};
        event = {id: '', type: 'message', data: []};
        continue;
      }
      const [, field, value] = /^([^:]*):? ?(.*)$/s.exec(line);
      if (field === 'data') {
        event.data.push(value);
      } else if (field === 'event') {
        event.type = value;
      } else if (field === 'id') {
        event.id = value;
      }
    }
  }
}

function pause(ms, signal) {
  return new Promise((done) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      done();
    }, {once: true});
  });
}
