namespace Srs.Media.Rtp.Payloads;

/// <summary>Bits of VP8's payload descriptor.</summary>
/// <remarks>RFC 7741 §4.2.</remarks>
internal static class Vp8Payload
{
    public const int Extended = 0x80, NonReference = 0x20, Start = 0x10, PartitionMask = 0x07;
    public const int HasPictureId = 0x80, HasTl0PicIdx = 0x40, HasTidOrKeyIdx = 0x30, LongPictureId = 0x80;

    /// <summary>Bytes of the descriptor; 0 when it is cut off.</summary>
    public static int GetDescriptorLength(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty)
        {
            return 0;
        }

        var length = 1;
        if ((payload[0] & Extended) != 0)
        {
            if (payload.Length < 2)
            {
                return 0;
            }

            int fields = payload[1];
            length++;
            if ((fields & HasPictureId) != 0)
            {
                length += payload.Length > length && (payload[length] & LongPictureId) != 0 ? 2 : 1;
            }

            length += (fields & HasTl0PicIdx) != 0 ? 1 : 0;
            length += (fields & HasTidOrKeyIdx) != 0 ? 1 : 0;
        }

        return length <= payload.Length ? length : 0;
    }
}
