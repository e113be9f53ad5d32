using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Srs.Media.Protocols.Hls;

/// <summary>A media playlist at one moment (RFC 8216 §4.3); immutable.</summary>
/// <param name="Entries">The segments, oldest first.</param>
/// <param name="TargetDuration">EXT-X-TARGETDURATION in seconds.</param>
/// <param name="DiscontinuitySequence">Discontinuities before the first segment.</param>
internal sealed record HlsPlaylist(ImmutableArray<HlsEntry> Entries, int TargetDuration, long DiscontinuitySequence)
{
    /// <summary>Nothing is listed yet.</summary>
    public static HlsPlaylist Empty { get; } = new([], 0, 0);

    /// <summary>Writes it.</summary>
    /// <param name="query">Put behind each URI with its leading <c>?</c>; empty for none.</param>
    /// <param name="hasTimes">Whether the time of day of each segment is told (EXT-X-PROGRAM-DATE-TIME).</param>
    public string Write(string query = "", bool hasTimes = false)
    {
        var text = new StringBuilder(256 + (Entries.Length * (64 + query.Length)));
        var isFmp4 = !Entries.IsEmpty && Entries[0].Init is not null;
        Append(text, $"#EXTM3U\n#EXT-X-VERSION:{(isFmp4 ? 7 : 3)}\n");
        Append(text, $"#EXT-X-MEDIA-SEQUENCE:{(Entries.IsEmpty ? 0 : Entries[0].Segment.Sequence)}\n#EXT-X-TARGETDURATION:{TargetDuration}\n");
        if (DiscontinuitySequence > 0)
        {
            Append(text, $"#EXT-X-DISCONTINUITY-SEQUENCE:{DiscontinuitySequence}\n");
        }

        HlsKey? key = null;
        HlsInit? init = null;
        for (var i = 0; i < Entries.Length; i++)
        {
            var entry = Entries[i];

            if (entry.Segment.IsDiscontinuity)
            {
                text.Append("#EXT-X-DISCONTINUITY\n");
            }

            if (entry.Init is { } map && !ReferenceEquals(map, init))
            {
                // A key before it would say that it is encrypted, too.
                init = map;
                text.Append(key is null ? "" : "#EXT-X-KEY:METHOD=NONE\n");
                key = null;
                Append(text, $"#EXT-X-MAP:URI=\"{WithQuery(map.Uri, query)}\"\n");
            }

            if (!ReferenceEquals(entry.Key, key))
            {
                key = entry.Key;
                text.Append(key is null
                    ? "#EXT-X-KEY:METHOD=NONE\n"
                    : $"#EXT-X-KEY:METHOD=AES-128,URI=\"{WithQuery(key.Uri, query)}\",IV=0x{Convert.ToHexString(key.Iv)}\n");
            }

            if (hasTimes)
            {
                Append(text, $"#EXT-X-PROGRAM-DATE-TIME:{entry.Segment.WallClock.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fff}Z\n");
            }

            Append(text, $"#EXTINF:{entry.Segment.Duration.TotalSeconds:F3}, no desc\n{WithQuery(entry.Uri, query)}\n");
        }

        return text.ToString();
    }

    private static string WithQuery(string uri, string query) =>
        query.Length == 0 ? uri : uri.Contains('?', StringComparison.Ordinal) ? $"{uri}&{query[1..]}" : uri + query;

    private static void Append(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture));
}
