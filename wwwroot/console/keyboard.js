// Keys of the whole page: / goes to the search, Enter there opens the first match, Esc steps back.

export function bindKeys({ search, skipLink, isDetailOpen, closeDetail, openFirst }) {
  // Followed as a link it would replace the hash, which holds the selected stream.
  skipLink.addEventListener('click', event => {
    event.preventDefault();
    document.querySelector(skipLink.hash).focus();
  });

  search.addEventListener('keydown', event => {
    if (event.key === 'Enter') {
      event.preventDefault();
      openFirst();
    }
  });

  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector('dialog[open]')) {
      return;
    }

    const typing = event.target.matches?.('input:not([readonly]), textarea, select');
    if (event.key === '/' && !typing) {
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === 'Escape' && !document.fullscreenElement) {
      if (event.target === search && search.value) {
        event.preventDefault();
        search.value = '';
        search.dispatchEvent(new Event('input'));
      } else if (isDetailOpen()) {
        closeDetail();
      }
    }
  });
}
