// Bitrates of the last minutes, one sample a second and stream, kept in the page only.

const maxSamples = 600;
const gapSeconds = 5;

export class BitrateHistory {
  #streams = new Map();

  /** Adds one sample per stream; streams that are not in the list are forgotten. */
  add(samples, nowMs) {
    const time = nowMs / 1000;
    const next = new Map();
    for (const { key, kbps } of samples) {
      const series = this.#streams.get(key) ?? { times: [], values: [] };
      if (series.times.length && time - series.times.at(-1) > gapSeconds) {
        push(series, time - 1, null); // A line across the time without answers would be an invention.
      }

      push(series, time, kbps);
      next.set(key, series);
    }

    this.#streams = next;
  }

  /** Times in Unix seconds and values in kb/s, oldest first, null where unknown; the arrays change with the next add. */
  of(key) {
    return this.#streams.get(key) ?? { times: [], values: [] };
  }
}

function push(series, time, value) {
  series.times.push(time);
  series.values.push(value);
  if (series.times.length > maxSamples) {
    series.times.shift();
    series.values.shift();
  }
}
