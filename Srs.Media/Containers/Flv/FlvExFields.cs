using System.Buffers.Binary;

namespace Srs.Media.Containers.Flv;

/// <summary>What ExVideoTagHeader and ExAudioTagHeader have in common: all after the upper half of their first byte.</summary>
/// <remarks>
/// Enhanced RTMP v2, "Enhanced Audio" and "Enhanced Video":
/// <code>
/// | … 4 | packet type 4 | { length - 1 (8) { length - 1 (16), if that was FF } | data | ModEx type 4 | packet type 4 } while ModEx
/// | { multitrack type 4 | packet type 4 } if multitrack | FourCC 32, unless each track has its own | track id 8, if one track |
/// </code>
/// </remarks>
/// <param name="PacketType">The packet type in force, in the numbers of audio or video.</param>
/// <param name="Multitrack">How tracks are laid out; null in a body of the default track.</param>
/// <param name="FourCc">The codec; 0 when each track has its own.</param>
/// <param name="TrackId">The track, when there is one; otherwise 0.</param>
/// <param name="NanosecondOffset">To be added to the message's time, 0 to 999999.</param>
internal readonly record struct FlvExFields(int PacketType, FlvMultitrackType? Multitrack, uint FourCc, int TrackId, int NanosecondOffset)
{
    /// <summary>Most bytes that <see cref="Write"/> needs.</summary>
    public const int MaxLength = 1 + NanosecondLength + 2 + 1 + FlvFourCc.Length + 1;

    private const int ModEx = 7;
    private const int NanosecondType = 0;
    private const int NanosecondLength = 3;
    private const int MaxNanoseconds = 999_999;
    private const int LongForm = 256;

    /// <summary>Bytes that <see cref="Write"/> needs.</summary>
    public int Length => 1 + (NanosecondOffset > 0 ? NanosecondLength + 2 : 0)
        + (Multitrack is null ? 0 : 1)
        + (Multitrack == FlvMultitrackType.ManyTracksManyCodecs ? 0 : FlvFourCc.Length)
        + (Multitrack == FlvMultitrackType.OneTrack ? 1 : 0);

    /// <summary>Reads the fields.</summary>
    /// <param name="body">The whole body, its first byte first.</param>
    /// <param name="multitrack">The packet type that means multitrack.</param>
    /// <param name="fields">The fields; the packet type is still <paramref name="multitrack"/> or ModEx where that is wrong.</param>
    /// <param name="length">Bytes of the header.</param>
    /// <returns>False when bytes are missing.</returns>
    public static bool TryRead(ReadOnlySpan<byte> body, int multitrack, out FlvExFields fields, out int length)
    {
        fields = default;
        length = 0;
        if (body.IsEmpty)
        {
            return false;
        }

        var type = body[0] & 0x0F;
        var rest = body[1..];
        var nanoseconds = 0;
        while (type == ModEx)
        {
            if (!TryReadModEx(ref rest, ref type, ref nanoseconds))
            {
                return false;
            }
        }

        FlvMultitrackType? layout = null;
        if (type == multitrack)
        {
            if (rest.IsEmpty)
            {
                return false;
            }

            layout = (FlvMultitrackType)(rest[0] >> 4);
            type = rest[0] & 0x0F;
            rest = rest[1..];
        }

        uint fourCc = 0;
        if (layout != FlvMultitrackType.ManyTracksManyCodecs)
        {
            if (!BinaryPrimitives.TryReadUInt32BigEndian(rest, out fourCc))
            {
                return false;
            }

            rest = rest[FlvFourCc.Length..];
        }

        var trackId = 0;
        if (layout == FlvMultitrackType.OneTrack)
        {
            if (rest.IsEmpty)
            {
                return false;
            }

            trackId = rest[0];
            rest = rest[1..];
        }

        fields = new FlvExFields(type, layout, fourCc, trackId, nanoseconds);
        length = body.Length - rest.Length;
        return true;
    }

    /// <summary>Reads only the packet type that is in force after ModEx, for headers that end there.</summary>
    public static bool TryReadPacketType(ReadOnlySpan<byte> body, out int type)
    {
        type = body.IsEmpty ? ModEx : body[0] & 0x0F;
        var rest = body.IsEmpty ? body : body[1..];
        var nanoseconds = 0;
        while (type == ModEx)
        {
            if (!TryReadModEx(ref rest, ref type, ref nanoseconds))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Writes the fields and gives <see cref="Length"/>.</summary>
    /// <param name="upperHalf">Upper half of the first byte, where it stands.</param>
    /// <param name="multitrack">The packet type that means multitrack.</param>
    /// <param name="destination">At least <see cref="Length"/> bytes.</param>
    public int Write(int upperHalf, int multitrack, Span<byte> destination)
    {
        var outer = Multitrack is null ? PacketType : multitrack;
        var written = 1;
        if (NanosecondOffset > 0)
        {
            destination[0] = (byte)(upperHalf | ModEx);
            destination[1] = NanosecondLength - 1;
            FlvTagHeader.WriteUInt24(destination[2..], NanosecondOffset);
            destination[5] = (byte)((NanosecondType << 4) | outer);
            written = 6;
        }
        else
        {
            destination[0] = (byte)(upperHalf | outer);
        }

        if (Multitrack is { } layout)
        {
            destination[written++] = (byte)(((int)layout << 4) | PacketType);
        }

        if (Multitrack != FlvMultitrackType.ManyTracksManyCodecs)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination[written..], FourCc);
            written += FlvFourCc.Length;
        }

        if (Multitrack == FlvMultitrackType.OneTrack)
        {
            destination[written++] = (byte)TrackId;
        }

        return written;
    }

    private static bool TryReadModEx(ref ReadOnlySpan<byte> rest, ref int type, ref int nanoseconds)
    {
        if (rest.IsEmpty)
        {
            return false;
        }

        var size = rest[0] + 1;
        rest = rest[1..];
        if (size == LongForm)
        {
            if (!BinaryPrimitives.TryReadUInt16BigEndian(rest, out var longSize))
            {
                return false;
            }

            size = longSize + 1;
            rest = rest[sizeof(ushort)..];
        }

        if (rest.Length <= size)
        {
            return false;
        }

        if (rest[size] >> 4 == NanosecondType && size >= NanosecondLength)
        {
            // Values from 1 ms on are no offsets within a millisecond; other types are left out.
            var value = FlvTagHeader.ReadUInt24(rest);
            nanoseconds = value <= MaxNanoseconds ? value : nanoseconds;
        }

        type = rest[size] & 0x0F;
        rest = rest[(size + 1)..];
        return true;
    }
}
