// What the reader may do, so that pages offer nothing that the server would refuse. The server decides.
let scopes = [];

/** Takes over what the session says; null where nobody knows, as of an API key. */
export function play(granted) {
  scopes = granted;
}

/** Whether to offer what needs this scope. What an API key may do is not known here: everything is offered. */
export const may = (scope) => scopes === null || scopes.includes('*') || scopes.includes(scope);

/** Whether the reader sees what is everybody's. */
export const isAdmin = () => scopes === null || scopes.includes('*');
