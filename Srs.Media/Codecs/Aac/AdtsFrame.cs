namespace Srs.Media.Codecs.Aac;

/// <summary>What the header at the front of an ADTS frame says.</summary>
/// <remarks>
/// ISO/IEC 13818-7 §6.2, ISO/IEC 14496-3 §1.A.2.2:
/// <code>
/// | sync 12 ones | MPEG-2 1 | layer 2 zeros | no checksum 1 | object type less 1 2 | rate 4 | private 1 | channels 3 | 4 bits |
/// | length with header 13 | fullness 11 | access units less 1 2 | { checksum 16 } |
/// </code>
/// </remarks>
/// <param name="ObjectType">Audio object type of the core coder, 1 to 4.</param>
/// <param name="RateIndex">Index of the core's sample rate, 0 to 12.</param>
/// <param name="ChannelConfiguration">Channel configuration (ISO/IEC 14496-3 table 1.19), 1 to 7.</param>
/// <param name="HeaderLength">Bytes before the access unit: 7, or 9 with a checksum.</param>
/// <param name="Length">Bytes of the whole frame.</param>
public readonly record struct AdtsFrame(int ObjectType, int RateIndex, int ChannelConfiguration, int HeaderLength, int Length)
{
    /// <summary>Bytes of the shortest header.</summary>
    public const int MinHeaderLength = 7;

    /// <summary>Bytes of the longest frame.</summary>
    public const int MaxLength = 0x1FFF;

    /// <summary>Samples of an access unit and channel.</summary>
    public const int Samples = 1024;

    private const int ChecksumLength = 2;

    /// <summary>Samples per second of the core coder.</summary>
    public int SampleRate => AudioSpecificConfig.Rates[RateIndex];

    /// <summary>Reads the header at the front of <paramref name="data"/>.</summary>
    /// <returns>
    /// False when bytes of the header are missing, when it is none, and for what nobody sends: several access units in a frame, or channels
    /// that a program config element tells.
    /// </returns>
    public static bool TryRead(ReadOnlySpan<byte> data, out AdtsFrame frame)
    {
        frame = default;
        if (data.Length < MinHeaderLength || data[0] != 0xFF || (data[1] & 0xF6) != 0xF0)
        {
            return false;
        }

        var rate = (data[2] >> 2) & 0x0F;
        var channels = ((data[2] & 1) << 2) | (data[3] >> 6);
        var length = ((data[3] & 3) << 11) | (data[4] << 3) | (data[5] >> 5);
        var headerLength = MinHeaderLength + ((data[1] & 1) != 0 ? 0 : ChecksumLength);
        frame = new AdtsFrame((data[2] >> 6) + 1, rate, channels, headerLength, length);
        return rate < AudioSpecificConfig.Rates.Length && channels > 0 && length > headerLength && (data[6] & 3) == 0;
    }

    /// <summary>The AudioSpecificConfig of the stream; SBR and PS are found by the decoder itself.</summary>
    public byte[] ToAudioSpecificConfig() =>
        [(byte)((ObjectType << 3) | (RateIndex >> 1)), (byte)((RateIndex << 7) | (ChannelConfiguration << 3))];
}
