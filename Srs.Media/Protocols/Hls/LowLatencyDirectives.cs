using System.Globalization;

namespace Srs.Media.Protocols.Hls;

/// <summary>What a request for a playlist wants (draft-pantos-hls-rfc8216bis §6.2.5).</summary>
/// <param name="Sequence"><c>_HLS_msn</c>: the answer waits for this segment, or for a part of it; null for what there is.</param>
/// <param name="Part"><c>_HLS_part</c>: the part of the segment that is waited for; null for all of it.</param>
/// <param name="Skips"><c>_HLS_skip</c>: whether a delta update is wanted.</param>
public readonly record struct LowLatencyDirectives(long? Sequence, int? Part, bool Skips)
{
    /// <summary>Whether the answer waits for something.</summary>
    public bool IsBlocking => Sequence is not null;

    /// <summary>Reads the directives.</summary>
    /// <param name="sequence">Value of <c>_HLS_msn</c>; null for none.</param>
    /// <param name="part">Value of <c>_HLS_part</c>; null for none.</param>
    /// <param name="skip">Value of <c>_HLS_skip</c>; null for none. Unknown values count as none.</param>
    /// <param name="directives">The directives.</param>
    /// <returns>False when they are no decimal numbers, or there is a part without a segment (400).</returns>
    public static bool TryRead(string? sequence, string? part, string? skip, out LowLatencyDirectives directives)
    {
        directives = new LowLatencyDirectives(null, null, skip is "YES" or "v2");
        if (sequence is null)
        {
            return part is null;
        }

        if (!long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        if (part is null)
        {
            directives = directives with { Sequence = number };
            return true;
        }

        var isRead = int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index);
        directives = directives with { Sequence = number, Part = index };
        return isRead;
    }
}
