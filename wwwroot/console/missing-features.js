// Tells which features this machine lacks something for, and what to install.

import { setText } from '../ui/dom.js';

export function createMissingFeatures(root) {
  return {
    render(features) {
      const reasons = features.filter(feature => feature.state === 'missing').map(feature => feature.reason);
      const text = [...new Set(reasons)].join(' ');
      root.classList.toggle('shown', text !== '');
      setText(root, text);
    },
  };
}
