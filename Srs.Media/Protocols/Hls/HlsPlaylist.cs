using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Srs.Media.Protocols.Hls;

/// <summary>A media playlist at one moment (RFC 8216 §4.3), shared by all who ask for it; immutable.</summary>
public sealed class HlsPlaylist
{
    private readonly int _targetDuration;
    private readonly long _discontinuitySequence;
    private readonly Lazy<HlsPlaylistText> _text;
    private readonly Lazy<HlsPlaylistText> _textWithTimes;

    /// <summary>Makes a playlist.</summary>
    /// <param name="entries">The segments, oldest first.</param>
    /// <param name="targetDuration">EXT-X-TARGETDURATION in seconds.</param>
    /// <param name="discontinuitySequence">Discontinuities before the first segment.</param>
    internal HlsPlaylist(ImmutableArray<HlsEntry> entries, int targetDuration, long discontinuitySequence)
    {
        Entries = entries;
        _targetDuration = targetDuration;
        _discontinuitySequence = discontinuitySequence;
        _text = new Lazy<HlsPlaylistText>(() => new HlsPlaylistText(query => Write(query)));
        _textWithTimes = new Lazy<HlsPlaylistText>(() => new HlsPlaylistText(query => Write(query, hasTimes: true)));
        Tag = entries.IsEmpty ? "0" : string.Create(CultureInfo.InvariantCulture, $"{entries[^1].Segment.Publish:x}-{entries[^1].Segment.Sequence:x}-{entries.Length:x}");
    }

    /// <summary>Nothing is listed yet.</summary>
    internal static HlsPlaylist Empty { get; } = new([], 0, 0);

    /// <summary>Tells it from what it was before, and will be.</summary>
    public string Tag { get; }

    /// <summary>The segments, oldest first.</summary>
    internal ImmutableArray<HlsEntry> Entries { get; }

    /// <summary>Its text, written by whoever asks first.</summary>
    /// <param name="hasTimes">Whether it tells the time of day of each segment, by which players find their place in that of another rendition.</param>
    public HlsPlaylistText GetText(bool hasTimes) => (hasTimes ? _textWithTimes : _text).Value;

    /// <summary>Writes it.</summary>
    /// <param name="query">Put behind each URI with its leading <c>?</c>; empty for none.</param>
    /// <param name="hasTimes">Whether the time of day of each segment is told (EXT-X-PROGRAM-DATE-TIME).</param>
    internal string Write(string query = "", bool hasTimes = false)
    {
        var text = new StringBuilder(256 + (Entries.Length * (64 + query.Length)));
        var isFmp4 = !Entries.IsEmpty && Entries[0].Init is not null;
        Append(text, $"#EXTM3U\n#EXT-X-VERSION:{(isFmp4 ? 7 : 3)}\n");
        Append(text, $"#EXT-X-MEDIA-SEQUENCE:{(Entries.IsEmpty ? 0 : Entries[0].Segment.Sequence)}\n#EXT-X-TARGETDURATION:{_targetDuration}\n");
        if (_discontinuitySequence > 0)
        {
            Append(text, $"#EXT-X-DISCONTINUITY-SEQUENCE:{_discontinuitySequence}\n");
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
