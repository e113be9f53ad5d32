// The selected stream's incoming bitrate over time, drawn by uPlot. The sentence above it says the same to everyone.

import { bitrate, clock, none } from '../ui/format.js';
import { el, setText } from '../ui/dom.js';

const height = 150;
const leastSpanSeconds = 60;

let library;

/** Loaded on first use and not imported: without it (a build without Node.js) the rest of the console still works. */
function loadLibrary() {
  if (!library) {
    document.head.append(el('link', { rel: 'stylesheet', href: new URL('../vendor/uplot/uPlot.min.css', import.meta.url).href }));
    library = import('../vendor/uplot/uPlot.esm.js').then(module => module.default);
  }

  return library;
}

/** Canvas needs resolved colours; computed values of real properties are, those of custom properties are not. */
function colours(box) {
  const of = name => getComputedStyle(box.querySelector(`.chart-${name}`)).color;
  return { ink: of('ink'), grid: of('grid'), line: of('line'), fill: of('fill') };
}

export function createBitrateChart() {
  const sentence = el('p', { class: 'soft', data: { testid: 'chart-text' } });
  const swatches = ['ink', 'grid', 'line', 'fill'].map(name => el('i', { class: `chart-${name}`, hidden: true }));
  const box = el('div', { class: 'chart', 'aria-hidden': 'true', data: { testid: 'bitrate-chart' } }, ...swatches);
  const node = el('section', { 'aria-labelledby': 'chart-title' }, el('h3', { id: 'chart-title', text: 'Bitrate in' }), sentence, box);

  let plot = null;
  let series = { times: [], values: [] };
  let pointed = null;

  /** Not from the limits uPlot offers: for a single sample those are a day apart. */
  function timeRange() {
    const last = series.times.at(-1) ?? Date.now() / 1000;
    return [Math.min(series.times[0] ?? last, last - leastSpanSeconds), last];
  }

  const draw = () => plot?.setData([series.times, series.values]);

  function say() {
    if (pointed !== null && series.values[pointed] !== null && series.times[pointed]) {
      setText(sentence, `${bitrate(series.values[pointed])} at ${clock(series.times[pointed] * 1000)}`);
      return;
    }

    const values = series.values.filter(value => value !== null);
    setText(sentence, values.length === 0 ? none
      : `Now ${bitrate(series.values.at(-1))}, between ${bitrate(Math.min(...values))} and ${bitrate(Math.max(...values))} since this page is open`);
  }

  async function build() {
    let Plot;
    try {
      Plot = await loadLibrary();
    } catch {
      box.hidden = true;
      return;
    }

    const { ink, grid, line, fill } = colours(box);
    const font = `11px ${getComputedStyle(box).fontFamily}`;
    const axis = { stroke: ink, font, grid: { stroke: grid, width: 1 }, ticks: { show: false } };
    plot?.destroy();
    plot = new Plot({
      width: Math.max(200, box.clientWidth),
      height,
      legend: { show: false },
      cursor: { drag: { x: false, y: false }, y: false },
      padding: [8, 30, 0, 0],
      scales: {
        x: { time: true, range: timeRange },
        y: { range: (_, __, max) => [0, Math.max(max ?? 0, 10) * 1.15] },
      },
      axes: [
        { ...axis, size: 26, space: 80, grid: { show: false }, values: (_, splits) => splits.map(time => clock(time * 1000)) },
        { ...axis, size: 70, space: 26, values: (_, splits) => splits.map(value => value === 0 ? '0' : bitrate(value)) },
      ],
      series: [{}, { stroke: line, fill, width: 1.75, points: { show: false } }],
      hooks: {
        setCursor: [chart => {
          pointed = chart.cursor.left >= 0 ? chart.cursor.idx : null;
          say();
        }],
      },
    }, [series.times, series.values], box);
  }

  new ResizeObserver(() => {
    if (plot && box.clientWidth > 0) {
      plot.setSize({ width: box.clientWidth, height });
    } else if (!plot && box.clientWidth > 0) {
      build();
    }
  }).observe(box);
  window.addEventListener('themechange', () => plot && build());

  return {
    node,
    update(next) {
      series = next;
      draw();
      say();
    },
  };
}
