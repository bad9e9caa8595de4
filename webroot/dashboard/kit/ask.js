// Asks before something that cannot be taken back.
import {h} from './dom.js';

/** Whether the reader agrees. Escape and the first button say no. */
export function sure(question, yes) {
  return new Promise((answer) => {
    const dialog = h('dialog', {'aria-labelledby': 'question', class: 'ask'},
      h('p', {id: 'question'}, question),
      h('form', {method: 'dialog', class: 'actions'},
        h('button', {value: 'no', class: 'button plain'}, 'No, go back'),
        h('button', {value: 'yes', class: 'button'}, yes)));
    dialog.addEventListener('close', () => {
      answer(dialog.returnValue === 'yes');
      dialog.remove();
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
