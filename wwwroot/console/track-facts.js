// What is known about each track of the selected stream.

import { bitrate, count, none, plural, rate, sampleRate, seconds } from '../ui/format.js';
import { el, keyedList, setText } from '../ui/dom.js';
import { createFactList } from '../ui/fact-list.js';
import { channelText, codecText, receiving, sizeText, tracksOf } from './stream-facts.js';

const titles = { video: 'Video', audio: 'Audio', data: 'Data' };

function factsOf(track) {
  const facts = [['Codec', codecText(track)]];
  if (track.kind === 'video') {
    facts.push(['Size', sizeText(track)], ['Frame rate', suffix(rate(track.fps), 'fps')], ['Key frame every', seconds(track.gop_ms)]);
  } else if (track.kind === 'audio') {
    facts.push(['Sample rate', sampleRate(track.sample_rate)], ['Channels', channelText(track)]);
  }

  facts.push(['Bitrate', bitrate(receiving(track))], ['Frames', count(track.frames)]);
  return facts;
}

const suffix = (text, unit) => text === none ? none : `${text} ${unit}`;

function createTrack(track) {
  const title = el('h4', { text: track.title });
  const list = createFactList();
  return {
    node: el('div', { class: 'track', data: { testid: 'track' } }, title, list.node),
    update: current => list.update(factsOf(current)),
  };
}

export function createTrackFacts() {
  const tracks = el('div', { class: 'tracks' });
  const dropped = el('p', { class: 'soft' });
  const none = el('p', { class: 'soft', text: 'No tracks are known yet.' });
  const node = el('section', { 'aria-labelledby': 'tracks-title' }, el('h3', { id: 'tracks-title', text: 'Tracks' }), tracks, none, dropped);
  const render = keyedList(tracks, track => track.key, createTrack);
  return {
    node,
    update(stream) {
      const all = tracksOf(stream);
      const numbers = {};
      render(all.map(track => {
        const kind = titles[track.kind] ?? 'Data';
        const number = numbers[kind] = (numbers[kind] ?? 0) + 1;
        const several = all.filter(other => other.kind === track.kind).length > 1;
        return { ...track, key: `${kind} ${number}`, title: several ? `${kind} ${number}` : kind };
      }));
      none.hidden = all.length > 0;
      dropped.hidden = !(stream.dropped_frames > 0);
      setText(dropped, `${plural(stream.dropped_frames ?? 0, 'frame')} dropped for slow viewers.`);
    },
  };
}
