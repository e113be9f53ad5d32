using Srs.Media.Codecs.Opus;
using Srs.Media.Frames;

namespace Srs.Media.Containers.MpegTs;

/// <summary>Opus in MPEG-TS: its descriptors, and the header before each access unit.</summary>
/// <remarks>
/// The ETSI draft "Opus Interactive Audio Codec; Transport Multiplexing Standard", 2013, which has no number yet; opus_control_header:
/// <code>| 0x3FF 11 | start trim 1 | end trim 1 | extension 1 | reserved 2 | size: 255s and a last byte below 255 | { trims 16 each } |</code>
/// </remarks>
internal static class TsOpus
{
    /// <summary>Tag of the extension descriptor, and that of the channel configuration in it.</summary>
    public const byte ExtensionTag = 0x7F, ChannelsTag = 0x80;

    private const byte VorbisOrderFamily = 1;

    /// <summary>Streams, coupled streams and mapping of 1 to 8 channels in Vorbis order (RFC 7845 §5.1.1.2).</summary>
    private static readonly byte[][] Mappings =
    [
        [1, 0, 0],
        [1, 1, 0, 1],
        [2, 1, 0, 2, 1],
        [2, 2, 0, 1, 2, 3],
        [3, 2, 0, 4, 1, 2, 3],
        [4, 2, 0, 4, 1, 2, 3, 5],
        [4, 3, 0, 4, 1, 2, 3, 5, 6],
        [5, 3, 0, 6, 1, 2, 3, 4, 5, 7],
    ];

    /// <summary>channel_config_code of a track, 1 to 8; 0 when the table has none for its channels.</summary>
    public static byte GetChannelCode(TrackInfo track)
    {
        if (!OpusHead.TryRead(track.Config.Span, out var head))
        {
            var channels = track.Audio?.Channels ?? 2;
            return (byte)(channels is 1 or 2 ? channels : 0);
        }

        var isKnown = head.MappingFamily == 0
            || (head.MappingFamily == VorbisOrderFamily && head.Channels <= Mappings.Length
                && head.GetMapping(track.Config.Span).SequenceEqual(Mappings[head.Channels - 1]));
        return (byte)(isKnown ? head.Channels : 0);
    }

    /// <summary>The identification header for a channel_config_code; null when the code has no known meaning.</summary>
    public static byte[]? MakeHead(int channelCode)
    {
        if (channelCode is < 1 or > 8)
        {
            return null;
        }

        // Input rate 48000 = 0xBB80; a stream that is joined in its middle has nothing to skip.
        byte[] head = [.. "OpusHead"u8, 1, (byte)channelCode, 0, 0, 0x80, 0xBB, 0, 0, 0, 0, 0];
        if (channelCode <= 2)
        {
            return head;
        }

        head[^1] = VorbisOrderFamily;
        return [.. head, .. Mappings[channelCode - 1]];
    }

    /// <summary>Bytes of the header before an access unit.</summary>
    public static int GetHeaderLength(int unitLength) => 2 + (unitLength / 255) + 1;

    /// <summary>Writes the header before an access unit: no trimming, no extension.</summary>
    /// <param name="unitLength">Bytes of the access unit.</param>
    /// <param name="destination"><see cref="GetHeaderLength"/> bytes.</param>
    public static void WriteHeader(int unitLength, Span<byte> destination)
    {
        destination[0] = 0x7F;
        destination[1] = 0xE0;
        destination[2..^1].Fill(0xFF);
        destination[^1] = (byte)(unitLength % 255);
    }

    /// <summary>Takes the header and the access unit after it off the front of <paramref name="data"/>.</summary>
    /// <returns>False when it is damaged or cut off.</returns>
    public static bool TryRead(ref ReadOnlySpan<byte> data, out ReadOnlySpan<byte> unit)
    {
        unit = default;
        if (data.Length < 3 || data[0] != 0x7F || (data[1] & 0xE0) != 0xE0)
        {
            return false;
        }

        var flags = data[1];
        var at = 2;
        var length = 0;
        int digit;
        do
        {
            if (at == data.Length)
            {
                return false;
            }

            digit = data[at++];
            length += digit;
        }
        while (digit == 0xFF);

        at += ((flags & 0x10) != 0 ? 2 : 0) + ((flags & 0x08) != 0 ? 2 : 0);
        if ((flags & 0x04) != 0)
        {
            at += at < data.Length ? 1 + data[at] : 1;
        }

        if (length == 0 || length > data.Length - at)
        {
            return false;
        }

        unit = data.Slice(at, length);
        data = data[(at + length)..];
        return true;
    }
}
