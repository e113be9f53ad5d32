// The panel beside the list: everything about one stream.

import { createChart } from '../ui/chart.js';
import { copyField } from '../ui/copy.js';
import { bitrate, count, duration } from '../ui/format.js';
import { el, setAttribute, setText } from '../ui/dom.js';
import { createStreamPlayer } from './player.js';
import { flvUrl, isLive, playerPageUrl, receiving, rtmpUrl, sending, soundUrl, uptimeMs, viewerCount, whepUrl, wsFlvUrl } from './stream-facts.js';
import { createStatePill } from './streams-table.js';
import { createTrackFacts } from './track-facts.js';
import { createViewers } from './viewers.js';

function createNumbers() {
  const names = ['Bitrate in', 'Bitrate out', 'Viewers', 'Uptime'];
  const values = names.map(() => el('dd'));
  return {
    node: el('dl', { class: 'numbers' }, ...names.map((name, i) => el('div', {}, el('dt', { text: name }), values[i]))),
    update(stream) {
      const live = isLive(stream);
      const texts = [bitrate(live ? receiving(stream) : null), bitrate(sending(stream)), count(viewerCount(stream)), duration(uptimeMs(stream))];
      texts.forEach((text, i) => setText(values[i], text));
    },
  };
}

export function createStreamDetail(root, { onClose, onChanged }) {
  const title = el('h2', { tabindex: '-1', data: { testid: 'detail-title' } });
  const path = el('span', { class: 'soft mono path' });
  const pill = createStatePill();
  const close = el('button', { class: 'button quiet close', type: 'button', data: { testid: 'detail-close' }, on: { click: onClose } },
    el('span', { text: 'Close' }), el('kbd', { text: 'Esc', 'aria-hidden': 'true' }));
  const player = createStreamPlayer();
  const numbers = createNumbers();
  const tracks = createTrackFacts();
  const chart = createChart({ title: 'Bitrate in', testid: 'bitrate', format: bitrate, leastTop: 10 });
  const rtmp = copyField('RTMP', 'url-rtmp');
  const flv = copyField('HTTP-FLV', 'url-flv');
  const ws = copyField('WebSocket-FLV', 'url-ws');
  const whep = copyField('WebRTC (WHEP)', 'url-whep');
  const sound = copyField('Audio only', 'url-sound');
  const page = el('a', { target: '_blank', rel: 'noopener', text: 'Open the player page' });
  const rtcPage = el('a', { target: '_blank', rel: 'noopener', text: 'watch by WebRTC' });
  const addresses = el('section', { 'aria-labelledby': 'addresses-title' },
    el('h3', { id: 'addresses-title', text: 'Addresses' }), rtmp.node, flv.node, ws.node, whep.node, sound.node,
    el('p', {}, page, ', ', rtcPage));
  const viewers = createViewers(onChanged);
  const known = el('div', { class: 'detail-body' }, numbers.node, chart.node, tracks.node, addresses, viewers.node);
  root.append(el('header', { class: 'detail-head' }, el('div', { class: 'detail-names' }, title, el('div', {}, pill.node, path)), close),
    player.node, known);
  root.hidden = true;

  let key = null;

  return {
    get key() {
      return key;
    },

    open(nextKey) {
      if (key !== null) {
        player.close();
      }

      key = nextKey;
      setText(title, nextKey.slice(nextKey.lastIndexOf('/') + 1));
      setText(path, nextKey);
      known.hidden = true;
      viewers.clear();
      root.hidden = false;
      root.scrollTop = 0;
    },

    close() {
      key = null;
      player.close();
      root.hidden = true;
    },

    focus() {
      title.focus({ preventScroll: true });
    },

    /** @param stream null when the server does not list it (any more); what was known then stays in view. */
    update(stream, series) {
      pill.update(stream);
      player.update(stream);
      if (!stream) {
        return;
      }

      known.hidden = false;
      numbers.update(stream);
      chart.update(series);
      tracks.update(stream);
      rtmp.set(rtmpUrl(stream));
      flv.set(flvUrl(stream));
      ws.set(wsFlvUrl(stream));
      whep.set(whepUrl(stream));
      const soundOnly = soundUrl(stream);
      sound.node.hidden = soundOnly === null;
      sound.set(soundOnly ?? '');
      setAttribute(page, 'href', playerPageUrl(stream));
      setAttribute(rtcPage, 'href', playerPageUrl(stream, 'players/whep.html'));
    },

    updateClients(clients) {
      viewers.update(clients);
    },
  };
}
