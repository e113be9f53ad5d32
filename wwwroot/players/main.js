// The player page.

import { setText } from '../ui/dom.js';
import { count, duration, none } from '../ui/format.js';
import { createPlayerView } from '../ui/player-view.js';
import { addressOfQuery, autostart, liveAddress, readAddress, root } from './address.js';

const byId = id => document.getElementById(id);
const encodePath = path => path.split('/').map(encodeURIComponent).join('/');

const view = createPlayerView({ label: 'Live picture' });
const input = byId('url');
input.value = addressOfQuery((app, name) => {
  // SRS players name the stream with or without the extension.
  const [, stream, extension = '.flv'] = name.match(/^(.*?)(\.flv|\.ts|\.m3u8|\.mpd)?$/);
  return new URL(`${encodePath(app)}/${encodePath(stream)}${extension}`, root);
});
byId('player').append(view.node);

function load() {
  const url = readAddress(input, liveAddress);
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
if (load()) {
  autostart(() => view.play());
}
