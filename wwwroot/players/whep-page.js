// The page that plays by WHEP, and shows how well it goes.

import { createPlayerView } from '../ui/player-view.js';
import { autostart, readAddress, rtcAddressOfQuery, webAddress } from './address.js';
import { createRtcPanel } from './rtc-panel.js';

const byId = id => document.getElementById(id);
const panel = createRtcPanel({ delay: 'Delay from the server' });
const view = createPlayerView({ label: 'Live picture', onStats: panel.update });
const input = byId('url');
input.value = rtcAddressOfQuery('whep');
byId('player').append(view.node);
byId('statistics').append(panel.node);

function load() {
  const url = readAddress(input, webAddress);
  if (url) {
    view.setSource(url.href);
  }

  return url !== null;
}

input.addEventListener('input', load);
byId('form').addEventListener('submit', event => {
  event.preventDefault();
  if (load()) {
    view.play();
  }
});

// A link may carry a broken address; the field shows it and says why when Load is pressed.
if (load()) {
  autostart(() => view.play());
}
