// One WebRTC session with a server, the same for WHIP (RFC 9725) and WHEP: offer, answer, connection, end.

const connectLimitMs = 10_000;

/** The message is for people. */
export class RtcError extends Error {}

export const isRtcSupported = () => typeof RTCPeerConnection === 'function';
export const rtcMissing = 'This browser has no WebRTC.';
export const interrupted = 'The connection is interrupted.';

/** Asks for two channels of Opus, which browsers take to be one unless the offer says otherwise (RFC 7587 §6.1). */
function withStereo(sdp) {
  const type = /^a=rtpmap:(\d+) opus\/48000\/2\r?$/im.exec(sdp)?.[1];
  return type === undefined ? sdp
    : sdp.replace(new RegExp(`^(a=fmtp:${type} (?!.*\\bstereo=1).*?)(\\r?)$`, 'm'), '$1;stereo=1;sprop-stereo=1$2');
}

/** Where the server says that its media is, such as "192.0.2.1:8000 by UDP". */
function addressesOf(sdp) {
  const found = [...sdp.matchAll(/^a=candidate:\S+ 1 (udp|tcp) \d+ (\S+) (\d+) /gim)]
    .map(([, transport, host, port]) => `${host.includes(':') ? `[${host}]` : host}:${port} by ${transport.toUpperCase()}`);
  return [...new Set(found)];
}

function explainNoWay(addresses) {
  if (addresses.length === 0) {
    return 'The server named no address for its media.';
  }

  return `The server answers, but its media cannot be reached: ${addresses.join(', ')}. `
    + 'That port has to be open, and the address one that this browser can reach (the server’s setting RtcServer:Candidate).';
}

/** The reason that the server gives: the line below "code: name". Other servers' short texts are shown as they are. */
async function explainRefusal(response) {
  const isText = response.headers.get('Content-Type')?.startsWith('text/plain');
  const text = isText ? (await response.text().catch(() => '')).trim() : '';
  const reason = text.replace(/^\d+: \w+(\r?\n|$)/, '').trim().slice(0, 500);
  if (reason) {
    return reason;
  }

  switch (response.status) {
    case 401:
    case 403:
      return 'The server does not allow this.';
    case 404:
    case 405:
      return 'At this address there is nothing for WebRTC.';
    case 409:
      return 'Somebody else publishes this stream.';
    default:
      return `The server answered ${response.status}.`;
  }
}

/**
 * States reported to onState(state, text): 'connected', 'interrupted' (it may come back by itself), 'lost' (it does not), 'ended' (the server
 * or the page's closing ended it). None of them follows a close().
 */
export class RtcSession {
  #url;
  #token;
  #isStereo;
  #onState;
  #abort = new AbortController();
  #location = null;
  #addresses = [];
  #timer = 0;
  #wasConnected = false;
  #isOver = false;
  #onLeave = () => this.#end('ended', 'The page was left.');

  /**
   * @param url the endpoint; @param token for Authorization: Bearer, empty for none; @param isStereo whether sound with two channels is
   * sent, or wanted. Tracks or transceivers are added to the connection before start().
   */
  constructor({ url, token = '', isStereo = false, onState }) {
    this.#url = url;
    this.#token = token;
    this.#isStereo = isStereo;
    this.#onState = onState;

    // The usual policy and not max-bundle: with that, Chromium takes no answer that leaves the first m-line out, as for a stream without picture.
    this.connection = new RTCPeerConnection();
    this.connection.addEventListener('connectionstatechange', () => this.#follow());
    addEventListener('pagehide', this.#onLeave);
  }

  /** Resolves once the server has answered. @throws {RtcError} with the session closed */
  async start() {
    try {
      await this.#negotiate();
    } catch (error) {
      this.close();
      throw error;
    }

    if (!this.#isOver) {
      this.#timer = setTimeout(() => this.#end('lost', explainNoWay(this.#addresses)), connectLimitMs);
      this.#follow();
    }
  }

  /** Ends the session here and on the server; may be called at any time, and again. */
  close() {
    if (this.#isOver) {
      return;
    }

    this.#isOver = true;
    clearTimeout(this.#timer);
    removeEventListener('pagehide', this.#onLeave);
    this.#abort.abort();
    this.connection.close();
    this.#delete();
  }

  async #negotiate() {
    const { connection } = this;
    const offer = await connection.createOffer();
    await connection.setLocalDescription({ type: 'offer', sdp: this.#isStereo ? withStereo(offer.sdp) : offer.sdp });

    // Candidates of this side are not waited for: the server learns the address from the connectivity checks.
    const answer = await this.#post(connection.localDescription.sdp);
    if (this.#isOver) {
      return;
    }

    this.#addresses = addressesOf(answer);
    try {
      await connection.setRemoteDescription({ type: 'answer', sdp: answer });
    } catch (error) {
      throw this.#isOver ? error : new RtcError(`This browser does not take the server’s answer: ${error.message}`);
    }

    // A server that ends the session says so by DTLS, which the state of the connection does not show.
    const transport = connection.getTransceivers().find(item => item.receiver.transport)?.receiver.transport;
    transport?.addEventListener('statechange', () => {
      if (transport.state === 'closed') {
        this.#end('ended', 'The server has ended the session.');
      }
    });
  }

  async #post(offer) {
    const headers = { 'Content-Type': 'application/sdp', ...(this.#token && { Authorization: `Bearer ${this.#token}` }) };
    let response;
    try {
      response = await fetch(this.#url, { method: 'POST', headers, body: offer, cache: 'no-store', signal: this.#abort.signal });
    } catch (error) {
      throw this.#isOver ? error : new RtcError('The server does not answer, or does not let pages of other sites ask.');
    }

    if (!response.ok) {
      throw new RtcError(await explainRefusal(response));
    }

    const location = response.headers.get('Location');
    this.#location = location === null ? null : new URL(location, response.url || this.#url).href;
    const answer = await response.text();
    if (!answer.startsWith('v=0')) {
      throw new RtcError('The answer is not one of WebRTC. Is the address right?');
    }

    return answer;
  }

  #follow() {
    if (this.#isOver) {
      return;
    }

    switch (this.connection.connectionState) {
      case 'connected':
        this.#wasConnected = true;
        clearTimeout(this.#timer);
        this.#onState('connected', 'Connected');
        break;
      case 'disconnected':
        this.#onState('interrupted', interrupted);
        break;
      case 'failed':
        this.#end('lost', this.#wasConnected ? 'The connection to the server was lost.' : explainNoWay(this.#addresses));
        break;
    }
  }

  #end(state, text) {
    if (!this.#isOver) {
      this.close();
      this.#onState(state, text);
    }
  }

  /** With keepalive it arrives although the page is being closed. */
  #delete() {
    if (this.#location !== null) {
      const headers = this.#token ? { Authorization: `Bearer ${this.#token}` } : {};
      fetch(this.#location, { method: 'DELETE', headers, keepalive: true }).catch(() => {}); // The server then finds out by itself.
    }
  }
}
