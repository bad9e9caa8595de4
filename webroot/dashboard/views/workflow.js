// One workflow: its diagram, its versions, its source.
import {get, path, remove} from '../kit/api.js';
import {sure} from '../kit/ask.js';
import {h, button, facts, heading, section, table} from '../kit/dom.js';
import {time} from '../kit/format.js';
import {may} from '../kit/may.js';
import {attempt, filled} from '../kit/states.js';
import {diagram} from '../kit/diagram.js';

export function show({id, query, signal}) {
  const version = query.get('version') ?? undefined;
  const problem = h('div');
  const source = filled(async () => {
    const one = await get(path`/api/v1/workflows/${id}`, {version}, signal);
    return [
      facts([['Title', one.title], ['Version', one.version], ['Created', time(one.created_at)], ['By', one.created_by]]),
      h('pre', {class: 'data', tabindex: '0', role: 'region', 'aria-label': 'Source'}, one.source),
    ];
  }, signal);
  const drawing = filled(async () => {
    const {mermaid} = await get(path`/api/v1/workflows/${id}/diagram`, {version}, signal);
    return diagram(mermaid, `The steps of ${id}`);
  }, signal);
  const versions = filled(() => list(id, signal, problem, () => versions.refill()), signal);
  return [
    heading(id,
      may('jobs:write') ? h('a', {class: 'button', href: path`#/submit?workflow=${id}`}, 'Submit a job') : null,
      h('a', {class: 'button plain', href: path`#/jobs?workflow=${id}`}, 'Its jobs')),
    problem, section('Diagram', drawing), section('Versions', versions), section('Source', source),
  ];
}

async function list(id, signal, problem, refill) {
  const {versions} = await get(path`/api/v1/workflows/${id}/versions`, {}, signal);
  const drop = (version) => button('Delete', async () => {
    if (await sure(`Delete version ${version}? Only what no job has used can be deleted.`, 'Delete')) {
      await attempt(() => remove(path`/api/v1/workflows/${id}/versions/${version}`), problem) && refill();
    }
  }, {'aria-label': `Delete version ${version}`});
  return table('Versions, newest first', ['Version', 'Created', 'By', ''], versions.map((one) => [
    h('a', {href: path`#/workflow/${id}?version=${one.version}`}, one.version), time(one.created_at), one.created_by,
    may('workflows:write') ? drop(one.version) : '']));
}
