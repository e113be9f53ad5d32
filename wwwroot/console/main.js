// Puts the console together: asks the API every second and hands the answer to the parts of the page.

import { setText } from '../ui/dom.js';
import { count, plural } from '../ui/format.js';
import { ApiError, getClients, getStreams, getSummary } from './api.js';
import { createConnectionNotice } from './connection.js';
import { createEmptyState } from './empty-state.js';
import { BitrateHistory } from './history.js';
import { bindKeys } from './keyboard.js';
import { deselect, onSelectionChange, select, selectedKey } from './router.js';
import { createServerHeader } from './server-header.js';
import { createMissingFeatures } from './missing-features.js';
import { bindSignIn } from './sign-in.js';
import { createStreamDetail } from './stream-detail.js';
import { isLive, receiving, streamKey } from './stream-facts.js';
import { createStreamsTable } from './streams-table.js';

const periodMs = 1000;

const byId = id => document.getElementById(id);
const search = byId('search');
const history = new BitrateHistory();
const header = createServerHeader(byId('server'));
const missing = createMissingFeatures(byId('missing'));
const connection = createConnectionNotice(byId('connection'), document.body);
const table = createStreamsTable(byId('rows'), history);
const detail = createStreamDetail(byId('detail'), { onClose: deselect, onChanged: () => refreshClients() });
byId('empty').append(createEmptyState());

let streams = null;
let total = 0;
let announced = null;

/** Ordered by name and not by a changing number, so that rows stay where the eye left them. */
const inOrder = list => [...list].sort((a, b) => streamKey(a).localeCompare(streamKey(b), 'en', { numeric: true }));

function filtered() {
  const words = search.value.trim().toLowerCase();
  return words ? streams.filter(stream => streamKey(stream).toLowerCase().includes(words)) : streams;
}

function render() {
  const key = selectedKey();
  document.body.classList.toggle('has-detail', key !== null);
  if (streams === null) {
    return;
  }

  const shown = filtered();
  byId('loading').hidden = true;
  byId('empty').hidden = streams.length > 0;
  byId('streams').hidden = streams.length === 0;
  byId('toolbar').hidden = streams.length === 0;
  byId('no-match').hidden = streams.length === 0 || shown.length > 0;
  byId('table').hidden = shown.length === 0;
  setText(byId('no-match-text'), `No stream matches “${search.value.trim()}”.`);
  setText(byId('count'), countText(shown.length));
  table.render(shown, key);

  if (key !== null && detail.key === key) {
    detail.update(streams.find(stream => streamKey(stream) === key) ?? null, history.of(key));
  }

  announce();
}

function countText(shown) {
  if (search.value.trim()) {
    return `${shown} of ${plural(streams.length, 'stream')}`;
  }

  const live = streams.filter(isLive).length;
  const waiting = streams.length - live;
  const texts = [`${live} live`, waiting > 0 && `${waiting} without publisher`, total > streams.length && `${count(total - streams.length)} more not shown`];
  return texts.filter(Boolean).join(', ');
}

/** For screen readers, and only when the number changes: a page that speaks every second is unusable. */
function announce() {
  const live = streams.filter(isLive).length;
  if (live !== announced) {
    announced = live;
    setText(byId('announcer'), live === 0 ? 'No live streams' : plural(live, 'live stream'));
  }
}

function onSelection(byPerson) {
  const key = selectedKey();
  if (key === detail.key) {
    return;
  }

  const left = detail.key;
  if (key === null) {
    detail.close();
  } else {
    detail.open(key);
  }

  render();
  if (key !== null) {
    refreshClients();
    if (byPerson) {
      detail.focus();
    }
  } else if (byPerson && left !== null && !table.focus(left)) {
    search.focus();
  }
}

async function refreshClients() {
  const key = detail.key;
  const id = streams?.find(stream => streamKey(stream) === key)?.id;
  if (id === undefined) {
    return;
  }

  try {
    const clients = (await getClients()).filter(client => client.stream === id);
    if (detail.key === key) {
      detail.updateClients(clients);
    }
  } catch (error) {
    if (!(error instanceof ApiError)) {
      throw error;
    }
    // The streams are asked at the same pace and tell when the server is away.
  }
}

async function refresh() {
  try {
    const [answer, summary] = await Promise.all([getStreams(), getSummary()]);
    streams = inOrder(answer.streams);
    total = answer.total;
    history.add(streams.map(stream => ({ key: streamKey(stream), kbps: isLive(stream) ? receiving(stream) : 0 })), Date.now());
    header.render(summary, streams, total);
    missing.render(summary.features);
    connection.good();
    render();
    await refreshClients();
  } catch (error) {
    if (!(error instanceof ApiError)) {
      throw error;
    }

    connection.lost(error.message);
  }
}

/** One request after the other: a slow server is never asked twice at once. */
async function poll() {
  const began = performance.now();
  try {
    await refresh();
  } finally {
    setTimeout(poll, Math.max(200, periodMs - (performance.now() - began)));
  }
}

bindKeys({
  search,
  skipLink: byId('skip'),
  isDetailOpen: () => detail.key !== null,
  closeDetail: deselect,
  openFirst: () => streams?.length && filtered().length && select(streamKey(filtered()[0])),
});
search.addEventListener('input', render);
byId('clear-search').addEventListener('click', () => {
  search.value = '';
  search.focus();
  render();
});
bindSignIn();
onSelectionChange(() => onSelection(true));
onSelection(false);
poll();
