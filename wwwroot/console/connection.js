// Tells when the API does not answer, since numbers that stand still look like numbers that are true.

import { setText } from '../ui/dom.js';
import { duration } from '../ui/format.js';

/** One lost answer is no news; polls are a second apart. */
const toleratedFailures = 1;

export function createConnectionNotice(node, body) {
  const text = node.querySelector('[data-field="text"]');
  const age = node.querySelector('[data-field="age"]');
  let failures = 0;
  let lastGood = null;

  return {
    good() {
      failures = 0;
      lastGood = performance.now();
      body.classList.remove('stale');
      node.classList.remove('shown');
      setText(text, '');
      setText(age, '');
    },

    lost(message) {
      failures++;
      if (failures <= toleratedFailures && lastGood !== null) {
        return;
      }

      body.classList.toggle('stale', lastGood !== null);
      node.classList.add('shown');
      setText(text, `${message} Trying again…`);
      setText(age, lastGood === null ? '' : `Data from ${duration(performance.now() - lastGood)} ago`);
    },
  };
}
