// A live stream by WHEP: as StreamPlayer, without a library. The newest statistics go to onStats, once a second.

import { interrupted, isRtcSupported, rtcMissing, RtcSession } from './rtc-session.js';
import { RtcStats } from './rtc-stats.js';
import { clickNeeded, StreamPlayer } from './stream-player.js';

const periodMs = 1000;

/** Samples without data until the picture counts as standing still, and until a new session is made: the next publisher may send other codecs. */
const stillAfter = 3;
const staleAfter = 8;

export class WhepPlayer extends StreamPlayer {
  #onStats;
  #timer = 0;
  #media = null;
  #received = 0;
  #still = 0;
  #url = null;

  /** Why the last session with this address was lost: the next one takes as long to find that out, and the viewer should know meanwhile. */
  #fault = '';

  constructor(video, onState, onStats = () => {}) {
    super(video, onState);
    this.#onStats = onStats;
  }

  get missing() {
    return rtcMissing;
  }

  get patience() {
    const state = this.engine?.connection.connectionState;
    if (state === 'connected' && this.#received === 0) {
      return 'Connected. Playing begins when the stream is published.';
    }

    return state === 'disconnected' ? interrupted : this.#fault || super.patience;
  }

  async load() {
    return null;
  }

  isSupported() {
    return isRtcSupported();
  }

  create(_, url) {
    if (url !== this.#url) {
      this.#url = url;
      this.#fault = '';
    }

    const session = new RtcSession({ url, isStereo: true, onState: (state, text) => this.#follow(session, state, text) });
    const media = new MediaStream();
    session.connection.addEventListener('track', event => media.addTrack(event.track));
    for (const kind of ['video', 'audio']) {
      session.connection.addTransceiver(kind, { direction: 'recvonly' });
    }

    this.#media = media;
    this.#received = 0;
    this.#still = 0;
    const stats = new RtcStats(session.connection);
    this.#timer = setInterval(() => this.#sample(session, stats), periodMs);
    return session;
  }

  async begin(session) {
    try {
      await session.start();
    } catch (error) {
      this.finish(session, 'error', error.message);
      return;
    }

    if (this.engine !== session) {
      return;
    }

    // Only now that the tracks are there: Chromium never starts an element whose stream gets a sound and no picture later.
    this.video.srcObject = this.#media;
    this.video.play().catch(error => {
      // A stop or a new start interrupts play(); only a browser's refusal is worth telling.
      if (error.name === 'NotAllowedError') {
        this.finish(session, 'error', clickNeeded);
      }
    });
  }

  close(session) {
    clearInterval(this.#timer);
    session.close();
    this.video.srcObject = null;
    this.#media = null;
    this.#onStats(null);
  }

  #follow(session, state, text) {
    if (state === 'connected') {
      this.#fault = '';
    }

    if (state === 'connected' && this.#received === 0) {
      this.tell(session, 'loading', 'Connected, waiting for the picture…');
    } else if (state === 'interrupted') {
      this.tell(session, 'loading', text);
    } else if (state === 'lost') {
      this.#fault = text;
      this.finish(session, 'error', text);
    } else if (state === 'ended') {
      this.finish(session, 'ended', text);
    }
  }

  async #sample(session, stats) {
    const facts = await stats.sample();
    if (this.engine !== session) {
      return;
    }

    this.#onStats(facts);
    this.#still = facts.bytes > this.#received ? 0 : this.#still + 1;
    this.#received = facts.bytes;
    if (this.#received === 0) {
      return;
    }

    if (this.#still === stillAfter) {
      this.tell(session, 'loading', 'Waiting for data…'); // A video element says nothing when WebRTC stops.
    } else if (this.#still >= staleAfter) {
      this.finish(session, 'ended', 'The stream has stopped.');
    } else if (this.#still === 0 && this.state === 'loading' && this.video.readyState > HTMLMediaElement.HAVE_METADATA && !this.video.paused) {
      this.tell(session, 'playing', 'Playing');
    }
  }
}
