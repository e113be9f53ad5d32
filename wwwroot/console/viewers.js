// Who publishes and who watches the selected stream, with a way to disconnect each.

import { bitrate, bytes, count, duration, none, plural } from '../ui/format.js';
import { el, keyedList, setText } from '../ui/dom.js';
import { ApiError, kick } from './api.js';
import { confirmInPage } from './confirm.js';
import { receiving, sending } from './stream-facts.js';

/** A table of thousands of viewers helps nobody and makes the page slow. */
const maxRows = 200;

const protocols = { fmle: 'RTMP', flash: 'RTMP', haivision: 'RTMP', rtmp: 'RTMP', flv: 'HTTP-FLV', hls: 'HLS', dash: 'DASH', rtc: 'WebRTC', srt: 'SRT' };

function protocolOf(client) {
  if (typeof client.protocol === 'string' && client.protocol) {
    return client.protocol;
  }

  const kind = String(client.type ?? '').split('-')[0];
  return protocols[kind] ?? (kind || none);
}

function createClientRow(client, disconnect) {
  const who = el('span', { class: 'mono', text: client.ip || none });
  const role = el('span', { class: 'pill live', text: 'Publisher' });
  role.hidden = !client.publish;
  const how = el('span', { class: 'soft second' });
  const rate = el('span');
  const data = el('span');
  const dropped = el('span', { class: 'soft second' });
  const button = el('button', {
    class: 'button small danger', type: 'button', text: 'Disconnect', data: { testid: 'kick' },
    'aria-label': `Disconnect ${client.publish ? 'the publisher' : 'viewer'} ${client.ip || client.id}`,
    on: { click: () => disconnect(client) },
  });
  const cell = (label, ...children) => el('td', { role: 'cell', data: { label } }, ...children);
  return {
    node: el('tr', { role: 'row', data: { testid: 'client-row', client: client.id } },
      el('th', { scope: 'row', role: 'rowheader' }, who, role, how), cell('Bitrate', rate), cell('Data', data, dropped), el('td', { class: 'cell-kick', role: 'cell' }, button)),
    update(current) {
      setText(how, `${protocolOf(current)}, ${duration(current.alive * 1000)}`);
      setText(rate, bitrate(current.publish ? receiving(current) : sending(current)));
      setText(data, bytes(current.publish ? current.recv_bytes : current.send_bytes));
      setText(dropped, current.dropped_frames > 0 ? `${plural(current.dropped_frames, 'frame')} dropped in ${plural(current.jumps ?? 0, 'jump')}` : '');
    },
  };
}

export function createViewers(onKicked) {
  const heading = el('h3', { id: 'viewers-title', tabindex: '-1', text: 'Viewers' });
  const message = el('p', { class: 'notice', role: 'status' });
  message.hidden = true;
  const body = el('tbody', { role: 'rowgroup' });
  const columns = ['Address', 'Bitrate', 'Data'];
  const table = el('table', { class: 'clients', role: 'table', 'aria-labelledby': 'viewers-title' },
    el('thead', { role: 'rowgroup' }, el('tr', { role: 'row' },
      ...columns.map(text => el('th', { scope: 'col', role: 'columnheader', text })),
      el('th', { scope: 'col', role: 'columnheader' }, el('span', { class: 'visually-hidden', text: 'Actions' })))), body);
  const nobody = el('p', { class: 'soft', text: 'Nobody is watching.' });
  const more = el('p', { class: 'soft' });
  const node = el('section', { 'aria-labelledby': 'viewers-title', data: { testid: 'viewers' } }, heading, message, table, nobody, more);
  const render = keyedList(body, client => client.id, client => createClientRow(client, disconnect));

  async function disconnect(client) {
    const who = `${client.publish ? 'the publisher' : 'the viewer'} ${client.ip || client.id}`;
    const sure = await confirmInPage({
      title: `Disconnect ${who}?`,
      text: client.publish ? 'The stream ends for everyone who watches it. The publisher may connect again.'
        : 'Playing stops for this viewer, who may connect again.',
      action: 'Disconnect',
    });
    if (!sure) {
      return;
    }

    try {
      await kick(client.id);
      heading.focus({ preventScroll: true }); // The button that had the focus goes away with its row.
      say(`Disconnected ${who}.`);
      onKicked();
    } catch (error) {
      say(`Could not disconnect ${who}. ${error instanceof ApiError ? error.message : ''}`);
    }
  }

  let timer = 0;
  function say(text) {
    setText(message, text);
    message.hidden = false;
    clearTimeout(timer);
    timer = setTimeout(() => message.hidden = true, 6000);
  }

  return {
    node,
    update(clients) {
      const sorted = [...clients].sort((a, b) => Number(b.publish) - Number(a.publish) || (b.alive ?? 0) - (a.alive ?? 0));
      const viewers = clients.filter(client => !client.publish).length;
      setText(heading, viewers ? `Viewers (${count(viewers)})` : 'Viewers');
      render(sorted.slice(0, maxRows));
      table.hidden = sorted.length === 0;
      nobody.hidden = viewers > 0;
      more.hidden = sorted.length <= maxRows;
      setText(more, `and ${plural(sorted.length - maxRows, 'more viewer')}`);
    },

    clear() {
      message.hidden = true;
      this.update([]);
    },
  };
}
