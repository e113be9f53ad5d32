// The facts about the server in the page's header.

import { bytes, count, duration, none, percent } from '../ui/format.js';
import { setText } from '../ui/dom.js';
import { isLive, viewerCount } from './stream-facts.js';

export function createServerHeader(root) {
  const field = name => root.querySelector(`[data-field="${name}"]`);
  const [version, uptime, cpu, memory, streamCount, viewers] =
    ['version', 'uptime', 'cpu', 'memory', 'streams', 'viewers'].map(field);

  return {
    render(summary, streams, total) {
      const self = summary.self ?? {};
      setText(version, typeof self.version === 'string' && self.version ? self.version : none);
      setText(uptime, duration(self.srs_uptime * 1000));
      setText(cpu, percent(self.cpu_percent));
      setText(memory, bytes(self.mem_kbyte * 1024));

      // With more streams than one answer holds, how many of the others are live is not known.
      const live = streams.filter(isLive).length;
      setText(streamCount, count(total > streams.length ? total : live));
      setText(viewers, count(streams.reduce((sum, stream) => sum + viewerCount(stream), 0)));
    },
  };
}
