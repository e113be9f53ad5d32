// An MPEG-DASH stream, with dash.js.

import { clickNeeded, codecRefused, explainStatus, loadOnce, StreamPlayer } from './stream-player.js';

const loadLibrary = loadOnce(async () => (await import('../vendor/dash/dash.mediaplayer.min.js')).MediaPlayer);

/** What went wrong, for a person. Codes are dash.js's Errors. */
function explain(error) {
  switch (error.code) {
    case 25: // manifest
      return explainStatus(error.data?.response?.status);
    case 10: // parse
    case 31:
      return 'This is not a DASH stream.';
    case 23: // no Media Source Extensions for it
    case 32:
    case 35:
      return codecRefused;
    default:
      return 'Playing failed.';
  }
}

export class DashPlayer extends StreamPlayer {
  load() {
    return loadLibrary();
  }

  isSupported() {
    return Boolean(window.MediaSource || window.ManagedMediaSource);
  }

  create(MediaPlayer) {
    const engine = MediaPlayer().create();
    engine.updateSettings({ debug: { logLevel: 0 } });
    engine.on(MediaPlayer.events.ERROR, event => this.finish(engine, 'error', explain(event.error ?? {})));
    engine.on(MediaPlayer.events.PLAYBACK_NOT_ALLOWED, () => this.finish(engine, 'error', clickNeeded));
    return engine;
  }

  begin(engine, url) {
    engine.initialize(this.video, url, true);
  }

  close(engine) {
    engine.destroy();
  }
}
