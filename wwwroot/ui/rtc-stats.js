// What getStats() says of one connection, as numbers of the last second: W3C, Identifiers for WebRTC's Statistics API.
// Browsers leave fields out; those are undefined here.

const sum = (list, name) => list.reduce((total, item) => total + (item[name] ?? 0), 0);
const codecName = codec => codec?.mimeType?.slice(codec.mimeType.indexOf('/') + 1);
const transports = { udp: 'UDP', tcp: 'TCP', tls: 'TLS' };
const kinds = { host: 'direct', srflx: 'through NAT', prflx: 'through NAT', relay: 'by TURN' };
const address = candidate => candidate?.address ? `${candidate.address.includes(':') ? `[${candidate.address}]` : candidate.address}:${candidate.port}` : undefined;

function pathOf(report, all) {
  const transport = all.find(item => item.type === 'transport');
  const pair = report.get(transport?.selectedCandidatePairId)
    ?? all.find(item => item.type === 'candidate-pair' && item.nominated && item.state === 'succeeded');
  const local = report.get(pair?.localCandidateId);
  return {
    rttMs: pair?.currentRoundTripTime === undefined ? undefined : pair.currentRoundTripTime * 1000,
    roomKbps: pair?.availableOutgoingBitrate === undefined ? undefined : pair.availableOutgoingBitrate / 1000,
    path: local && `${transports[local.protocol] ?? local.protocol}${kinds[local.candidateType] ? `, ${kinds[local.candidateType]}` : ''}`,
    remote: address(report.get(pair?.remoteCandidateId)),
    srtp: transport?.srtpCipher,
    dtls: transport?.dtlsCipher,
  };
}

export class RtcStats {
  #connection;
  #before = null;

  constructor(connection) {
    this.#connection = connection;
  }

  /**
   * Totals: bytes, frames, lost, nacks, plis, dropped, freezes. Of the time since the last sample: kbps, loss (a fraction), fps, delayMs.
   * delayMs is what this browser adds (while receiving: from the first packet of a picture to its decoding; while sending: encoding and
   * pacing) and half the round trip.
   */
  async sample() {
    const report = await this.#connection.getStats();
    const all = [...report.values()];
    const path = pathOf(report, all);
    const outgoing = all.filter(item => item.type === 'outbound-rtp');
    return outgoing.length > 0
      ? { ...path, ...this.#sending(report, outgoing, all.filter(item => item.type === 'remote-inbound-rtp'), path) }
      : { ...path, ...this.#receiving(report, all.filter(item => item.type === 'inbound-rtp'), path) };
  }

  #receiving(report, list, path) {
    const video = list.filter(item => item.kind === 'video');
    const audio = list.filter(item => item.kind === 'audio');
    const [picture] = video;
    const [sound] = audio;
    const timed = picture ?? sound;
    const now = {
      time: performance.now(),
      bytes: sum(list, 'bytesReceived'),
      packets: sum(list, 'packetsReceived'),
      lost: sum(list, 'packetsLost'),
      frames: sum(video, 'framesDecoded'),
      spent: picture?.totalProcessingDelay ?? timed?.jitterBufferDelay,
      count: picture?.totalProcessingDelay === undefined ? timed?.jitterBufferEmittedCount : picture.framesDecoded,
    };
    const change = this.#change(now);
    const lost = Math.max(0, change.lost); // A retransmission takes a loss back.
    return {
      ...this.#common(report, now, change, picture, sound),
      roomKbps: undefined, // The browser's guess for what it does not send.
      fps: picture && (picture.framesPerSecond ?? change.perSecond(change.frames)),
      loss: change.packets + lost > 0 ? lost / (change.packets + lost) : undefined,
      delayMs: change.count > 0 ? change.spent / change.count * 1000 + (path.rttMs ?? 0) / 2 : undefined,
      jitterMs: timed?.jitter === undefined ? undefined : timed.jitter * 1000,
      dropped: picture?.framesDropped,
      freezes: picture?.freezeCount,
      nacks: sum(list, 'nackCount'),
      plis: sum(video, 'pliCount'),
      decoder: picture?.decoderImplementation,
    };
  }

  #sending(report, list, remote, path) {
    const video = list.filter(item => item.kind === 'video');
    const [picture] = video;
    const [sound] = list.filter(item => item.kind === 'audio');
    const losses = remote.map(item => item.fractionLost).filter(value => value !== undefined);
    const trips = remote.map(item => item.roundTripTime).filter(value => value !== undefined);
    const now = {
      time: performance.now(),
      bytes: sum(list, 'bytesSent'),
      packets: sum(video, 'packetsSent'),
      lost: sum(remote, 'packetsLost'),
      frames: sum(video, 'framesEncoded'),
      spent: picture?.totalEncodeTime,
      count: picture?.framesEncoded,
      paced: picture?.totalPacketSendDelay,
    };
    const change = this.#change(now);
    const rttMs = path.rttMs ?? (trips.length > 0 ? Math.max(...trips) * 1000 : undefined);
    const pacing = change.packets > 0 && change.paced > 0 ? change.paced / change.packets : 0;
    return {
      ...this.#common(report, now, change, picture, sound),
      rttMs,
      fps: picture && (picture.framesPerSecond ?? change.perSecond(change.frames)),
      loss: losses.length > 0 ? Math.max(...losses) : undefined,
      delayMs: change.count > 0 ? (change.spent / change.count + pacing) * 1000 + (rttMs ?? 0) / 2 : undefined,
      nacks: sum(list, 'nackCount'),
      plis: sum(video, 'pliCount'),
      encoder: picture?.encoderImplementation,
      limit: picture?.qualityLimitationReason,
    };
  }

  #common(report, now, change, picture, sound) {
    return {
      bytes: now.bytes,
      kbps: change.bytes === undefined ? undefined : change.perSecond(change.bytes) * 8 / 1000,
      frames: picture && now.frames,
      lost: now.lost,
      width: picture?.frameWidth,
      height: picture?.frameHeight,
      videoCodec: codecName(report.get(picture?.codecId)),
      audioCodec: codecName(report.get(sound?.codecId)),
      audioChannels: report.get(sound?.codecId)?.channels,
      audioRate: report.get(sound?.codecId)?.clockRate,
    };
  }

  /** What has been added to each total since the last sample; undefined for the first. */
  #change(now) {
    const before = this.#before;
    this.#before = now;
    const change = Object.fromEntries(Object.keys(now).map(key => [key, before === null ? undefined : now[key] - before[key]]));
    return { ...change, perSecond: value => value === undefined ? undefined : value * 1000 / change.time };
  }
}
