// A list of label and value pairs that changes every second.

import { none } from './format.js';
import { el, keyedList, setText } from './dom.js';

/** {node, update(pairs)}; pairs whose text is a dash are left out. */
export function createFactList(props = {}) {
  const node = el('dl', { class: 'facts', ...props });
  const render = keyedList(node, ([label]) => label, ([label]) => {
    const value = el('dd');
    return { node: el('div', {}, el('dt', { text: label }), value), update: ([, text]) => setText(value, text) };
  });
  return { node, update: pairs => render(pairs.filter(([, text]) => text !== none)) };
}
