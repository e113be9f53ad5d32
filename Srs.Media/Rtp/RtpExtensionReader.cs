namespace Srs.Media.Rtp;

/// <summary>Goes through the elements of a packet's header extension, in the one-byte and the two-byte form.</summary>
/// <remarks>
/// Borrows the packet. An element that does not fit ends the walk, as does the identifier 15 of the one-byte form; other profiles
/// have no elements. At most <see cref="RtpLimits.MaxHeaderExtensions"/> elements are told. RFC 8285 §4.2, §4.3.
/// </remarks>
/// <param name="packet">The packet that <paramref name="header"/> was read from.</param>
/// <param name="header">Its header.</param>
public ref struct RtpExtensionReader(ReadOnlySpan<byte> packet, in RtpHeader header)
{
    private const int ReservedId = 15;

    private readonly ReadOnlySpan<byte> _packet = packet;
    private readonly ushort _profile = header.ExtensionProfile;
    private readonly int _end = header.ExtensionOffset + header.ExtensionLength;
    private int _next = header.ExtensionOffset;
    private int _count;

    /// <summary>The data of the first element with this identifier.</summary>
    /// <param name="packet">The packet that <paramref name="header"/> was read from; the result borrows it.</param>
    /// <param name="header">Its header.</param>
    /// <param name="id">The local identifier; 0 finds nothing.</param>
    /// <param name="data">0 to 255 bytes.</param>
    public static bool TryFind(ReadOnlySpan<byte> packet, in RtpHeader header, int id, out ReadOnlySpan<byte> data)
    {
        if (id != 0)
        {
            var reader = new RtpExtensionReader(packet, header);
            while (reader.TryRead(out var element))
            {
                if (element.Id == id)
                {
                    data = packet.Slice(element.Offset, element.Length);
                    return true;
                }
            }
        }

        data = default;
        return false;
    }

    /// <summary>The next element; padding is left out.</summary>
    public bool TryRead(out RtpExtensionElement element)
    {
        if (_profile == RtpHeader.OneByteProfile)
        {
            return TryReadOneByte(out element);
        }

        if ((_profile & 0xFFF0) == RtpHeader.TwoByteProfile)
        {
            return TryReadTwoByte(out element);
        }

        element = default;
        return false;
    }

    private bool TryReadOneByte(out RtpExtensionElement element)
    {
        while (_next < _end)
        {
            var first = _packet[_next++];
            if (first == 0)
            {
                continue;
            }

            return first >> 4 == ReservedId ? End(out element) : Take((byte)(first >> 4), (first & 0x0F) + 1, out element);
        }

        return End(out element);
    }

    private bool TryReadTwoByte(out RtpExtensionElement element)
    {
        while (_next < _end)
        {
            var id = _packet[_next++];
            if (id == 0)
            {
                continue;
            }

            return _next < _end ? Take(id, _packet[_next++], out element) : End(out element);
        }

        return End(out element);
    }

    private bool Take(byte id, int length, out RtpExtensionElement element)
    {
        // The identifier 0 with a length is padding that tells a length; nothing is said about what follows.
        if (id == 0 || length > _end - _next || ++_count > RtpLimits.MaxHeaderExtensions)
        {
            return End(out element);
        }

        element = new RtpExtensionElement(id, (byte)length, (ushort)_next);
        _next += length;
        return true;
    }

    private bool End(out RtpExtensionElement element)
    {
        _next = _end;
        element = default;
        return false;
    }
}
