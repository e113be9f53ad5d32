// One live stream in one <video>, whichever library plays it: loads the library once, starts, stops, and tells how it goes.

/** Makes a function that loads a library once; after a failure the next call tries again. */
export function loadOnce(load) {
  let library;
  return () => {
    library ??= load().catch(() => {
      library = undefined;
      throw new Error('The player library could not be loaded. A server built without Node.js does not have it.');
    });
    return library;
  };
}

/** What the status of a server's answer means, for a person; without one there was no answer. */
export function explainStatus(status) {
  return status === 404 ? 'There is no such stream.'
    : status === 401 || status === 403 ? 'The server does not allow playing this stream.'
      : status ? `The server answered ${Number(status)}.` : 'The server did not send the stream.';
}

export const clickNeeded = 'The browser asks for a click before playing.';
export const codecRefused = 'This browser cannot play the codec of this stream.';

/**
 * States reported to onState(state, text): 'idle', 'loading', 'playing', 'ended', 'error'.
 * 'ended' means the server closed the stream, which it does when the publisher leaves; with HLS and DASH it never does.
 *
 * A player of a library has load(), isSupported(library), create(library, url, tracks), which returns the engine, begin(engine, url), and
 * close(engine); it calls finish() when an engine is done.
 */
export class StreamPlayer {
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

  get video() {
    return this.#video;
  }

  get state() {
    return this.#state;
  }

  /** What plays; null while nothing does. */
  get engine() {
    return this.#engine;
  }

  /** Why it cannot play in this browser. */
  get missing() {
    return 'This browser has no Media Source Extensions, which playing needs.';
  }

  /** What is said when starting takes long. */
  get patience() {
    return 'Waiting for the stream…';
  }

  /** Seconds between the newest received picture and the one shown, or null. */
  get buffered() {
    const ranges = this.#video.buffered;
    return this.#engine && ranges.length ? Math.max(0, ranges.end(ranges.length - 1) - this.#video.currentTime) : null;
  }

  /** Tracks may be {hasVideo, hasAudio}; a stream with one of the two never starts when the browser waits for both. */
  async play(url, tracks = {}) {
    this.stop();
    const attempt = ++this.#attempt;
    this.#report('loading', 'Connecting…');
    let library;
    try {
      library = await this.load();
    } catch (error) {
      if (attempt === this.#attempt) {
        this.#report('error', error.message);
      }

      return;
    }

    if (attempt !== this.#attempt) {
      return;
    }

    if (!this.isSupported(library)) {
      this.#report('error', this.missing);
      return;
    }

    this.#engine = this.create(library, url, tracks);
    this.begin(this.#engine, url);
  }

  stop() {
    this.#attempt++;
    this.#release();
    this.#report('idle', 'Stopped');
  }

  /** An engine is done; one that has been replaced is not listened to. */
  finish(engine, state, text) {
    // Libraries raise events from inside their own calls; tearing them down there breaks mpegts.js.
    queueMicrotask(() => {
      if (this.#engine === engine) {
        this.#release();
        this.#report(state, text);
      }
    });
  }

  /** How an engine goes on, where the video element does not tell; one that has been replaced is not listened to. */
  tell(engine, state, text) {
    if (this.#engine === engine) {
      this.#report(state, text);
    }
  }

  #release() {
    const engine = this.#engine;
    this.#engine = null;
    if (engine) {
      this.close(engine);
    }
  }

  #report(state, text) {
    if (state === this.#state && state === 'idle') {
      return;
    }

    this.#state = state;
    this.#onState(state, text);
  }
}
