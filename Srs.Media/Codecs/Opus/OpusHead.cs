using System.Buffers.Binary;
using Srs.Media.Frames;

namespace Srs.Media.Codecs.Opus;

/// <summary>Decoder configuration of Opus: the identification header of Ogg.</summary>
/// <remarks>
/// RFC 7845 §5.1; numbers are little endian:
/// <code>
/// | "OpusHead" | version 8 | channels 8 | pre-skip 16 | input sample rate 32 | output gain 16 | mapping family 8 |
/// | for families but 0: streams 8 | coupled streams 8 | channel mapping 8 × channels |
/// </code>
/// </remarks>
public readonly record struct OpusHead
{
    /// <summary>Samples per second of every Opus decoder.</summary>
    public const int SampleRate = 48000;

    /// <summary>Longest header taken, in bytes; 255 channels make 276.</summary>
    public const int MaxLength = 1024;

    private const int FixedLength = 19;
    private const int MappingOffset = 21;

    private static ReadOnlySpan<byte> Magic => "OpusHead"u8;

    /// <summary>Channels that come out, 1 to 255.</summary>
    public int Channels { get; private init; }

    /// <summary>Samples at 48 kHz to drop from the decoder's beginning.</summary>
    public int PreSkip { get; private init; }

    /// <summary>Samples per second before encoding, for information; 0 when unknown.</summary>
    public uint InputSampleRate { get; private init; }

    /// <summary>Gain to apply to what is decoded, as 8.8 fixed point in dB.</summary>
    public short OutputGain { get; private init; }

    /// <summary>Channel mapping family: 0 for mono and stereo, 1 for Vorbis order up to 7.1.</summary>
    public int MappingFamily { get; private init; }

    /// <summary>Opus streams in each packet.</summary>
    public int Streams { get; private init; }

    /// <summary>Reads a header.</summary>
    /// <returns>False when it is damaged, truncated, of another major version or longer than <see cref="MaxLength"/>.</returns>
    public static bool TryRead(ReadOnlySpan<byte> data, out OpusHead head)
    {
        head = default;
        if (data.Length is < FixedLength or > MaxLength || !data.StartsWith(Magic) || data[8] >> 4 != 0)
        {
            return false;
        }

        int channels = data[9];
        int family = data[18];
        var isShort = family == 0 ? channels > 2 : data.Length < MappingOffset + channels;
        if (channels == 0 || isShort || (family != 0 && (data[19] == 0 || data[20] > data[19])))
        {
            return false;
        }

        head = new OpusHead
        {
            Channels = channels,
            PreSkip = BinaryPrimitives.ReadUInt16LittleEndian(data[10..]),
            InputSampleRate = BinaryPrimitives.ReadUInt32LittleEndian(data[12..]),
            OutputGain = BinaryPrimitives.ReadInt16LittleEndian(data[16..]),
            MappingFamily = family,
            Streams = family == 0 ? 1 : data[19],
        };
        return true;
    }

    /// <summary>The channel mapping table: streams, coupled streams, and a byte for each channel; empty in family 0.</summary>
    /// <param name="data">The header that this was read from.</param>
    public ReadOnlySpan<byte> GetMapping(ReadOnlySpan<byte> data) => MappingFamily == 0 ? [] : data[FixedLength..(MappingOffset + Channels)];

    /// <summary>The sound format that the header describes.</summary>
    public AudioFormat ToAudioFormat() => new(SampleRate, Channels, BitsPerSample: 16, Profile: "");
}
