// A question before something that cannot be undone, as a modal dialog of the page.

import { el } from '../ui/dom.js';

/** @returns {Promise<boolean>} false for Cancel and for Esc. */
export function confirmInPage({ title, text, action }) {
  const cancel = el('button', { class: 'button', value: 'cancel', text: 'Cancel', autofocus: true, data: { testid: 'confirm-cancel' } });
  const dialog = el('dialog', { class: 'dialog', 'aria-labelledby': 'confirm-title', data: { testid: 'confirm-dialog' } },
    el('form', { method: 'dialog' },
      el('h2', { id: 'confirm-title', text: title }),
      el('p', { text }),
      el('div', { class: 'dialog-buttons' }, cancel,
        el('button', { class: 'button danger', value: 'ok', text: action, data: { testid: 'confirm-ok' } }))));
  document.body.append(dialog);
  return new Promise(resolve => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'ok');
    });
    dialog.showModal();
  });
}
