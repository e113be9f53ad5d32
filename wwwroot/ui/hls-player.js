// One HLS stream in one <video>, with hls.js: loads the library once, starts, stops, and puts failures into words.

let library;

function loadLibrary() {
  library ??= import('../vendor/hls/hls.mjs').then(
    module => module.default,
    () => {
      library = undefined;
      throw new Error('The player library could not be loaded. A server built without Node.js does not have it.');
    });
  return library;
}

/** What went wrong, for a person. Names are hls.js's ErrorDetails. */
function explain(data) {
  const code = data.response?.code;
  switch (data.details) {
    case 'manifestLoadError':
    case 'levelLoadError':
      return code === 404 ? 'There is no such stream.'
        : code === 401 || code === 403 ? 'The server does not allow playing this stream.'
          : code ? `The server answered ${Number(code)}.` : 'The server did not send the stream.';
    case 'manifestLoadTimeOut':
    case 'levelLoadTimeOut':
      return 'The server did not send the stream.';
    case 'manifestParsingError':
      return 'This is not an HLS stream.';
    case 'manifestIncompatibleCodecsError':
    case 'bufferAddCodecError':
    case 'bufferIncompatibleCodecsError':
      return 'This browser cannot play the codec of this stream.';
    default:
      return 'Playing failed.';
  }
}

/** States reported to onState(state, text): 'idle', 'loading', 'playing', 'error', as of FlvPlayer. */
export class HlsPlayer {
  #video;
  #onState;
  #engine = null;
  #attempt = 0;
  #state = 'idle';

  constructor(video, onState) {
    this.#video = video;
    this.#onState = onState;
    video.addEventListener('playing', () => {
      if (this.#engine) {
        this.#report('playing', 'Playing');
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

  /** Seconds behind the newest that can be played, or null. */
  get buffered() {
    const ranges = this.#video.buffered;
    return this.#engine && ranges.length ? Math.max(0, ranges.end(ranges.length - 1) - this.#video.currentTime) : null;
  }

  async play(url) {
    this.stop();
    const attempt = ++this.#attempt;
    this.#report('loading', 'Connecting…');
    let Hls;
    try {
      Hls = await loadLibrary();
    } catch (error) {
      if (attempt === this.#attempt) {
        this.#report('error', error.message);
      }

      return;
    }

    if (attempt !== this.#attempt) {
      return;
    }

    if (!Hls.isSupported()) {
      this.#report('error', 'This browser has no Media Source Extensions, which playing HLS needs.');
      return;
    }

    // Workers start from blob: scripts, which the content security policy refuses. With low latency, what starting took is caught up with.
    const engine = new Hls({ enableWorker: false, maxLiveSyncPlaybackRate: 1.1 });
    this.#engine = engine;
    engine.on(Hls.Events.ERROR, (_, data) => {
      if (data.fatal) {
        this.#fail(engine, explain(data));
      }
    });
    engine.on(Hls.Events.MANIFEST_PARSED, () => {
      this.#video.play().catch(error => {
        // A stop or a new start interrupts play(); only a browser's refusal is worth telling.
        if (error.name === 'NotAllowedError') {
          this.#fail(engine, 'The browser asks for a click before playing.');
        }
      });
    });
    engine.loadSource(url);
    engine.attachMedia(this.#video);
  }

  stop() {
    this.#attempt++;
    this.#release();
    this.#report('idle', 'Stopped');
  }

  #fail(engine, text) {
    if (this.#engine === engine) {
      this.#release();
      this.#report('error', text);
    }
  }

  #release() {
    const engine = this.#engine;
    this.#engine = null;
    engine?.destroy();
  }

  #report(state, text) {
    if (state === this.#state && state === 'idle') {
      return;
    }

    this.#state = state;
    this.#onState(state, text);
  }
}
