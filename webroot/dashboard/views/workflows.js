// The workflows that are defined here; a new version can be stored.
import {path, post} from '../kit/api.js';
import {h, heading, section} from '../kit/dom.js';
import {form} from '../kit/form.js';
import {time} from '../kit/format.js';
import {may} from '../kit/may.js';
import {pages} from '../kit/pages.js';

const EXAMPLE = `document: {dsl: 1.0.0, namespace: default, name: greeting, version: 1.0.0}
do:
- greet: {set: {message: "\${ .name | ascii_upcase }"}}
`;

export function show({signal}) {
  return [
    heading('Workflows'),
    pages({path: '/api/v1/workflows', field: 'workflows', signal}, 'Workflows',
      ['Name', 'Newest version', 'Title', 'Created', 'By'],
      (one) => [h('a', {href: path`#/workflow/${one.name}`}, one.name), one.version, one.title, time(one.created_at), one.created_by],
      'No workflow is defined here yet. Workers run without a definition.'),
    may('workflows:write') ? section('New version', create()) : null,
  ].filter(Boolean);
}

function create() {
  return form([{name: 'source', label: 'Definition', type: 'textarea', rows: 14, required: true, value: EXAMPLE,
    hint: 'Serverless Workflow DSL 1.0, YAML or JSON.'}], 'Store', async ({source}) => {
    const checked = await post('/api/v1/workflows/validate', {source});
    if (!checked.valid) {
      const message = checked.problems.map((one) => `Line ${one.line}: ${one.message}`).join(' ');
      throw Object.assign(new Error(message), {field: 'source'});
    }
    const made = await post('/api/v1/workflows', {source});
    location.hash = path`#/workflow/${made.name}`;
  });
}
