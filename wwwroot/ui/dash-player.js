// One MPEG-DASH stream in one <video>, with dash.js: loads the library once, starts, stops, and puts failures into words.

let library;

function loadLibrary() {
  library ??= import('../vendor/dash/dash.mediaplayer.min.js').then(
    module => module.MediaPlayer,
    () => {
      library = undefined;
      throw new Error('The player library could not be loaded. A server built without Node.js does not have it.');
    });
  return library;
}

/** What went wrong, for a person. Codes are dash.js's Errors. */
function explain(error) {
  const status = error.data?.response?.status;
  switch (error.code) {
    case 25: // manifest
      return status === 404 ? 'There is no such stream.'
        : status === 401 || status === 403 ? 'The server does not allow playing this stream.'
          : status ? `The server answered ${Number(status)}.` : 'The server did not send the stream.';
    case 10: // parse
    case 31:
      return 'This is not a DASH stream.';
    case 23: // no Media Source Extensions for it
    case 32:
    case 35:
      return 'This browser cannot play the codec of this stream.';
    default:
      return 'Playing failed.';
  }
}

/** States reported to onState(state, text): 'idle', 'loading', 'playing', 'error', as of FlvPlayer. */
export class DashPlayer {
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
    let MediaPlayer;
    try {
      MediaPlayer = await loadLibrary();
    } catch (error) {
      if (attempt === this.#attempt) {
        this.#report('error', error.message);
      }

      return;
    }

    if (attempt !== this.#attempt) {
      return;
    }

    if (!window.MediaSource && !window.ManagedMediaSource) {
      this.#report('error', 'This browser has no Media Source Extensions, which playing DASH needs.');
      return;
    }

    const engine = MediaPlayer().create();
    this.#engine = engine;
    engine.updateSettings({ debug: { logLevel: 0 } });
    engine.on(MediaPlayer.events.ERROR, event => this.#fail(engine, explain(event.error ?? {})));
    engine.on(MediaPlayer.events.PLAYBACK_NOT_ALLOWED, () => this.#fail(engine, 'The browser asks for a click before playing.'));
    engine.initialize(this.#video, url, true);
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
