using Microsoft.Extensions.Logging;
using Srs.Media.Buffers;
using Srs.Media.Streams;
using Srs.Media.Transcoding;

namespace Srs.Media.Protocols.Rtc;

/// <summary>The packet planes of streams, each there while somebody uses it. Thread-safe.</summary>
internal sealed class RtcStreams(RtcServer server, BufferPool pool, TranscodeWorkers? transcoding, ILogger logger)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<StreamKey, Entry> _entries = [];

    /// <summary>Begins to use a stream.</summary>
    /// <param name="frames">The stream.</param>
    /// <param name="vhost">Its options.</param>
    /// <param name="isPlayer">Whether packets are wanted of what other protocols publish.</param>
    /// <returns>The caller disposes it.</returns>
    public RtcStreamUse Use(LiveStream frames, VhostOptions vhost, bool isPlayer)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(frames.Key, out var entry))
            {
                _entries[frames.Key] = entry = new Entry(new RtcStream(frames.Key, server));
            }

            entry.Uses++;
            entry.Players += isPlayer ? 1 : 0;
            if (isPlayer && vhost.Rtc.RtmpToRtc)
            {
                entry.Bridge ??= new RtcFrameBridge(entry.Stream, frames, vhost, server, pool, transcoding, logger);
            }

            return new RtcStreamUse(entry.Stream, Release, isPlayer);
        }
    }

    private void Release(RtcStreamUse use)
    {
        RtcFrameBridge? bridge = null;
        lock (_gate)
        {
            var entry = _entries[use.Stream.Key];
            entry.Uses--;
            entry.Players -= use.IsPlayer ? 1 : 0;
            if (entry.Players == 0)
            {
                (bridge, entry.Bridge) = (entry.Bridge, null);
            }

            if (entry.Uses == 0)
            {
                _entries.Remove(use.Stream.Key);
            }
        }

        _ = bridge?.DisposeAsync().AsTask();
    }

    private sealed class Entry(RtcStream stream)
    {
        public RtcStream Stream { get; } = stream;

        public int Uses { get; set; }

        public int Players { get; set; }

        public RtcFrameBridge? Bridge { get; set; }
    }
}
