// Nothing is published yet: how to begin, with this server's real name.

import { el } from '../ui/dom.js';
import { copyButton } from '../ui/copy.js';
import { hostName } from './stream-facts.js';

/** Each word an element of its own, so that a line never breaks after the hyphen of an option. */
const words = text => text.split(' ').flatMap((word, i) => i === 0 ? [el('span', { text: word })] : [' ', el('span', { text: word })]);

function command(label, text, testid) {
  return el('div', { class: 'command' },
    el('pre', { tabindex: '0', 'aria-label': label, data: { testid } }, el('code', {}, ...words(text))),
    copyButton(label, () => text));
}

export function createEmptyState() {
  const server = `rtmp://${hostName()}/live`;
  const setting = (name, value) => [el('dt', { text: name }), el('dd', { class: 'mono', text: value })];

  return el('section', { class: 'empty', 'aria-labelledby': 'empty-title', data: { testid: 'empty-state' } },
    el('h2', { id: 'empty-title', text: 'No streams yet' }),
    el('p', { class: 'soft', text: 'The server is ready. Publish something and it appears here within a second.' }),
    el('div', { class: 'ways' },
      el('section', { class: 'card' },
        el('h3', { text: 'A test picture with FFmpeg' }),
        command('FFmpeg test picture command',
          'ffmpeg -re -f lavfi -i testsrc2=size=1280x720:rate=25 -f lavfi -i sine=frequency=440 '
          + `-c:v libx264 -preset veryfast -tune zerolatency -pix_fmt yuv420p -g 50 -c:a aac -f flv ${server}/livestream`,
          'ffmpeg-test-command'),
        el('h3', { text: 'A file with FFmpeg' }),
        command('FFmpeg file command', `ffmpeg -re -stream_loop -1 -i movie.mp4 -c copy -f flv ${server}/livestream`, 'ffmpeg-file-command')),
      el('section', { class: 'card' },
        el('h3', { text: 'OBS Studio' }),
        el('p', { text: 'Open Settings, then Stream, and enter:' }),
        el('dl', { class: 'settings' }, ...setting('Service', 'Custom…'), ...setting('Server', server), ...setting('Stream key', 'livestream')),
        el('p', { class: 'soft', text: 'A key-frame interval of 1 or 2 seconds lets viewers start quickly.' }),
        el('h3', { text: 'This browser' }),
        el('p', {}, el('a', { href: new URL('../players/whip.html', import.meta.url).href, text: 'Publish camera, screen or microphone' }),
          ' by WebRTC, where the server has it switched on.'))));
}
