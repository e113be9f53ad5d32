// What the console derives from one stream object of the API. Fields beyond SRS's own are optional everywhere.

import { channels, none, rate, sampleRate, seconds } from '../ui/format.js';

const root = new URL('../', import.meta.url);

const encodePath = path => path.split('/').map(encodeURIComponent).join('/');

/** "/app/stream", or "vhost/app/stream" for other vhosts than the default: what stays the same when a stream comes back. */
export const streamKey = stream => typeof stream.url === 'string' && stream.url ? stream.url : `/${stream.app}/${stream.name}`;

export const isLive = stream => stream?.publish?.active === true;

/** The vhost's name; null for the default one. The vhost field of the API is an id. */
export function vhostName(stream) {
  const key = streamKey(stream);
  return key.startsWith('/') ? null : key.split('/')[0];
}

/** Without the publisher, which the API counts among the clients. */
export const viewerCount = stream => Math.max(0, (Number(stream.clients) || 0) - (isLive(stream) ? 1 : 0));

/** The shortest average the server gives, in kb/s. SRS itself has only the one of 30 seconds. */
const newest = (kbps, direction) => kbps?.[`${direction}_1s`] ?? kbps?.[`${direction}_10s`] ?? kbps?.[`${direction}_30s`] ?? null;
export const receiving = thing => newest(thing?.kbps, 'recv');
export const sending = thing => newest(thing?.kbps, 'send');

export const uptimeMs = stream => isLive(stream) ? stream.uptime_ms ?? null : null;

/** Every track; servers without a tracks list still name one video and one audio. */
export function tracksOf(stream) {
  if (Array.isArray(stream.tracks) && stream.tracks.length) {
    return stream.tracks.filter(track => track && typeof track === 'object');
  }

  const tracks = [];
  if (stream.video) {
    tracks.push({ kind: 'video', fps: stream.fps, gop_ms: stream.gop_ms, frames: stream.video_frames ?? stream.frames, ...stream.video });
  }

  if (stream.audio) {
    tracks.push({ kind: 'audio', frames: stream.audio_frames, ...stream.audio });
  }

  return tracks;
}

const firstOf = (stream, kind) => tracksOf(stream).find(track => track.kind === kind);
const join = (parts, separator) => parts.filter(part => part && part !== none).join(separator);

/** Lines break between facts only, not between a number and its unit. */
const facts = (...parts) => join(parts.map(part => part && part.replaceAll(' ', '\u00a0')), ' · ');

export const codecText = track => join([track.codec, track.profile && String(track.profile), track.level && String(track.level)], ' ') || none;
export const sizeText = track => track.width > 0 && track.height > 0 ? `${track.width}×${track.height}` : none;
export const channelText = track => channels(track.channel);

/** Two lines for the list: codec; size, rate and key-frame distance. */
export function videoLines(stream) {
  const track = firstOf(stream, 'video');
  if (!track) {
    return [none, ''];
  }

  const fps = rate(track.fps ?? stream.fps);
  const gop = seconds(track.gop_ms ?? stream.gop_ms);
  return [codecText(track), facts(sizeText(track), fps !== none && `${fps} fps`, gop !== none && `GOP ${gop}`)];
}

export function audioLines(stream) {
  const track = firstOf(stream, 'audio');
  return track ? [codecText(track), facts(sampleRate(track.sample_rate), channelText(track))] : [none, ''];
}

/** A track the server has not seen after this long is taken for absent. */
const settledMs = 3000;

/** What the player must know in advance; nothing while the tracks are not certain yet. */
export function playableTracks(stream) {
  if (stream.uptime_ms < settledMs) {
    return {};
  }

  const hasVideo = Boolean(firstOf(stream, 'video'));
  const hasAudio = Boolean(firstOf(stream, 'audio'));
  return hasVideo || hasAudio ? { hasVideo, hasAudio } : {};
}

const webUrl = (stream, extension) => {
  const url = new URL(`${encodePath(stream.app)}/${encodePath(stream.name)}${extension}`, root);
  const vhost = vhostName(stream);
  if (vhost) {
    url.searchParams.set('vhost', vhost);
  }

  return url.href;
};

export const flvUrl = stream => webUrl(stream, '.flv');
export const wsFlvUrl = stream => flvUrl(stream).replace(/^http/, 'ws');

/** Where the sound alone is; null when it has no such form. */
export function soundUrl(stream) {
  const extension = { AAC: '.aac', MP3: '.mp3' }[firstOf(stream, 'audio')?.codec];
  return extension ? webUrl(stream, extension) : null;
}

/** Sets vhost, app and stream as SRS's pages and WebRTC's addresses have them. */
function withNames(path, stream) {
  const url = new URL(path, root);
  const vhost = vhostName(stream);
  if (vhost) {
    url.searchParams.set('vhost', vhost);
  }

  url.searchParams.set('app', stream.app);
  url.searchParams.set('stream', stream.name);
  return url;
}

export const whepUrl = stream => withNames('rtc/v1/whep/', stream).href;

/** A page that plays the stream at once: players/ or players/whep.html. */
export function playerPageUrl(stream, path = 'players/') {
  const url = withNames(path, stream);
  url.searchParams.set('autostart', 'true');
  return url.href;
}

/** The host people reach this page by, since the server may know itself only as 127.0.0.1. */
export const hostName = () => location.hostname || 'localhost';

/** RTMP names are sent as they are, so nothing is percent-encoded. The port is the one the publisher used. */
export function rtmpUrl(stream) {
  const port = /^rtmps?:\/\/[^/]*:(\d{1,5})(?:\/|$)/.exec(stream.tcUrl ?? '')?.[1] ?? '1935';
  const vhost = vhostName(stream);
  return `rtmp://${hostName()}${port === '1935' ? '' : `:${port}`}/${stream.app}/${stream.name}${vhost ? `?vhost=${vhost}` : ''}`;
}
