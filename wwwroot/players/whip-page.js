// The page that publishes camera, screen or microphone by WHIP, and shows how well it goes.

import { el, setText } from '../ui/dom.js';
import { duration } from '../ui/format.js';
import { isRtcSupported, rtcMissing } from '../ui/rtc-session.js';
import { RtcStats } from '../ui/rtc-stats.js';
import { codecsOf, createPublisher } from '../ui/whip.js';
import { readAddress, rtcAddressOfQuery, webAddress } from './address.js';
import { captureFault, closeMedia, listDevices, openMedia } from './capture.js';
import { createRtcPanel } from './rtc-panel.js';

const firstRetryMs = 1000;
const lastRetryMs = 15_000;
const microphonePrefix = 'microphone:';
const labels = { H264: 'H.264, most players', H265: 'H.265', opus: 'Opus', G722: 'G.722', PCMU: 'G.711 µ-law', PCMA: 'G.711 A-law' };

const byId = id => document.getElementById(id);
const form = byId('form');
const input = byId('url');
const view = byId('publisher');
const video = byId('preview');
const panel = createRtcPanel({ delay: 'Delay to the server' });

let media = null;
let opening = 0;
let session = null;
let stats = null;
let timer = 0;
let delay = firstRetryMs;
let liveSince = null;

/** 'idle', 'opening', 'preview', 'connecting' or 'live'. */
let state = 'idle';

const isPublishing = () => state === 'connecting' || state === 'live';
const picture = () => form.elements.picture.value;
const soundChoice = () => byId('sound').value;
const soundKind = () => soundChoice().startsWith(microphonePrefix) ? 'microphone' : soundChoice();

const choices = () => ({
  picture: picture(),
  camera: byId('camera').value,
  sound: soundKind(),
  microphone: soundKind() === 'microphone' ? soundChoice().slice(microphonePrefix.length) : '',
  height: Number(byId('size').value),
});

function show(next, text, fault = '') {
  state = next;
  view.dataset.state = { live: 'playing', opening: 'loading', connecting: 'loading' }[next] ?? next;
  setText(byId('status'), text);
  setText(byId('fault'), fault);
  setText(byId('toggle'), isPublishing() ? 'Stop' : 'Publish');
  setText(byId('show'), media ? 'Close preview' : 'Preview');
  setText(byId('message'), hint());
  byId('message').hidden = hint() === '';
  byId('show').hidden = isPublishing();
  const isFixed = next === 'opening' || isPublishing();
  input.disabled = isFixed;
  form.querySelectorAll('fieldset').forEach(set => set.disabled = isFixed);
  byId('watch').hidden = next !== 'live';
  showSwitch(byId('mute'), media?.getAudioTracks() ?? []);
  showSwitch(byId('hide'), media?.getVideoTracks() ?? []);
  showTime();
}

/** What stands in the place of the picture. */
function hint() {
  if (media) {
    return media.getVideoTracks().length > 0 ? '' : 'Sound only';
  }

  return state === 'opening' ? 'Your browser may ask for permission.' : 'Press Preview to see the picture, or Publish.';
}

function showSwitch(button, tracks) {
  button.hidden = tracks.length === 0;
  button.setAttribute('aria-pressed', String(tracks.some(track => !track.enabled)));
}

/** Choices that say nothing with what is chosen are not shown; the sound of a screen is there with a screen only. */
function showChoices() {
  const kind = picture();
  const shown = { picture: kind !== 'none', camera: kind === 'camera', sound: soundChoice() !== 'none' };
  for (const label of document.querySelectorAll('[data-with]')) {
    label.hidden = !shown[label.dataset.with];
  }

  const screen = byId('sound').querySelector('[value=screen]');
  if (screen) {
    screen.disabled = kind !== 'screen';
    if (screen.disabled && screen.selected) {
      byId('sound').value = [...byId('sound').options].find(option => !option.disabled).value;
      showChoices();
    }
  }
}

function fill(select, options) {
  const before = select.value;
  select.replaceChildren(...options.map(([value, text]) => el('option', { value, text })));
  if (options.some(([value]) => value === before)) {
    select.value = before;
  }
}

/** The device that was opened, when the browser was left to choose. */
function choose(select, track, prefix = '') {
  const value = prefix + track?.getSettings?.().deviceId;
  if ([...select.options].some(option => option.value === value)) {
    select.value = value;
  }
}

async function showDevices() {
  const { cameras, microphones } = await listDevices();
  const named = (list, prefix = '') => list.map(({ id, label }) => [prefix + id, label]);
  fill(byId('camera'), cameras.length ? named(cameras) : [['', 'The usual one']]);
  fill(byId('sound'), [...named(microphones, microphonePrefix), ['screen', 'What the screen plays'], ['none', 'None']]);
  choose(byId('camera'), media?.getVideoTracks()[0]);
  choose(byId('sound'), media?.getAudioTracks()[0], microphonePrefix);
  showChoices();
}

/** Opens what is chosen, in the place of what is open. @returns whether it is there */
async function open() {
  const attempt = ++opening;
  close();
  show('opening', 'Opening…');
  try {
    const opened = await openMedia(choices());
    if (attempt !== opening) {
      closeMedia(opened);
      return false;
    }

    media = opened;
  } catch (error) {
    if (attempt === opening) {
      show('idle', '', error.message);
    }

    return false;
  }

  media.getTracks().forEach(watchTrack);
  video.srcObject = media;
  show('preview', 'Preview, not published');
  showDevices(); // Their names are known from now on.
  return true;
}

function close() {
  closeMedia(media);
  media = null;
  video.srcObject = null;
}

/** Told when a device is pulled out or sharing is ended by the browser's own button; not when this page stops it. */
function watchTrack(track) {
  track.addEventListener('ended', () => {
    if (media?.getTracks().includes(track)) {
      stop(picture() === 'screen' && track.kind === 'video' ? 'Sharing the screen has ended.' : `The ${track.kind === 'video' ? 'camera' : 'sound'} has gone. Choose another one.`);
    }
  });
}

async function publish() {
  if (!readAddress(input, webAddress)) {
    form.reportValidity();
    return;
  }

  if (!isRtcSupported()) {
    show(state, '', rtcMissing);
    return;
  }

  if (media || await open()) {
    delay = firstRetryMs;
    liveSince = null;
    connect();
  }
}

async function connect() {
  show('connecting', 'Connecting…');
  const url = readAddress(input, webAddress);
  let current = null;
  try {
    current = createPublisher(media, {
      url: url.href,
      token: byId('token').value.trim(),
      codecs: { video: byId('video-codec').value, audio: byId('audio-codec').value },
      maxBitrate: Number(byId('bitrate').value),
      onState: (next, text) => session === current && follow(next, text),
    });
    session = current;
    stats = new RtcStats(current.connection);
    showWatchLinks(url);
    await current.start();
  } catch (error) {
    if (session === current) {
      follow('lost', error.message);
    }
  }
}

function follow(next, text) {
  switch (next) {
    case 'connected':
      liveSince ??= Date.now();
      delay = firstRetryMs;
      show('live', 'Live');
      break;
    case 'interrupted':
      show('connecting', text);
      break;
    default:
      session = null;
      panel.update(null);
      if (next === 'lost' && liveSince !== null) {
        show('connecting', 'Trying again…', text); // Viewers stay for some seconds.
        timer = setTimeout(connect, delay);
        delay = Math.min(delay * 2, lastRetryMs);
      } else {
        show('preview', 'Not published', text);
      }
  }
}

function stop(fault = '') {
  opening++;
  clearTimeout(timer);
  session?.close();
  session = null;
  panel.update(null);
  close();
  show('idle', 'Stopped', fault);
}

/** The publisher's token is nobody else's: only the name of the stream goes along. */
function showWatchLinks(url) {
  const names = new URLSearchParams([...url.searchParams].filter(([name]) => ['vhost', 'app', 'stream'].includes(name)));
  const whep = new URL(url.pathname.replace(/whip(\/?)$/, 'whep$1'), url);
  whep.search = names;
  const isOwn = url.origin === location.origin;
  byId('watch-rtc').href = `whep.html?${new URLSearchParams({ url: whep.href, autostart: 'true' })}`;
  byId('watch-flv').href = `./?${names}&autostart=true`;
  byId('watch-flv').hidden = !isOwn;
}

/** Takes another camera or microphone for the same track, without a new session. */
async function exchange(kind) {
  const current = media;
  const old = current.getTracks().find(track => track.kind === kind);
  const wanted = { ...choices(), ...(kind === 'video' ? { sound: 'none' } : { picture: 'none' }) };
  old.stop(); // Phones have no two cameras at the same time.
  try {
    const opened = await openMedia(wanted);
    const [track] = opened.getTracks();
    if (media !== current) {
      closeMedia(opened);
      return;
    }

    track.enabled = old.enabled;
    current.removeTrack(old);
    current.addTrack(track);
    watchTrack(track);
    await session?.connection.getSenders().find(sender => sender.track === old)?.replaceTrack(track);
    show(state, byId('status').textContent);
  } catch (error) {
    show(state, byId('status').textContent, error.message);
  }
}

function onChoice(event) {
  showChoices();
  if (!media || event.target.id === 'url' || event.target.id === 'token') {
    return;
  }

  const kinds = { camera: 'video', sound: 'audio' };
  const kind = kinds[event.target.id];
  const has = media.getTracks().some(track => track.kind === kind);
  if (kind && has && (kind === 'video' || soundKind() === 'microphone')) {
    exchange(kind);
  } else if (isPublishing() && kind === 'audio') {
    show(state, byId('status').textContent, 'Sound is added or left out when you stop and publish again.');
  } else if (state === 'preview' && !['video-codec', 'audio-codec', 'bitrate'].includes(event.target.id)) {
    open();
  }
}

function onSwitch(button, tracksOf) {
  button.addEventListener('click', () => {
    const tracks = tracksOf(media);
    const enabled = !tracks.every(track => track.enabled);
    tracks.forEach(track => track.enabled = enabled);
    showSwitch(button, tracks);
  });
}

function showTime() {
  setText(byId('time'), state === 'live' ? `for ${duration(Date.now() - liveSince)}` : '');
}

async function sample() {
  const current = session;
  showTime();
  if (current) {
    const facts = await stats.sample();
    if (session === current && state === 'live') {
      panel.update(facts);
    }
  }
}

input.value = rtcAddressOfQuery('whip');
byId('statistics').append(panel.node);
if (isRtcSupported()) {
  fill(byId('video-codec'), codecsOf('video').map(name => [name, labels[name] ?? name]));
  fill(byId('audio-codec'), codecsOf('audio').map(name => [name, labels[name] ?? name]));
}

form.addEventListener('submit', event => {
  event.preventDefault();
  if (isPublishing()) {
    stop();
  } else if (state !== 'opening') {
    publish();
  }
});
byId('show').addEventListener('click', () => media ? stop() : state !== 'opening' && open());
form.addEventListener('change', onChoice);
input.addEventListener('input', () => readAddress(input, webAddress));
onSwitch(byId('mute'), stream => stream.getAudioTracks());
onSwitch(byId('hide'), stream => stream.getVideoTracks());
navigator.mediaDevices?.addEventListener?.('devicechange', showDevices);
addEventListener('pagehide', () => stop());
setInterval(sample, 1000);
show('idle', '', captureFault() ?? (isRtcSupported() ? '' : rtcMissing));
showDevices();
