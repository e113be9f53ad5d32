using System.Diagnostics.Metrics;
using System.Text.Json;
using Srs.Media.Cluster;
using Srs.Media.Segments;
using Srs.Media.Streams;

namespace Srs.Media.Diagnostics;

/// <summary>What sessions and streams count, as instruments; nothing is done until someone collects.</summary>
public sealed class MediaMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Srs.Media";

    /// <summary>The reasons, and their labels.</summary>
    private static readonly (SessionEndReason Value, string Label)[] Reasons =
        [.. Enum.GetValues<SessionEndReason>().Select(static reason => (reason, JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString())))];

    /// <summary>Makes the meter.</summary>
    /// <param name="sessions">The sessions to count.</param>
    /// <param name="streams">The streams to count.</param>
    /// <param name="edges">The pulls to count, if there are any.</param>
    /// <param name="segments">The segments to measure, if there are any.</param>
    public MediaMetrics(SessionRegistry sessions, StreamRegistry streams, EdgePuller? edges = null, SegmentStore? segments = null)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        ArgumentNullException.ThrowIfNull(streams);
        Meter.CreateObservableCounter("srs.send", Rising(() => sessions.TotalSentBytes), "By", "SRS total sent bytes.");
        Meter.CreateObservableCounter("srs.receive", Rising(() => sessions.TotalReceivedBytes), "By", "SRS total received bytes.");
        Meter.CreateObservableGauge("srs.streams", () => streams.Streams.Length, null, "The number of SRS concurrent streams.");
        Meter.CreateObservableGauge("srs.clients", () => CountClients(sessions), null, "The number of SRS concurrent clients.");
        Meter.CreateObservableCounter(
            "srs.clients.total", Rising(() => sessions.TotalClients), null, "The total counts of SRS clients.");
        Meter.CreateObservableCounter(
            "srs.clients_errs", Rising(() => sessions.TotalFailedClients), null, "The total errors of SRS clients.");
        Meter.CreateObservableCounter(
            "srs.dropped_frames",
            Rising(() => sessions.TotalDroppedFrames),
            null,
            "Frames that clients missed because they were too slow.");
        Meter.CreateObservableCounter(
            "srs.jumps", Rising(() => sessions.TotalJumps), null, "How often clients went on at a later key frame because they were too slow.");
        Meter.CreateObservableCounter(
            "srs.sessions_ended", () => CountEnds(sessions), null, "Sessions that have ended, by reason; slow_consumer took no bytes for too long.");
        if (segments is not null)
        {
            Meter.CreateObservableGauge("srs.segment_memory", () => segments.UsedBytes, "By", "Memory of the segments of HLS.");
            Meter.CreateObservableCounter(
                "srs.segments_evicted", () => segments.EvictedSegments, null, "Segments given up before their time because memory was short.");
        }

        if (edges is not null)
        {
            Meter.CreateObservableGauge("srs.edge_pulls", () => edges.Count, null, "Streams that are pulled from an origin because somebody watches.");
        }
    }

    /// <summary>The meter, so that its instruments can be told from those of another server in the process.</summary>
    public Meter Meter { get; } = new(MeterName);

    /// <inheritdoc/>
    public void Dispose() => Meter.Dispose();

    private static int CountClients(SessionRegistry sessions) =>
        sessions.Sessions.Count(static session => session.Describe() is not null);

    private static IEnumerable<Measurement<long>> CountEnds(SessionRegistry sessions) =>
        Reasons.Select(reason => new Measurement<long>(sessions.CountEnded(reason.Value), new KeyValuePair<string, object?>("reason", reason.Label)));

    /// <summary>A total that never falls.</summary>
    /// <remarks>A session that leaves while totals are summed is missed for a moment; a fall would look like a restart.</remarks>
    private static Func<long> Rising(Func<long> total)
    {
        long highest = 0;
        return () =>
        {
            var now = total();
            var before = Volatile.Read(ref highest);
            while (now > before)
            {
                var seen = Interlocked.CompareExchange(ref highest, now, before);
                if (seen == before)
                {
                    return now;
                }

                before = seen;
            }

            return before;
        };
    }
}
