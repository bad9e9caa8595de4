// What the reader's role allows, so that pages offer nothing that the server would refuse. The server decides.
const READ = ['jobs:read', 'workflows:read', 'costs:read', 'email:read', 'connectors:read'];
const GRANTED = {
  editor: [...READ, 'jobs:write', 'workflows:write', 'email:write', 'connectors:call', 'connectors:write'],
  viewer: READ,
};

let role = 'viewer';

export function play(as) {
  role = as;
}

/** Whether to offer what needs this scope. What an API key may do is not known here: everything is offered. */
export const may = (scope) => GRANTED[role]?.includes(scope) ?? true;

export const isAdmin = () => GRANTED[role] === undefined;
