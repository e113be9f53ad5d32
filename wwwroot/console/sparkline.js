// The last minute of a bitrate in a table cell. Decoration: the number stands beside it.

const ns = 'http://www.w3.org/2000/svg';
const width = 88;
const height = 26;
const samples = 60;

// With a thousand streams, drawing the lines nobody sees would be most of the work of a refresh.
const seen = new IntersectionObserver(entries => {
  for (const entry of entries) {
    entry.target.dispatchEvent(new CustomEvent(entry.isIntersecting ? 'seen' : 'unseen'));
  }
}, { rootMargin: '100px' });

export function createSparkline() {
  const node = document.createElementNS(ns, 'svg');
  node.setAttribute('class', 'sparkline');
  node.setAttribute('viewBox', `0 0 ${width} ${height}`);
  node.setAttribute('preserveAspectRatio', 'none'); // It is as wide as its cell; the line keeps its own width.
  node.setAttribute('aria-hidden', 'true');
  const area = document.createElementNS(ns, 'polygon');
  const line = document.createElementNS(ns, 'polyline');
  node.append(area, line);

  let visible = false;
  let values = [];
  node.addEventListener('seen', () => {
    visible = true;
    draw();
  });
  node.addEventListener('unseen', () => visible = false);
  seen.observe(node);

  function draw() {
    const shown = values.slice(-samples);
    // The scale starts at zero, so a steady stream is a calm line and a drop to nothing looks like one.
    const top = Math.max(1, ...shown) * 1.15;
    const points = [];
    shown.forEach((value, i) => {
      if (value !== null) {
        const x = width - (shown.length - 1 - i) * width / (samples - 1);
        points.push(`${x.toFixed(1)},${(height - 1 - value / top * (height - 3)).toFixed(1)}`);
      }
    });
    line.setAttribute('points', points.join(' '));
    area.setAttribute('points', points.length < 2 ? ''
      : `${points[0].split(',')[0]},${height} ${points.join(' ')} ${points.at(-1).split(',')[0]},${height}`);
  }

  return {
    node,
    update(next) {
      values = next;
      if (visible) {
        draw();
      }
    },
    close: () => seen.unobserve(node),
  };
}
