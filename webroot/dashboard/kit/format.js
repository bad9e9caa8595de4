// Numbers and times as the reader's language has them, in the reader's zone.
const day = new Intl.DateTimeFormat(undefined, {dateStyle: 'medium', timeStyle: 'medium'});
const full = new Intl.DateTimeFormat(undefined, {dateStyle: 'full', timeStyle: 'long'});
const date = new Intl.DateTimeFormat(undefined, {day: 'numeric', month: 'short', timeZone: 'UTC'});
const plain = new Intl.NumberFormat();
const dollars = new Intl.NumberFormat(undefined, {style: 'currency', currency: 'USD', maximumFractionDigits: 6});

/** The reader's zone, by its name. */
export const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A time in epoch seconds as an element; a dash for none. */
export function time(seconds) {
  if (seconds === null || seconds === undefined) {
    return '–';
  }
  const at = new Date(seconds * 1000);
  const element = document.createElement('time');
  element.dateTime = at.toISOString();
  element.title = full.format(at);
  element.textContent = day.format(at);
  return element;
}

export const number = (value) => (value === null || value === undefined ? '–' : plain.format(value));

/** An amount in millionths of a US dollar. */
export const money = (millionths) =>
  (millionths === null || millionths === undefined ? '–' : dollars.format(millionths / 1e6));

/** A day of the form 2025-11-21, short. */
export const shortDay = (text) => date.format(new Date(`${text}T00:00:00Z`));

/** A span of seconds in words. */
export function span(seconds) {
  if (seconds === null || seconds === undefined) {
    return '–';
  }
  if (seconds < 1) {
    return `${Math.round(seconds * 1000)} ms`;
  }
  if (seconds < 60) {
    return `${plain.format(Math.round(seconds * 10) / 10)} s`;
  }
  const parts = [[86400, 'd'], [3600, 'h'], [60, 'min'], [1, 's']];
  const start = parts.findIndex(([size]) => seconds >= size);
  let left = Math.round(seconds);
  return parts.slice(start, start + 2).map(([size, unit]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    return `${count} ${unit}`;
  }).join(' ');
}
