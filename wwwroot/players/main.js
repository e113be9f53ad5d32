// The player page. Reads ?url=, or SRS's ?vhost=&app=&stream=, and ?autostart=true.

import { setText } from '../ui/dom.js';
import { count, duration, none } from '../ui/format.js';
import { createPlayerView } from '../ui/player-view.js';

const byId = id => document.getElementById(id);
const query = new URLSearchParams(location.search);
const root = new URL('../', import.meta.url);
const encodePath = path => path.split('/').map(encodeURIComponent).join('/');

function urlFromQuery() {
  if (query.get('url')) {
    return query.get('url');
  }

  const app = query.get('app') || 'live';
  // SRS players name the stream with or without the extension.
  const [, stream, extension = '.flv'] = (query.get('stream') || 'livestream').match(/^(.*?)(\.flv|\.ts|\.m3u8)?$/);
  const url = new URL(`${encodePath(app)}/${encodePath(stream)}${extension}`, root);
  const vhost = query.get('vhost');
  if (vhost && vhost !== '__defaultVhost__') {
    url.searchParams.set('vhost', vhost);
  }

  return url.href;
}

const view = createPlayerView({ label: 'Live picture' });
const input = byId('url');
input.value = urlFromQuery();
byId('player').append(view.node);

/** Only web addresses: anything else in a link to this page is not a stream. */
function load() {
  let url;
  try {
    url = new URL(input.value.trim(), root);
  } catch {
    url = null;
  }

  const good = url !== null && ['http:', 'https:', 'ws:', 'wss:'].includes(url.protocol);
  input.setCustomValidity(good ? '' : 'Enter an address that starts with http://, https://, ws:// or wss://');
  if (good) {
    view.setSource(url.href);
  }

  return good;
}

input.addEventListener('input', load);
byId('form').addEventListener('submit', event => {
  event.preventDefault();
  if (load()) {
    view.play();
  }
});

const field = name => byId('details').querySelector(`[data-field="${name}"]`);
const fields = { buffer: field('buffer'), behind: field('behind'), size: field('size'), frames: field('frames'), time: field('time') };
setInterval(() => {
  const { video } = view;
  const ranges = video.buffered;
  const some = ranges.length > 0;
  const end = some ? ranges.end(ranges.length - 1) : 0;
  const quality = video.getVideoPlaybackQuality?.();
  setText(fields.buffer, some ? `${(end - ranges.start(ranges.length - 1)).toFixed(1)} s` : none);
  setText(fields.behind, some ? `${Math.max(0, end - video.currentTime).toFixed(2)} s` : none);
  setText(fields.size, video.videoWidth ? `${video.videoWidth}×${video.videoHeight}` : none);
  setText(fields.frames, some && quality ? `${count(quality.totalVideoFrames)} / ${count(quality.droppedVideoFrames)}` : none);
  setText(fields.time, some ? duration((video.currentTime - (video.played.length ? video.played.start(0) : 0)) * 1000) : none);
}, 500);

// A link may carry a broken address; the field shows it and says why when Load is pressed.
if (load() && ['true', '1', ''].includes(query.get('autostart') ?? 'false')) {
  view.play();
}
