// Numbers as people read them. Every function takes null or undefined (a server may leave a field out) and answers a dash.

export const none = '–';

const known = value => typeof value === 'number' && Number.isFinite(value);

/** Kilobits per second. */
export function bitrate(kbps) {
  if (!known(kbps)) {
    return none;
  }

  if (kbps >= 999_500) {
    return `${(kbps / 1e6).toFixed(2)} Gb/s`;
  }

  return kbps >= 999.5 ? `${(kbps / 1000).toFixed(kbps >= 99_950 ? 0 : kbps >= 9995 ? 1 : 2)} Mb/s` : `${Math.round(kbps)} kb/s`;
}

/** Milliseconds as the two largest units: 42 s, 3 min 12 s, 5 h 20 min, 2 d 4 h. */
export function duration(ms) {
  if (!known(ms) || ms < 0) {
    return none;
  }

  const s = Math.floor(ms / 1000);
  if (s < 60) {
    return `${s} s`;
  }

  if (s < 3600) {
    return `${Math.floor(s / 60)} min ${s % 60} s`;
  }

  if (s < 86_400) {
    return `${Math.floor(s / 3600)} h ${Math.floor(s % 3600 / 60)} min`;
  }

  return `${Math.floor(s / 86_400)} d ${Math.floor(s % 86_400 / 3600)} h`;
}

/** Seconds with one decimal, from milliseconds. */
export const seconds = ms => known(ms) && ms > 0 ? `${(ms / 1000).toFixed(1)} s` : none;

export function bytes(value) {
  if (!known(value)) {
    return none;
  }

  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }

  return `${unit === 0 || value >= 99.95 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

export const count = value => known(value) ? Math.round(value).toLocaleString('en-US') : none;

/** A fraction as SRS gives it: 0.06 is 6 %. */
export const percent = fraction => known(fraction) ? `${Math.round(fraction * 100)}%` : none;

/** Frames per second; 25 and 29.97, not 25.00. */
export const rate = fps => known(fps) && fps > 0 ? String(Number(fps.toFixed(fps < 10 ? 1 : fps % 1 > 0.05 && fps % 1 < 0.95 ? 2 : 0))) : none;

/** Hertz. */
export const sampleRate = hz => known(hz) && hz > 0 ? `${Number((hz / 1000).toFixed(2))} kHz` : none;

export function channels(value) {
  if (!known(value) || value < 1) {
    return none;
  }

  return value === 1 ? 'mono' : value === 2 ? 'stereo' : `${value} channels`;
}

export const plural = (value, one, many = `${one}s`) => `${count(value)} ${value === 1 ? one : many}`;

export const clock = ms => new Date(ms).toLocaleTimeString([], { hour12: false });
