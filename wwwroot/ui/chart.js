// One number over time, drawn by uPlot. The text above the line says the same to everyone.

import { clock, none } from './format.js';
import { el, setText } from './dom.js';

let library;

/** Loaded on first use and not imported: without it (a build without Node.js) the rest of the page still works. */
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

/** Now, least and most, as a sentence. */
function describe(values, format) {
  return values.length === 0 ? none
    : `Now ${format(values.at(-1))}, between ${format(Math.min(...values))} and ${format(Math.max(...values))} since this page is open`;
}

/**
 * A heading, a text and a line; {node, update({times, values})} with times in Unix seconds, and null for what is not known.
 * @param format makes text of a value; @param leastTop value that is as high as the line can be low: below it, changes are not worth seeing
 * @param isSmall only the newest value and the line, without axes
 */
export function createChart({ title, testid, format, leastTop, isSmall = false }) {
  const height = isSmall ? 44 : 150;
  const leastSpanSeconds = isSmall ? 20 : 60;
  const id = `${testid}-title`;
  const text = el('p', { class: isSmall ? 'chart-value' : 'soft', data: { testid: `${testid}-text` } });
  const swatches = ['ink', 'grid', 'line', 'fill'].map(name => el('i', { class: `chart-${name}`, hidden: true }));
  const box = el('div', { class: 'chart', 'aria-hidden': 'true', data: { testid: `${testid}-chart` } }, ...swatches);
  box.style.minHeight = `${height}px`; // The page does not move when the library comes.
  const node = el('section', { class: isSmall ? 'chart-small' : '', 'aria-labelledby': id }, el('h3', { id, text: title }), text, box);

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
    if (pointed !== null && (series.values[pointed] ?? null) !== null && series.times[pointed]) {
      setText(text, `${format(series.values[pointed])} at ${clock(series.times[pointed] * 1000)}`);
      return;
    }

    const newest = series.values.at(-1) ?? null;
    setText(text, isSmall ? (newest === null ? none : format(newest)) : describe(series.values.filter(value => value !== null), format));
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
      width: Math.max(isSmall ? 80 : 200, box.clientWidth),
      height,
      legend: { show: false },
      cursor: { drag: { x: false, y: false }, y: false },
      padding: isSmall ? [2, 0, 2, 0] : [8, 30, 0, 0],
      scales: {
        x: { time: true, range: timeRange },
        y: { range: (_, __, max) => [0, Math.max(max ?? 0, leastTop) * 1.15] },
      },
      axes: isSmall ? [{ show: false }, { show: false }] : [
        { ...axis, size: 26, space: 80, grid: { show: false }, values: (_, splits) => splits.map(time => clock(time * 1000)) },
        { ...axis, size: 70, space: 26, values: (_, splits) => splits.map(value => value === 0 ? '0' : format(value)) },
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
