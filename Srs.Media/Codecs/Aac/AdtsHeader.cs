namespace Srs.Media.Codecs.Aac;

/// <summary>The header before each access unit of an AAC stream that has no container.</summary>
/// <remarks>
/// ISO/IEC 13818-7 §6.2, ISO/IEC 14496-3 §1.A.2.2: adts_fixed_header and adts_variable_header without checksum. Bits:
/// <code>
/// | sync 12 ones | MPEG-2 1 | layer 2 zeros | no checksum 1 | object type less 1 2 | rate 4 | private 1 | channels 3 | 4 zeros |
/// | length with header 13 | fullness 11 ones | access units less 1 2 |
/// </code>
/// </remarks>
/// <param name="ObjectType">Audio object type of the core coder, 1 to 4.</param>
/// <param name="RateIndex">Index of the core's sample rate, 0 to 12.</param>
/// <param name="ChannelConfiguration">Channel configuration (ISO/IEC 14496-3 table 1.19), 1 to 7.</param>
public readonly record struct AdtsHeader(int ObjectType, int RateIndex, int ChannelConfiguration)
{
    /// <summary>Bytes of the header.</summary>
    public const int Length = AdtsFrame.MinHeaderLength;

    /// <summary>Longest access unit that the header can tell, in bytes.</summary>
    public const int MaxPayloadLength = AdtsFrame.MaxLength - Length;

    /// <summary>Makes the header of a stream; SBR and PS are found by the decoder itself.</summary>
    /// <returns>
    /// False when ADTS cannot say it: object types past 4, rates off the table, frames of 960 samples, more than 7 channel configurations,
    /// or channels told by a program config element.
    /// </returns>
    public static bool TryCreate(in AudioSpecificConfig config, out AdtsHeader header)
    {
        var rate = AudioSpecificConfig.Rates.IndexOf(config.CoreSampleRate);
        header = new AdtsHeader(config.ObjectType, rate, config.ChannelConfiguration);
        return config.ObjectType is >= 1 and <= 4 && rate >= 0 && config.ChannelConfiguration is >= 1 and <= 7
            && config.CoreSamplesPerFrame == AdtsFrame.Samples;
    }

    /// <summary>Writes the header and gives <see cref="Length"/>.</summary>
    /// <param name="payloadLength">Bytes of the access unit that follows, at most <see cref="MaxPayloadLength"/>.</param>
    /// <param name="destination">At least <see cref="Length"/> bytes.</param>
    public int Write(int payloadLength, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)payloadLength, (uint)MaxPayloadLength);
        var length = payloadLength + Length;
        destination[6] = 0xFC;
        destination[0] = 0xFF;
        destination[1] = 0xF1;
        destination[2] = (byte)(((ObjectType - 1) << 6) | (RateIndex << 2) | (ChannelConfiguration >> 2));
        destination[3] = (byte)((ChannelConfiguration << 6) | (length >> 11));
        destination[4] = (byte)(length >> 3);
        destination[5] = (byte)((length << 5) | 0x1F);
        return Length;
    }
}
