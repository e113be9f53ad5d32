// The theme choice: auto (follow the system), light or dark. A classic script in <head> and not a module, because modules run
// after the first paint and a dark page would flash white. Buttons marked data-theme-toggle step through the choices.
(() => {
  const key = 'srs-theme';
  const choices = ['auto', 'light', 'dark'];
  const root = document.documentElement;

  function stored() {
    try {
      const value = localStorage.getItem(key);
      return choices.includes(value) ? value : 'auto';
    } catch {
      return 'auto'; // Storage is refused in some private windows; the page works without.
    }
  }

  function apply(choice) {
    if (choice === 'auto') {
      delete root.dataset.theme;
    } else {
      root.dataset.theme = choice;
    }

    for (const button of document.querySelectorAll('[data-theme-toggle]')) {
      button.dataset.choice = choice;
      button.setAttribute('aria-label', `Theme: ${choice}. Change`);
      button.querySelector('[data-theme-name]').textContent = choice[0].toUpperCase() + choice.slice(1);
    }

    // Canvas drawings cannot follow CSS by themselves.
    window.dispatchEvent(new Event('themechange'));
  }

  let choice = stored();
  apply(choice);

  addEventListener('DOMContentLoaded', () => {
    apply(choice);
    document.addEventListener('click', event => {
      if (!event.target.closest?.('[data-theme-toggle]')) {
        return;
      }

      choice = choices[(choices.indexOf(choice) + 1) % choices.length];
      try {
        localStorage.setItem(key, choice);
      } catch {
        // As above: the choice then lasts for this page only.
      }

      apply(choice);
    });
  });

  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => apply(choice));
})();
