// One live FLV or MPEG-TS stream in one <video>, with mpegts.js: loads the library once, starts, stops, and puts failures into words.

/** Time in which a picture has to come up once data arrives; after it the player starts again. */
const startLimitMs = 8000;

let library;

/** mpegts.js is a classic (UMD) script, so it is loaded by a script element and found on window. */
function loadLibrary() {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = new URL('../vendor/mpegts/mpegts.js', import.meta.url).href;
    script.onload = () => {
      window.mpegts.LoggingControl.applyConfig({ enableAll: false });
      resolve(window.mpegts);
    };
    script.onerror = () => {
      script.remove();
      library = undefined;
      reject(new Error('The player library could not be loaded. A server built without Node.js does not have it.'));
    };
    document.head.append(script);
  });
  return library;
}

/** What went wrong, for a person. Names are mpegts.js's ErrorDetails. */
function explain(detail, info) {
  switch (detail) {
    case 'HttpStatusCodeInvalid':
      return info?.code === 404 ? 'There is no such stream.'
        : info?.code === 401 || info?.code === 403 ? 'The server does not allow playing this stream.'
          : `The server answered ${Number(info?.code) || 'with an error'}.`;
    case 'Exception':
    case 'ConnectingTimeout':
      return 'The server did not send the stream.';
    case 'UnrecoverableEarlyEof':
    case 'EarlyEof':
      return 'The stream was cut off.';
    case 'CodecUnsupported':
    case 'MediaMSEError':
      return 'This browser cannot play the codec of this stream.';
    case 'FormatUnsupported':
    case 'FormatError':
      return 'This is neither FLV nor MPEG-TS.';
    default:
      return 'Playing failed.';
  }
}

/**
 * States reported to onState(state, text): 'idle', 'loading', 'playing', 'ended', 'error'.
 * 'ended' means the server closed the stream, which it does when the publisher leaves.
 */
export class FlvPlayer {
  #video;
  #onState;
  #engine = null;
  #attempt = 0;
  #state = 'idle';
  #startTimer = 0;

  constructor(video, onState) {
    this.#video = video;
    this.#onState = onState;
    video.addEventListener('playing', () => {
      if (this.#engine) {
        clearTimeout(this.#startTimer);
        this.#report('playing', 'Playing');
      }
    });
    video.addEventListener('canplay', () => {
      // A source that is attached while play() is pending interrupts it, and the element then waits for another call.
      if (this.#engine && video.paused) {
        video.play().catch(() => {}); // A refusal of the browser is told by the first call.
      }
    });
    video.addEventListener('waiting', () => {
      if (this.#state === 'playing') {
        this.#report('loading', 'Waiting for data…');
      }
    });
  }

  get state() {
    return this.#state;
  }

  /** Tracks may be {hasVideo, hasAudio}; a stream with one of the two never starts when the browser waits for both. */
  async play(url, tracks = {}) {
    this.stop();
    const attempt = ++this.#attempt;
    this.#report('loading', 'Connecting…');
    let mpegts;
    try {
      mpegts = await loadLibrary();
    } catch (error) {
      if (attempt === this.#attempt) {
        this.#report('error', error.message);
      }

      return;
    }

    if (attempt !== this.#attempt) {
      return;
    }

    if (!mpegts.isSupported()) {
      this.#report('error', 'This browser has no Media Source Extensions, which playing needs.');
      return;
    }

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
    this.#engine = engine;
    engine.on(mpegts.Events.ERROR, (type, detail, info) => this.#finish(engine, 'error', explain(detail, info)));
    engine.on(mpegts.Events.LOADING_COMPLETE, () => this.#finish(engine, 'ended', 'The stream has ended.'));
    engine.on(mpegts.Events.MEDIA_INFO, () => this.#expectPicture(engine));
    engine.attachMediaElement(this.#video);
    engine.load();
    try {
      await engine.play();
    } catch (error) {
      // A stop or a new start interrupts play(); only a browser's refusal is worth telling.
      if (this.#engine === engine && error.name === 'NotAllowedError') {
        this.#finish(engine, 'error', 'The browser asks for a click before playing.');
      }
    }
  }

  stop() {
    this.#attempt++;
    this.#release();
    this.#report('idle', 'Stopped');
  }

  /** Seconds between the newest received picture and the one shown, or null. */
  get buffered() {
    const ranges = this.#video.buffered;
    return this.#engine && ranges.length ? Math.max(0, ranges.end(ranges.length - 1) - this.#video.currentTime) : null;
  }

  /** Data arrives: a decoder that does nothing with it for long is not going to. */
  #expectPicture(engine) {
    if (this.#engine !== engine || this.#state !== 'loading') {
      return;
    }

    clearTimeout(this.#startTimer);
    this.#startTimer = setTimeout(() => {
      if (document.hidden) {
        this.#expectPicture(engine); // Browsers may leave a page that nobody sees without a picture.
      } else {
        this.#finish(engine, 'error', 'The picture did not start.');
      }
    }, startLimitMs);
  }

  #finish(engine, state, text) {
    if (this.#engine !== engine) {
      return;
    }

    // mpegts.js raises events from inside its own calls; tearing it down there breaks them.
    queueMicrotask(() => {
      if (this.#engine === engine) {
        this.#release();
        this.#report(state, text);
      }
    });
  }

  #release() {
    const engine = this.#engine;
    this.#engine = null;
    clearTimeout(this.#startTimer);
    if (!engine) {
      return;
    }

    engine.pause();
    engine.unload();
    engine.detachMediaElement();
    engine.destroy();
  }

  #report(state, text) {
    if (state === this.#state && state === 'idle') {
      return;
    }

    this.#state = state;
    this.#onState(state, text);
  }
}
