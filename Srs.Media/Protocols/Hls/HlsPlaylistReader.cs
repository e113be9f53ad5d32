using System.Globalization;

namespace Srs.Media.Protocols.Hls;

/// <summary>Reads a media playlist that an earlier run of the server has written (RFC 8216 §4).</summary>
internal static class HlsPlaylistReader
{
    /// <summary>Largest file that is read; ours have some kB.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Longest segment that is believed.</summary>
    private const double MaxSeconds = 3600;

    /// <summary>Reads the segments, oldest first.</summary>
    /// <returns>Null when it is no playlist, or one with keys, which are not carried on.</returns>
    public static IReadOnlyList<HlsPlaylistLine>? Read(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length == 0 || lines[0] != "#EXTM3U")
        {
            return null;
        }

        var segments = new List<HlsPlaylistLine>();
        long sequence = 0;
        string? map = null;
        double? seconds = null;
        var isDiscontinuity = false;
        foreach (var line in lines.AsSpan(1))
        {
            if (Value(line, "#EXT-X-MEDIA-SEQUENCE:") is { } first)
            {
                if (!long.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out sequence) || sequence > long.MaxValue / 2)
                {
                    return null;
                }
            }
            else if (Value(line, "#EXTINF:") is { } length)
            {
                seconds = double.TryParse(length.Split(',')[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value <= MaxSeconds ? value : null;
            }
            else if (Value(line, "#EXT-X-MAP:URI=\"") is { } uri)
            {
                map = uri.TrimEnd('"');
            }
            else if (line.StartsWith("#EXT-X-KEY:", StringComparison.Ordinal))
            {
                return null;
            }
            else if (line == "#EXT-X-DISCONTINUITY")
            {
                isDiscontinuity = true;
            }
            else if (!line.StartsWith('#'))
            {
                if (seconds is null)
                {
                    return null;
                }

                segments.Add(new HlsPlaylistLine(sequence + segments.Count, line, TimeSpan.FromSeconds(seconds.Value), isDiscontinuity, map));
                (seconds, isDiscontinuity) = (null, false);
            }
        }

        return segments;
    }

    private static string? Value(string line, string name) => line.StartsWith(name, StringComparison.Ordinal) ? line[name.Length..] : null;
}

/// <summary>A segment of a playlist.</summary>
/// <param name="Sequence">Its number.</param>
/// <param name="Uri">Its URI.</param>
/// <param name="Duration">Its duration.</param>
/// <param name="IsDiscontinuity">Whether a discontinuity is before it.</param>
/// <param name="Map">URI of its initialization segment; null for none.</param>
internal sealed record HlsPlaylistLine(long Sequence, string Uri, TimeSpan Duration, bool IsDiscontinuity, string? Map);
