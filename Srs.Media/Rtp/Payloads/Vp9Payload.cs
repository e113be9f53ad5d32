namespace Srs.Media.Rtp.Payloads;

/// <summary>Bits of VP9's payload descriptor.</summary>
/// <remarks>RFC 9628 §4.2 and §4.2.1 (scalability structure).</remarks>
internal static class Vp9Payload
{
    public const int HasPictureId = 0x80, Predicted = 0x40, HasLayers = 0x20, Flexible = 0x10, Start = 0x08, End = 0x04, HasStructure = 0x02;

    private const int LongPictureId = 0x80, MoreReferences = 0x01, MaxReferences = 3, HasSizes = 0x10, HasGroup = 0x08;

    /// <summary>Bytes of the descriptor; 0 when it is cut off or refers to too many pictures.</summary>
    public static int GetDescriptorLength(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty)
        {
            return 0;
        }

        int flags = payload[0];
        var at = 1;
        if ((flags & HasPictureId) != 0)
        {
            at += at < payload.Length && (payload[at] & LongPictureId) != 0 ? 2 : 1;
        }

        if ((flags & HasLayers) != 0)
        {
            at += (flags & Flexible) != 0 ? 1 : 2;
        }

        if ((flags & (Predicted | Flexible)) == (Predicted | Flexible) && !TrySkipReferences(payload, ref at))
        {
            return 0;
        }

        return (flags & HasStructure) != 0 && !TrySkipStructure(payload, ref at) ? 0 : at <= payload.Length ? at : 0;
    }

    private static bool TrySkipReferences(ReadOnlySpan<byte> payload, ref int at)
    {
        for (var i = 0; i < MaxReferences && at < payload.Length; i++)
        {
            if ((payload[at++] & MoreReferences) == 0)
            {
                return true;
            }
        }

        return false;
    }

    private static bool TrySkipStructure(ReadOnlySpan<byte> payload, ref int at)
    {
        if (at >= payload.Length)
        {
            return false;
        }

        int structure = payload[at++];
        at += (structure & HasSizes) != 0 ? ((structure >> 5) + 1) * 4 : 0;
        if ((structure & HasGroup) == 0)
        {
            return true;
        }

        if (at >= payload.Length)
        {
            return false;
        }

        for (int pictures = payload[at++]; pictures > 0; pictures--)
        {
            if (at >= payload.Length)
            {
                return false;
            }

            at += 1 + ((payload[at] >> 2) & 3);
        }

        return true;
    }
}
