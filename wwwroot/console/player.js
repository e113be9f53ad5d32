// The player of the selected stream: begins by itself, muted, and comes back when the publisher does.

import { createPlayerView } from '../ui/player-view.js';
import { flvUrl, isLive, playableTracks } from './stream-facts.js';

export function createStreamPlayer() {
  let stream = null;
  let shownUrl = null;
  let started = false;
  const view = createPlayerView({ label: 'Live picture', mayRetry: () => isLive(stream) });

  return {
    node: view.node,

    /** Takes the newest facts, null when the stream is gone. */
    update(next) {
      const returned = !isLive(stream) && isLive(next);
      stream = next;
      if (!isLive(next)) {
        view.setIdleMessage(started ? 'The publisher has left. Playing goes on when it returns.' : 'Nobody publishes this stream now.');
        return;
      }

      const url = flvUrl(next);
      view.setSource(url, playableTracks(next));
      if (shownUrl !== url) {
        shownUrl = url;
        started = true;
        view.play();
      } else if (returned) {
        view.resume();
      }
    },

    close() {
      stream = null;
      shownUrl = null;
      started = false;
      view.stop();
    },
  };
}
