// Asks for the API's user name and password, in the page, and keeps them until the tab is closed.

import { el, setText } from '../ui/dom.js';

const storageKey = 'srs.authorization';

let asking = null;
let isDeclined = false;

/** What to send as Authorization; null for nothing. */
export function authorization() {
  return sessionStorage.getItem(storageKey);
}

/**
 * Called when the server has refused what was shown. All requests that wait for the same answer share one question; after Cancel the
 * person is asked again only by the button.
 * @returns {Promise<boolean>} true when there is something new to show.
 */
export function askToSignIn(refused) {
  if (authorization() !== refused) {
    // Another request has asked meanwhile.
    return Promise.resolve(true);
  }

  button().hidden = false;
  if (isDeclined) {
    return Promise.resolve(false);
  }

  asking ??= showDialog(refused !== null).finally(() => asking = null);
  return asking;
}

function button() {
  return document.getElementById('sign-in');
}

export function bindSignIn() {
  button().addEventListener('click', () => {
    isDeclined = false;
    asking ??= showDialog(false).finally(() => asking = null);
  });
}

/** As RFC 7617 has it: UTF-8, then base64. */
function basic(name, password) {
  return `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(`${name}:${password}`)))}`;
}

function showDialog(wasRefused) {
  const name = el('input', { class: 'field', id: 'sign-in-name', autocomplete: 'username', spellcheck: 'false', autocapitalize: 'none', required: true, autofocus: true, data: { testid: 'sign-in-name' } });
  const password = el('input', { class: 'field', id: 'sign-in-password', type: 'password', autocomplete: 'current-password', required: true, data: { testid: 'sign-in-password' } });
  const message = el('p', { class: 'sign-in-fault', role: 'alert', data: { testid: 'sign-in-message' } });
  setText(message, wasRefused ? 'The server did not accept this name and password.' : '');
  const form = el('form', { method: 'dialog' },
    el('h2', { id: 'sign-in-title', text: 'Sign in' }),
    el('p', { text: 'This server asks for a user name and password. With an API key, enter the name of the key and the key.' }),
    message,
    el('label', { for: 'sign-in-name', text: 'User name' }), name,
    el('label', { for: 'sign-in-password', text: 'Password' }), password,
    el('div', { class: 'dialog-buttons' },
      el('button', { class: 'button', value: 'cancel', formnovalidate: true, type: 'submit', text: 'Cancel', data: { testid: 'sign-in-cancel' } }),
      el('button', { class: 'button primary', value: 'ok', type: 'submit', text: 'Sign in', data: { testid: 'sign-in-ok' } })));
  const dialog = el('dialog', { class: 'dialog', 'aria-labelledby': 'sign-in-title', data: { testid: 'sign-in-dialog' } }, form);

  // Enter presses the first button of a form, which is Cancel.
  form.addEventListener('keydown', event => {
    if (event.key === 'Enter' && event.target instanceof HTMLInputElement) {
      event.preventDefault();
      form.requestSubmit(form.querySelector('[value=ok]'));
    }
  });
  document.body.append(dialog);
  return new Promise(resolve => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      const isGiven = dialog.returnValue === 'ok';
      isDeclined = !isGiven;
      button().hidden = isGiven;
      if (isGiven) {
        sessionStorage.setItem(storageKey, basic(name.value, password.value));
      }

      resolve(isGiven);
    });
    dialog.showModal();
  });
}
