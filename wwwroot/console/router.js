// Which stream is selected, kept in the URL hash: #/live/livestream, or #vhost/app/stream, each part percent-encoded.

export const hashOf = key => `#${key.split('/').map(encodeURIComponent).join('/')}`;

/** The selected stream's key, or null. */
export function selectedKey() {
  const hash = location.hash.slice(1);
  if (!hash.includes('/')) {
    return null;
  }

  try {
    return hash.split('/').map(decodeURIComponent).join('/');
  } catch {
    return null; // A hand-written hash with a stray percent sign.
  }
}

export function select(key) {
  location.hash = hashOf(key);
}

/** Goes back to the list. The hash is removed without leaving a bare # behind. */
export function deselect() {
  history.pushState(null, '', location.pathname + location.search);
  window.dispatchEvent(new HashChangeEvent('hashchange'));
}

export function onSelectionChange(handler) {
  window.addEventListener('hashchange', handler);
  window.addEventListener('popstate', handler);
}
