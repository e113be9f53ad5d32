// Texts to take away: a labelled read-only field, or a command, with a copy button.

import { el, setText } from './dom.js';

async function toClipboard(text) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }

  // Over plain HTTP from another machine, the usual case for a media server, there is no clipboard API.
  const area = el('textarea', { class: 'visually-hidden', 'aria-hidden': 'true' });
  area.value = text;
  document.body.append(area);
  const focused = document.activeElement;
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  focused?.focus();
  if (!done) {
    throw new Error('refused');
  }
}

/** A button that copies what textOf() answers and says so. */
export function copyButton(label, textOf) {
  const caption = el('span', { text: 'Copy', 'aria-live': 'polite' });
  const button = el('button', { class: 'button small', type: 'button', 'aria-label': `Copy ${label}` }, caption);
  let timer = 0;
  button.addEventListener('click', async () => {
    try {
      await toClipboard(textOf());
      setText(caption, 'Copied');
    } catch {
      setText(caption, 'Not allowed');
    }

    clearTimeout(timer);
    timer = setTimeout(() => setText(caption, 'Copy'), 1600);
  });
  return button;
}

/** A label, a read-only field and a copy button; {node, set(text)}. */
export function copyField(label, testid) {
  const id = `copy-${testid}`;
  const input = el('input', { class: 'field mono', id, readonly: true, spellcheck: 'false', data: { testid } });
  input.addEventListener('focus', () => input.select());
  const node = el('div', { class: 'copy-field' },
    el('label', { for: id, text: label }), input, copyButton(label, () => input.value));
  return {
    node,
    set(text) {
      if (input.value !== text) {
        input.value = text;
      }
    },
  };
}
