// The statistics of a WebRTC session: charts of what changes, and a list of the rest.

import { createChart } from '../ui/chart.js';
import { el } from '../ui/dom.js';
import { createFactList } from '../ui/fact-list.js';
import { bitrate, bytes, channels, count, none, rate, sampleRate } from '../ui/format.js';

const maxSamples = 180;

const milliseconds = value => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
const share = value => value === 0 ? '0%' : value < 0.001 ? '<0.1%' : `${(value * 100).toFixed(value < 0.1 ? 1 : 0)}%`;

const charts = {
  kbps: { title: 'Bitrate', format: bitrate, leastTop: 100 },
  rttMs: { title: 'Round trip (RTT)', format: milliseconds, leastTop: 20 },
  loss: { title: 'Loss', format: share, leastTop: 0.02 },
  fps: { title: 'Frame rate', format: value => `${value > 0 ? rate(value) : 0} fps`, leastTop: 5 },
  delayMs: { format: milliseconds, leastTop: 50 },
};

const limits = { cpu: 'the processor', bandwidth: 'the network', other: 'this browser' };
const join = (...parts) => parts.filter(part => part && part !== none).join(', ') || none;
const known = value => value === undefined ? none : count(value);
const size = facts => facts.width > 0 ? `${facts.width}×${facts.height}` : none;

const listOf = facts => [
  ['Video', join(facts.videoCodec, size(facts))],
  ['Audio', join(facts.audioCodec === 'opus' ? 'Opus' : facts.audioCodec, sampleRate(facts.audioRate), channels(facts.audioChannels))],
  ['Quality held down by', limits[facts.limit] ?? none],
  ['Room for', bitrate(facts.roomKbps)],
  ['Transport', facts.path ?? none],
  ['Server', facts.remote ?? none],
  ['Encryption (SRTP)', facts.srtp ?? none],
  ['Handshake (DTLS)', facts.dtls ?? none],
  ['Data', bytes(facts.bytes)],
  ['Packets lost', known(facts.lost)],
  ['Jitter', facts.jitterMs === undefined ? none : milliseconds(facts.jitterMs)],
  ['Frames', known(facts.frames)],
  ['Frames dropped', known(facts.dropped)],
  ['Freezes', known(facts.freezes)],
  ['Packets asked for again (NACK)', known(facts.nacks)],
  ['Key frames asked for (PLI)', known(facts.plis)],
  ['Encoder', facts.encoder ?? none],
  ['Decoder', facts.decoder ?? none],
];

/** @param delay what the delay is of; @returns {node, update(facts)} with what RtcStats.sample() gives, null when the session is over */
export function createRtcPanel({ delay }) {
  const shown = Object.entries(charts).map(([name, chart]) => ({
    name,
    chart: createChart({ ...chart, title: chart.title ?? delay, testid: `rtc-${name}`, isSmall: true }),
    values: [],
  }));
  const list = createFactList({ data: { testid: 'rtc-facts' } });
  const node = el('section', { class: 'rtc-panel', 'aria-labelledby': 'rtc-title', data: { testid: 'rtc-panel' } },
    el('h2', { id: 'rtc-title', text: 'Statistics' }), el('div', { class: 'chart-tiles' }, ...shown.map(item => item.chart.node)), list.node);
  node.hidden = true;
  let times = [];
  let isOver = true;

  return {
    node,
    update(facts) {
      if (facts === null) {
        isOver = true; // What was last stays in view.
        return;
      }

      if (isOver) {
        isOver = false;
        times = [];
        shown.forEach(item => item.values = []);
      }

      node.hidden = false;
      times.push(Date.now() / 1000);
      shown.forEach(item => item.values.push(facts[item.name] ?? null));
      if (times.length > maxSamples) {
        times.shift();
        shown.forEach(item => item.values.shift());
      }

      shown.forEach(item => item.chart.update({ times, values: item.values }));
      list.update(listOf(facts));
    },
  };
}
