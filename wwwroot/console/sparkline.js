// The last minute of a bitrate in a table cell. Decoration: the number stands beside it.

const ns = 'http://www.w3.org/2000/svg';
const width = 88;
const height = 26;
const samples = 60;

export function createSparkline() {
  const node = document.createElementNS(ns, 'svg');
  node.setAttribute('class', 'sparkline');
  node.setAttribute('viewBox', `0 0 ${width} ${height}`);
  node.setAttribute('aria-hidden', 'true');
  const area = document.createElementNS(ns, 'polygon');
  const line = document.createElementNS(ns, 'polyline');
  node.append(area, line);

  return {
    node,
    update(values) {
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
    },
  };
}
