using Srs.Media.Frames;
using Srs.Media.Streams;

namespace Srs.Media.Segments;

/// <summary>One timeline for the renditions of a stream, so that players can change from one to the other anywhere. Thread-safe.</summary>
/// <remarks>
/// The times of a rendition become those since <see cref="Origin"/>. Encoders whose clocks are one, or nearly so, stay exactly together: the first of them
/// tells what time of day its clock's zero was, and the others follow. RFC 8216 §6.2.4: matching content has matching timestamps.
/// </remarks>
internal sealed class RenditionClock
{
    /// <summary>How far apart the clocks of encoders may seem, by how long their frames are under way, to be taken for one.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);

    /// <summary>How much earlier than the first frame of all that of another rendition may turn out to be.</summary>
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(10);

    /// <summary>Encoder times beyond are no times.</summary>
    private static readonly TimeSpan LargestTime = TimeSpan.FromDays(36500);

    private readonly Lock _gate = new();
    private readonly Dictionary<StreamKey, long> _zeros = [];
    private DateTimeOffset? _origin;

    /// <summary>Time of day at zero of the common timeline; null before the first frame.</summary>
    public DateTimeOffset? Origin
    {
        get
        {
            lock (_gate)
            {
                return _origin;
            }
        }
    }

    /// <summary>A rendition begins, or its encoder's clock has run from the time of day.</summary>
    /// <param name="stream">The rendition.</param>
    /// <param name="first">The frame that comes next.</param>
    /// <returns>Time of day at zero of the rendition's own timeline, and of the common one.</returns>
    public (DateTimeOffset Zero, DateTimeOffset Origin) Join(StreamKey stream, MediaFrame first)
    {
        var encoder = Math.Clamp(first.EncoderTime.Ticks, -LargestTime.Ticks, LargestTime.Ticks);
        lock (_gate)
        {
            var zero = first.WallClock.UtcTicks - encoder;
            var shared = zero;
            var nearest = Tolerance.Ticks;
            foreach (var (other, known) in _zeros)
            {
                if (other != stream && Math.Abs(known - zero) <= nearest)
                {
                    (shared, nearest) = (known, Math.Abs(known - zero));
                }
            }

            _zeros[stream] = shared;
            var own = first.WallClock - first.Dts + TimeSpan.FromTicks(shared - zero);
            _origin ??= own + first.Dts - Lead;
            return (own, _origin.Value);
        }
    }
}
