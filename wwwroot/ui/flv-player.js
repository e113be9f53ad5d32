// A live FLV or MPEG-TS stream, with mpegts.js.

import { clickNeeded, codecRefused, explainStatus, loadOnce, StreamPlayer } from './stream-player.js';

/** Time in which a picture has to come up once data arrives; after it the player starts again. */
const startLimitMs = 8000;

/** mpegts.js is a classic (UMD) script, so it is loaded by a script element and found on window. */
const loadLibrary = loadOnce(() => new Promise((resolve, reject) => {
  const script = document.createElement('script');
  script.src = new URL('../vendor/mpegts/mpegts.js', import.meta.url).href;
  script.onload = () => {
    window.mpegts.LoggingControl.applyConfig({ enableAll: false });
    resolve(window.mpegts);
  };
  script.onerror = () => {
    script.remove();
    reject(new Error(script.src));
  };
  document.head.append(script);
}));

/** What went wrong, for a person. Names are mpegts.js's ErrorDetails. */
function explain(detail, info) {
  switch (detail) {
    case 'HttpStatusCodeInvalid':
      return explainStatus(info?.code);
    case 'Exception':
    case 'ConnectingTimeout':
      return explainStatus();
    case 'UnrecoverableEarlyEof':
    case 'EarlyEof':
      return 'The stream was cut off.';
    case 'CodecUnsupported':
    case 'MediaMSEError':
      return codecRefused;
    case 'FormatUnsupported':
    case 'FormatError':
      return 'This is neither FLV nor MPEG-TS.';
    default:
      return 'Playing failed.';
  }
}

export class FlvPlayer extends StreamPlayer {
  #startTimer = 0;

  constructor(video, onState) {
    super(video, onState);
    video.addEventListener('playing', () => clearTimeout(this.#startTimer));
    video.addEventListener('canplay', () => {
      // A source that is attached while play() is pending interrupts it, and the element then waits for another call.
      if (this.engine && video.paused) {
        video.play().catch(() => {}); // A refusal of the browser is told by the first call.
      }
    });
  }

  load() {
    return loadLibrary();
  }

  isSupported(mpegts) {
    return mpegts.isSupported();
  }

  create(mpegts, url, tracks) {
    const type = new URL(url).pathname.endsWith('.ts') ? 'mpegts' : 'flv';
    const engine = mpegts.createPlayer({ type, isLive: true, url, ...tracks }, {
      enableWorker: false, // Workers start from blob: scripts, which the content security policy refuses.
      enableStashBuffer: false,
      lazyLoad: false,
      // The server sends the last group of pictures at once; without chasing, its whole length would stay as delay.
      liveBufferLatencyChasing: true,
      liveBufferLatencyMaxLatency: 2.5,
      liveBufferLatencyMinRemain: 0.6,
      autoCleanupSourceBuffer: true,
      autoCleanupMaxBackwardDuration: 30,
      autoCleanupMinBackwardDuration: 10,
    });
    engine.on(mpegts.Events.ERROR, (_, detail, info) => this.finish(engine, 'error', explain(detail, info)));
    engine.on(mpegts.Events.LOADING_COMPLETE, () => this.finish(engine, 'ended', 'The stream has ended.'));
    engine.on(mpegts.Events.MEDIA_INFO, () => this.#expectPicture(engine));
    return engine;
  }

  async begin(engine) {
    engine.attachMediaElement(this.video);
    engine.load();
    try {
      await engine.play();
    } catch (error) {
      // A stop or a new start interrupts play(); only a browser's refusal is worth telling.
      if (error.name === 'NotAllowedError') {
        this.finish(engine, 'error', clickNeeded);
      }
    }
  }

  close(engine) {
    clearTimeout(this.#startTimer);
    engine.pause();
    engine.unload();
    engine.detachMediaElement();
    engine.destroy();
  }

  /** Data arrives: a decoder that does nothing with it for long is not going to. */
  #expectPicture(engine) {
    if (this.engine !== engine || this.state !== 'loading') {
      return;
    }

    clearTimeout(this.#startTimer);
    this.#startTimer = setTimeout(() => {
      if (document.hidden) {
        this.#expectPicture(engine); // Browsers may leave a page that nobody sees without a picture.
      } else {
        this.finish(engine, 'error', 'The picture did not start.');
      }
    }, startLimitMs);
  }
}
