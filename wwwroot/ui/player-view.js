// A player as people see it: the picture, what is going on in words, and play, sound and full-screen buttons.
// Used by the console's detail panel and by the player page.

import { DashPlayer } from './dash-player.js';
import { el, setText } from './dom.js';
import { FlvPlayer } from './flv-player.js';
import { HlsPlayer } from './hls-player.js';
import { WhepPlayer } from './whep.js';

const firstRetryMs = 2000;
const lastRetryMs = 15_000;
const slowStartMs = 3000;

/**
 * @param mayRetry asked before playing again after a failure or the stream's end; the viewer's own stop is never undone.
 * @param onStats gets what RtcStats says of a WebRTC stream, once a second, and null when it is over.
 */
export function createPlayerView({ label, mayRetry = () => true, onStats }) {
  const video = el('video', { playsinline: true, 'aria-label': label, data: { testid: 'player-video' } });
  video.muted = true; // Browsers start only muted video without a click.

  const message = el('div', { class: 'screen-message' });
  const screen = el('div', { class: 'screen' }, video, message);
  const status = el('span', { class: 'player-status', role: 'status', data: { testid: 'player-status' } });
  const readout = el('span', { class: 'player-readout soft', data: { testid: 'player-readout' } });
  const toggle = el('button', { class: 'button primary', type: 'button', data: { testid: 'player-toggle' }, on: { click: onToggle } });
  const sound = el('button', { class: 'button', type: 'button', data: { testid: 'player-mute' }, on: { click: onSound } });
  const full = el('button', { class: 'button', type: 'button', text: 'Full screen', on: { click: onFull } });
  full.hidden = !document.fullscreenEnabled;
  const node = el('div', { class: 'player' }, screen,
    el('div', { class: 'player-bar' }, toggle, sound, full, el('div', { class: 'player-texts' }, status, readout)));

  let source = null;
  let wanted = false;
  let timer = 0;
  let delay = firstRetryMs;
  let audioOnly = false;

  const [flv, hls, dash, whep] = [FlvPlayer, HlsPlayer, DashPlayer, WhepPlayer].map(Player => new Player(video, onState, onStats));
  let player = flv;

  const playerOf = path => path.endsWith('.m3u8') ? hls : path.endsWith('.mpd') ? dash : /\/(whep|whip-play)\/?$/.test(path) ? whep : flv;

  function onState(state, text) {
    clearTimeout(timer);
    if (state === 'playing') {
      delay = firstRetryMs;
    }

    show(state, text);
    if (state === 'loading') {
      timer = setTimeout(() => setText(message, player.patience), slowStartMs);
    } else if (state === 'ended' || state === 'error') {
      timer = setTimeout(() => resume(), delay);
      delay = Math.min(delay * 2, lastRetryMs);
    }
  }

  function show(state, text) {
    const idle = !wanted && state === 'idle';
    setText(status, text);
    setText(message, idle ? 'Press Play to watch.' : state === 'playing' && audioOnly ? 'Audio only' : text);
    message.hidden = state === 'playing' && !audioOnly;
    setText(toggle, wanted ? 'Stop' : 'Play');
    node.dataset.state = state;
    showReadout();
  }

  function showReadout() {
    const buffered = player.buffered;
    if (player.state !== 'playing' || buffered === null) {
      setText(readout, '');
      return;
    }

    const quality = video.getVideoPlaybackQuality?.();
    const dropped = quality?.droppedVideoFrames ? `, ${quality.droppedVideoFrames} frames dropped by this browser` : '';
    setText(readout, `${buffered.toFixed(1)} s buffered${dropped}`);
  }

  function start() {
    wanted = true;
    if (source) {
      const next = playerOf(new URL(source.url, location.href).pathname);
      if (player !== next) {
        player.stop();
        player = next;
      }

      player.play(source.url, source.tracks);
    }
  }

  /** Plays again after an end or a failure, when the viewer still wants it. */
  function resume() {
    if (wanted && (player.state === 'ended' || player.state === 'error') && mayRetry()) {
      clearTimeout(timer);
      start();
    }
  }

  function stop() {
    wanted = false;
    clearTimeout(timer);
    player.stop();
    show('idle', 'Stopped');
  }

  function onToggle() {
    if (wanted) {
      stop();
    } else {
      delay = firstRetryMs;
      start();
    }
  }

  function onSound() {
    video.muted = !video.muted;
    showSound();
  }

  function onFull() {
    if (document.fullscreenElement) {
      document.exitFullscreen();
    } else {
      screen.requestFullscreen().catch(() => {}); // A refusal needs no words: the picture simply stays in the page.
    }
  }

  function showSound() {
    setText(sound, video.muted ? 'Unmute' : 'Mute');
  }

  setInterval(showReadout, 500);
  video.addEventListener('volumechange', showSound);
  showSound();
  show('idle', 'Stopped');

  return {
    node,
    video,
    resume,
    stop,
    get wanted() {
      return wanted;
    },

    /** What to play next; tracks is {hasVideo, hasAudio} when known. */
    setSource(url, tracks = {}) {
      source = { url, tracks };
      const wasAudioOnly = audioOnly;
      audioOnly = tracks.hasVideo === false;
      if (audioOnly !== wasAudioOnly && player.state === 'playing') {
        show('playing', status.textContent);
      }
    },

    play: start,

    /** Shows a text over the picture while nothing plays, such as why there is nothing to play. */
    setIdleMessage(text) {
      if (player.state !== 'playing' && player.state !== 'loading') {
        setText(message, text);
      }
    },
  };
}
