// An HLS stream, with hls.js.

import { clickNeeded, codecRefused, explainStatus, loadOnce, StreamPlayer } from './stream-player.js';

const loadLibrary = loadOnce(async () => (await import('../vendor/hls/hls.mjs')).default);

/** What went wrong, for a person. Names are hls.js's ErrorDetails. */
function explain(data) {
  switch (data.details) {
    case 'manifestLoadError':
    case 'levelLoadError':
    case 'manifestLoadTimeOut':
    case 'levelLoadTimeOut':
      return explainStatus(data.response?.code);
    case 'manifestParsingError':
      return 'This is not an HLS stream.';
    case 'manifestIncompatibleCodecsError':
    case 'bufferAddCodecError':
    case 'bufferIncompatibleCodecsError':
      return codecRefused;
    default:
      return 'Playing failed.';
  }
}

export class HlsPlayer extends StreamPlayer {
  load() {
    return loadLibrary();
  }

  isSupported(Hls) {
    return Hls.isSupported();
  }

  create(Hls) {
    // Workers start from blob: scripts, which the content security policy refuses. With low latency, what starting took is caught up with.
    const engine = new Hls({ enableWorker: false, maxLiveSyncPlaybackRate: 1.1 });
    engine.on(Hls.Events.ERROR, (_, data) => {
      if (data.fatal) {
        this.finish(engine, 'error', explain(data));
      }
    });
    engine.on(Hls.Events.MANIFEST_PARSED, () => {
      this.video.play().catch(error => {
        // A stop or a new start interrupts play(); only a browser's refusal is worth telling.
        if (error.name === 'NotAllowedError') {
          this.finish(engine, 'error', clickNeeded);
        }
      });
    });
    return engine;
  }

  begin(engine, url) {
    engine.loadSource(url);
    engine.attachMedia(this.video);
  }

  close(engine) {
    engine.destroy();
  }
}
