// The list of streams: one row each, cells updated in place.

import { bitrate, count, duration } from '../ui/format.js';
import { el, keyedList, setAttribute, setText } from '../ui/dom.js';
import { hashOf, select } from './router.js';
import { createSparkline } from './sparkline.js';
import { audioLines, isLive, receiving, streamKey, uptimeMs, videoLines, viewerCount } from './stream-facts.js';

/** Live or waiting, in words and not by colour alone. */
export function createStatePill() {
  const node = el('span', { class: 'pill' });
  return {
    node,
    update(stream) {
      const live = isLive(stream);
      setText(node, live ? 'Live' : 'No publisher');
      node.classList.toggle('live', live);
    },
  };
}

/** Roles are written out because the phone layout makes rows grids, and browsers then forget they are a table. */
function createRow(stream, history) {
  const key = streamKey(stream);
  const name = el('a', { class: 'stream-name', href: hashOf(key), text: stream.name || key, data: { testid: 'stream-link' } });
  const path = el('span', { class: 'soft second', text: key });
  const pill = createStatePill();
  const video = [el('span'), el('span', { class: 'soft second' })];
  const audio = [el('span'), el('span', { class: 'soft second' })];
  const spark = createSparkline();
  const rate = el('span', { class: 'rate' });
  const viewers = el('span');
  const uptime = el('span');

  const cell = (kind, label, ...children) => el('td', { class: `cell-${kind}`, role: 'cell', data: { label } }, ...children);
  const node = el('tr', { role: 'row', data: { testid: 'stream-row', key } },
    el('th', { class: 'cell-name', scope: 'row', role: 'rowheader' }, name, path),
    cell('state', 'Publisher', pill.node),
    cell('video', 'Video', ...video),
    cell('audio', 'Audio', ...audio),
    cell('rate', 'Bitrate in', el('span', { class: 'rate-box' }, spark.node, rate)),
    cell('viewers', 'Viewers', viewers),
    cell('uptime', 'Uptime', uptime));

  // The whole row is a target for the mouse; keyboards and screen readers have the link.
  node.addEventListener('click', event => {
    if (!event.target.closest('a') && !getSelection().toString()) {
      select(key);
    }
  });

  return {
    node,
    close: spark.close,
    update(current) {
      pill.update(current);
      videoLines(current).forEach((text, i) => setText(video[i], text));
      audioLines(current).forEach((text, i) => setText(audio[i], text));
      spark.update(history.of(key).values);
      setText(rate, bitrate(isLive(current) ? receiving(current) : null));
      setText(viewers, count(viewerCount(current)));
      setText(uptime, duration(uptimeMs(current)));
    },
  };
}

export function createStreamsTable(body, history) {
  const render = keyedList(body, streamKey, stream => createRow(stream, history));

  body.addEventListener('keydown', event => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') {
      return;
    }

    const links = [...body.querySelectorAll('.stream-name')];
    const next = links.indexOf(document.activeElement) + (event.key === 'ArrowDown' ? 1 : -1);
    if (links[next]) {
      event.preventDefault();
      links[next].focus();
    }
  });

  return {
    render(streams, selected) {
      render(streams);
      for (const row of body.rows) {
        const current = row.dataset.key === selected;
        row.classList.toggle('selected', current);
        setAttribute(row.querySelector('.stream-name'), 'aria-current', String(current));
      }
    },

    focus(key) {
      const row = [...body.rows].find(candidate => candidate.dataset.key === key);
      row?.querySelector('.stream-name').focus();
      return Boolean(row);
    },
  };
}
