using System.Runtime.CompilerServices;
using Srs.Media.Frames;
using Srs.Media.Streams;

namespace Srs.Media.Segments;

/// <summary>What time of day it was at zero of a source's times; one for all its tracks, or pictures and sound of different ones would drift. Thread-safe.</summary>
internal sealed class SourceClock
{
    /// <summary>How far the time of day may run from the stream's times until it is set anew.</summary>
    private static readonly TimeSpan MaxDrift = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private DateTimeOffset? _zero;
    private TimeSpan? _shift;

    /// <summary>Time of day at zero, as a frame that has just come tells it.</summary>
    public DateTimeOffset ZeroAt(MediaFrame frame)
    {
        // One distance for all segments, or they would seem to overlap by the network's moods.
        var zero = frame.WallClock - frame.Dts;
        lock (_gate)
        {
            _zero = _zero is { } own && (zero - own).Duration() <= MaxDrift ? own : zero;
            return _zero.Value;
        }
    }

    /// <summary>What is added to the source's times for good, the same for all its tracks.</summary>
    /// <param name="frame">The first frame of a track.</param>
    /// <param name="timelineEnd">Where the track's segments of former sources end.</param>
    public TimeSpan ShiftAt(MediaFrame frame, TimeSpan timelineEnd)
    {
        lock (_gate)
        {
            // The timeline of a stream that nobody has used for a while begins anew; names by time are used once.
            _shift ??= timelineEnd > frame.Dts ? timelineEnd - frame.Dts : TimeSpan.Zero;
            return _shift.Value;
        }
    }

    /// <summary>The clocks of the sources of one stream, for as long as anybody has these.</summary>
    internal sealed class Table
    {
        private readonly ConditionalWeakTable<ISession, SourceClock> _clocks = [];

        /// <summary>The clock of a source.</summary>
        public SourceClock Of(ISession? source) => source is null ? new SourceClock() : _clocks.GetOrCreateValue(source);
    }
}
