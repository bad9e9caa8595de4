// Forms whose mistakes are told at the field that has them.
import {h} from './dom.js';
import {alarm} from './say.js';

let forms = 0;

/**
 * A form.
 *
 * @param fields [{name, label, type?, options?, value?, hint?, required?, rows?}]; type `select`, `textarea`, or an input's
 * @param submit the words on its button
 * @param work called with the values by name; what it throws is shown, at the field that it names
 */
export function form(fields, submit, work) {
  const prefix = `f${++forms}-`;
  const general = h('p', {class: 'problem', role: 'alert'});
  const made = h('form', {class: 'form', novalidate: true},
    fields.map((field) => line(prefix, field)), general,
    h('p', {}, h('button', {type: 'submit', class: 'button'}, submit)));
  const tell = (name, message) => {
    const input = name && made.elements[name.split(/[./[]/)[0]];
    if (!input) {
      general.textContent = `${general.textContent} ${name ? `${name}: ` : ''}${message}`.trim();
      return;
    }
    input.setAttribute('aria-invalid', 'true');
    made.querySelector(`#${input.id}-problem`).textContent = message;
  };
  made.addEventListener('submit', async (event) => {
    event.preventDefault();
    made.querySelectorAll('.problem').forEach((problem) => { problem.textContent = ''; });
    made.querySelectorAll('[aria-invalid]').forEach((input) => input.removeAttribute('aria-invalid'));
    const values = {};
    let wrong = false;
    for (const field of fields) {
      const value = made.elements[field.name].value;
      values[field.name] = field.type === 'textarea' ? value : value.trim();
      if (field.required && values[field.name].trim() === '') {
        tell(field.name, `${field.label} is needed.`);
        wrong = true;
      }
    }
    if (!wrong) {
      const press = made.querySelector('button[type=submit]');
      press.disabled = true;
      try {
        await work(values, made);
      } catch (error) {
        wrong = true;
        if (error.details?.length) {
          error.details.forEach((detail) => tell(detail.field, detail.message));
        } else {
          tell(error.field, error.message);
        }
      } finally {
        press.disabled = false;
      }
    }
    if (wrong) {
      const first = made.querySelector('[aria-invalid]');
      first?.focus();
      if (!first) {
        alarm(general.textContent);
      }
    }
  });
  return made;
}

/** A mistake of one field. */
export function mistake(field, message) {
  return Object.assign(new Error(message), {field});
}

function line(prefix, field) {
  const id = prefix + field.name;
  const props = {
    id, name: field.name, required: field.required, placeholder: null,
    'aria-describedby': `${field.hint ? `${id}-hint ` : ''}${id}-problem`,
  };
  let input;
  if (field.type === 'select') {
    input = h('select', props, field.options.map(([value, label]) =>
      h('option', {value, selected: value === (field.value ?? '')}, label)));
  } else if (field.type === 'textarea') {
    input = h('textarea', {...props, rows: field.rows ?? 8, spellcheck: 'false'});
    input.value = field.value ?? '';
  } else {
    input = h('input', {...props, type: field.type ?? 'text', autocomplete: field.autocomplete ?? 'off', min: field.min,
      list: field.suggestions ? `${id}-list` : null});
    input.value = field.value ?? '';
  }
  return h('div', {class: 'field'}, h('label', {for: id}, field.label),
    field.hint ? h('p', {id: `${id}-hint`, class: 'hint'}, field.hint) : null, input,
    field.suggestions ? h('datalist', {id: `${id}-list`}, field.suggestions.map((value) => h('option', {value}))) : null,
    h('p', {id: `${id}-problem`, class: 'problem'}));
}
