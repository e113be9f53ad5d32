using System.Globalization;
using Srs.Media.Segments;

namespace Srs.Media.Protocols.Hls;

/// <summary>The name of a segment, a part or an initialization segment of low-latency HLS, below the folder of the stream.</summary>
/// <param name="Publish"><see cref="Segments.Segment.Publish"/>: no name is ever used twice.</param>
/// <param name="Number">Number of the segment; that of the header when <paramref name="IsInit"/>.</param>
/// <param name="Part">Index of the part; null for the whole segment.</param>
/// <param name="IsInit">Whether it is an initialization segment.</param>
public readonly record struct LowLatencyName(long Publish, long Number, int? Part, bool IsInit)
{
    private const string SegmentExtension = ".m4s";
    private const string InitExtension = ".mp4";

    /// <summary>The name, such as <c>19a8c3f0d21-7.m4s</c>, <c>19a8c3f0d21-7.3.m4s</c> or <c>19a8c3f0d21-0.mp4</c>.</summary>
    public override string ToString() => Part is { } part
        ? string.Create(CultureInfo.InvariantCulture, $"{Publish:x}-{Number}.{part}{SegmentExtension}")
        : string.Create(CultureInfo.InvariantCulture, $"{Publish:x}-{Number}{(IsInit ? InitExtension : SegmentExtension)}");

    /// <summary>Reads a name.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out LowLatencyName name)
    {
        name = default;
        var isInit = text.EndsWith(InitExtension);
        if ((!isInit && !text.EndsWith(SegmentExtension)) || text.Length > 64)
        {
            return false;
        }

        text = text[..^SegmentExtension.Length];
        var dash = text.IndexOf('-');
        if (dash < 0 || !long.TryParse(text[..dash], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var publish))
        {
            return false;
        }

        text = text[(dash + 1)..];
        var dot = text.IndexOf('.');
        int? part = null;
        if (dot >= 0)
        {
            if (isInit || !int.TryParse(text[(dot + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            {
                return false;
            }

            part = index;
            text = text[..dot];
        }

        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        name = new LowLatencyName(publish, number, part, isInit);
        return true;
    }

    internal static LowLatencyName Of(Segment segment) => new(segment.Publish, segment.Sequence, null, IsInit: false);

    internal static LowLatencyName OfInit(Segment segment) => new(segment.Publish, segment.Header.Number, null, IsInit: true);
}
