// Submits a job, then goes to it.
import {get, path, post} from '../kit/api.js';
import {heading, h} from '../kit/dom.js';
import {form, mistake} from '../kit/form.js';
import {say} from '../kit/say.js';

export function show({query, signal}) {
  // The same form sent twice, after a lost answer for example, makes one job.
  const once = crypto.randomUUID();
  const made = form([
    {name: 'workflow', label: 'Workflow', required: true, value: query.get('workflow') ?? '', suggestions: ['echo', 'fetch', 'noop'],
      hint: 'The name of a workflow or of a worker.'},
    {name: 'payload', label: 'Input', type: 'textarea', value: '{}', required: true, hint: 'A JSON object.'},
    {name: 'priority', label: 'Priority', type: 'select', value: 'normal',
      options: [['low', 'low'], ['normal', 'normal'], ['high', 'high']]},
    {name: 'run_at', label: 'Not before', type: 'datetime-local', hint: 'In your time zone. Empty: at once.'},
    {name: 'max_attempts', label: 'Attempts at most', type: 'number', min: '1', hint: 'Empty: as the service is set.'},
    {name: 'callback_url', label: 'Callback URL', type: 'url', hint: 'Gets the signed result. May be empty.'},
  ], 'Submit', async (values) => {
    const body = {workflow: values.workflow, payload: object(values.payload), priority: values.priority, idempotency_key: once};
    if (values.run_at) {
      body.run_at = new Date(values.run_at).getTime() / 1000;
    }
    if (values.max_attempts) {
      body.max_attempts = Number(values.max_attempts);
    }
    if (values.callback_url) {
      body.callback_url = values.callback_url;
    }
    const {job_id: job} = await post('/api/v1/intake', body);
    say('The job was accepted.');
    location.hash = path`#/job/${job}`;
  });
  suggest(made, signal);
  return [heading('Submit a job'), made];
}

function object(text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch (wrong) {
    throw mistake('payload', `This is no JSON: ${wrong.message}`);
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw mistake('payload', 'The input must be a JSON object: { … }');
  }
  return value;
}

async function suggest(made, signal) {
  try {
    const {workflows} = await get('/api/v1/workflows', {limit: 200}, signal);
    made.querySelector('datalist').append(...workflows.map((one) => h('option', {value: one.name})));
  } catch {
    // Only a convenience: any name can be typed.
  }
}
