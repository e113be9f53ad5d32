namespace Srs.Media.Containers.Flv;

/// <summary>The bytes at the front of an audio tag's body.</summary>
/// <remarks>
/// Adobe Video File Format Specification 10.1, annex E.4.2.1:
/// <code>| sound format 4 | rate 2 | size 1 | type 1 | for AAC: packet type 8 |</code>
/// Sound format 9 is the ExAudioTagHeader of Enhanced RTMP, see <see cref="FlvExAudioTagHeader"/>.
/// </remarks>
public readonly record struct FlvAudioTagHeader
{
    /// <summary>Most bytes that <see cref="Write"/> needs.</summary>
    public const int MaxLength = 2;

    /// <summary>FLV sound format, see <see cref="FlvCodecs"/>.</summary>
    public int Format { get; init; }

    /// <summary>Index of the rate bucket, 0 to 3.</summary>
    public int RateIndex { get; init; }

    /// <summary>True for 16-bit samples, false for 8-bit ones.</summary>
    public bool Is16Bit { get; init; }

    /// <summary>True for two channels, false for one.</summary>
    public bool IsStereo { get; init; }

    /// <summary>For AAC, what the payload is.</summary>
    public FlvPacketType PacketType { get; init; }

    /// <summary>True for an ExAudioTagHeader (Enhanced RTMP).</summary>
    public bool IsEnhanced => Format == FlvCodecs.EnhancedAudioFormat;

    /// <summary>Samples per second of the rate bucket: 5512, 11025, 22050 or 44100.</summary>
    public int SampleRate => RateIndex switch { 0 => 5512, 1 => 11025, 2 => 22050, _ => 44100 };

    /// <summary>Bytes of the header: 2 for AAC, otherwise 1; 0 when <see cref="IsEnhanced"/>, whose body stays whole.</summary>
    public int Length => IsEnhanced ? 0 : Format == FlvCodecs.AacFormat ? MaxLength : 1;

    /// <summary>Reads the header at the front of <paramref name="body"/>.</summary>
    /// <returns>False when bytes are missing.</returns>
    public static bool TryRead(ReadOnlySpan<byte> body, out FlvAudioTagHeader header)
    {
        header = default;
        if (body.IsEmpty)
        {
            return false;
        }

        header = new FlvAudioTagHeader
        {
            Format = body[0] >> 4,
            RateIndex = (body[0] >> 2) & 3,
            Is16Bit = (body[0] & 2) != 0,
            IsStereo = (body[0] & 1) != 0,
        };
        if (body.Length < header.Length)
        {
            header = default;
            return false;
        }

        if (header.Format == FlvCodecs.AacFormat)
        {
            header = header with { PacketType = (FlvPacketType)body[1] };
        }

        return true;
    }

    /// <summary>Index of the smallest rate bucket that holds <paramref name="sampleRate"/>; 3 above 44100 and for 0, unknown.</summary>
    public static int GetRateIndex(int sampleRate) => sampleRate switch
    {
        <= 0 => 3,
        <= 5512 => 0,
        <= 11025 => 1,
        <= 22050 => 2,
        _ => 3,
    };

    /// <summary>Writes the header and gives <see cref="Length"/>; nothing for an enhanced one.</summary>
    public int Write(Span<byte> destination)
    {
        if (IsEnhanced)
        {
            return 0;
        }

        destination[0] = (byte)((Format << 4) | (RateIndex << 2) | (Is16Bit ? 2 : 0) | (IsStereo ? 1 : 0));
        if (Format == FlvCodecs.AacFormat)
        {
            destination[1] = (byte)PacketType;
        }

        return Length;
    }
}
