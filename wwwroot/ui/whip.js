// Publishing by WHIP (RFC 9725): the tracks of a media stream, in the codecs that were chosen.

import { RtcSession } from './rtc-session.js';

const order = { video: ['H264', 'H265', 'VP8', 'VP9', 'AV1'], audio: ['opus', 'G722', 'PCMU', 'PCMA'] };
const nameOf = codec => codec.mimeType.slice(codec.mimeType.indexOf('/') + 1);
const capabilities = kind => RTCRtpSender.getCapabilities?.(kind)?.codecs ?? [];

/** Codecs of 'video' or 'audio' that this browser sends, by the names of SDP. */
export function codecsOf(kind) {
  const known = new Set(capabilities(kind).map(codec => nameOf(codec).toLowerCase()));
  return order[kind].filter(name => known.has(name.toLowerCase()));
}

/** The codec, and what sends it again; other codecs are not offered, so that the server cannot choose them. */
function prefer(transceiver, kind, name) {
  const all = capabilities(kind);
  const chosen = all.filter(codec => nameOf(codec).toLowerCase() === name.toLowerCase());
  if (chosen.length > 0) {
    transceiver.setCodecPreferences?.([...chosen, ...all.filter(codec => nameOf(codec) === 'rtx')]);
  }
}

/**
 * Makes the session; start() begins it.
 * @param codecs {video, audio}: names of codecsOf(), or nothing for the server's choice
 * @param maxBitrate of the picture in bit/s; 0 for the browser's choice
 */
export function createPublisher(stream, { url, token, codecs = {}, maxBitrate = 0, onState }) {
  const [sound] = stream.getAudioTracks();
  const session = new RtcSession({ url, token, isStereo: sound?.getSettings?.().channelCount > 1, onState });
  for (const track of stream.getTracks()) {
    const encoding = track.kind === 'video' && maxBitrate > 0 ? { maxBitrate } : {};
    const transceiver = session.connection.addTransceiver(track, { direction: 'sendonly', streams: [stream], sendEncodings: [encoding] });
    if (codecs[track.kind]) {
      prefer(transceiver, track.kind, codecs[track.kind]);
    }
  }

  return session;
}
