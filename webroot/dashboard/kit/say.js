// Tells those who do not see the page what happened on it.
function put(id, text) {
  const region = document.getElementById(id);
  region.textContent = '';
  // A region that is filled anew is read even when the words are the same.
  setTimeout(() => { region.textContent = text; }, 50);
}

export const say = (text) => put('said', text);
export const alarm = (text) => put('alarm', text);
