// Adds this browser's key to the button, so that the session is bound to it from the start. Without, the button works, too.
import {keptKey} from '/dashboard/kit/browser-key.js';

const key = await keptKey();
if (key) {
  const action = new URL(location.href);
  action.searchParams.set('x', key.x);
  action.searchParams.set('y', key.y);
  document.querySelector('main form').action = action.pathname + action.search;
}
