// The address field of the pages, and what links to them say: ?url=, or SRS's ?vhost=&app=&stream=, and ?autostart=true.

const query = new URLSearchParams(location.search);
const ownParameters = ['url', 'autostart', 'vhost', 'app', 'stream'];
const web = ['http:', 'https:'];

export const root = new URL('../', import.meta.url);
export const liveAddress = { protocols: [...web, 'ws:', 'wss:'], fault: 'Enter an address that starts with http://, https://, ws:// or wss://' };
export const webAddress = { protocols: web, fault: 'Enter an address that starts with http:// or https://' };

/** Plays when the link says so; after the page's own load event, which a video element without data would hold up. */
export function autostart(play) {
  if (!['true', '1', ''].includes(query.get('autostart') ?? 'false')) {
    return;
  }

  if (document.readyState === 'complete') {
    play();
  } else {
    addEventListener('load', play, { once: true });
  }
}

/** @param make answers the URL of a stream of this server, without vhost */
export function addressOfQuery(make) {
  if (query.get('url')) {
    return query.get('url');
  }

  const url = make(query.get('app') || 'live', query.get('stream') || 'livestream');
  const vhost = query.get('vhost');
  if (vhost && vhost !== '__defaultVhost__') {
    url.searchParams.set('vhost', vhost);
  }

  return url.href;
}

/** A stream's address for 'whip' or 'whep'; what else the link says, such as a token, goes along. */
export const rtcAddressOfQuery = protocol => addressOfQuery((app, stream) => {
  const url = new URL(`rtc/v1/${protocol}/`, root);
  url.searchParams.set('app', app);
  url.searchParams.set('stream', stream);
  for (const [name, value] of query) {
    if (!ownParameters.includes(name)) {
      url.searchParams.append(name, value);
    }
  }

  return url;
});

/** Only web addresses: anything else in a link to these pages is not a stream. @returns the URL, or null with the field saying why */
export function readAddress(input, { protocols, fault }) {
  let url;
  try {
    url = new URL(input.value.trim(), root);
  } catch {
    url = null;
  }

  const good = url !== null && protocols.includes(url.protocol);
  input.setCustomValidity(good ? '' : fault);
  return good ? url : null;
}
