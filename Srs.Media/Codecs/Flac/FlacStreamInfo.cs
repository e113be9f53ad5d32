using Srs.Media.Buffers;
using Srs.Media.Frames;

namespace Srs.Media.Codecs.Flac;

/// <summary>Decoder configuration of FLAC: the STREAMINFO block.</summary>
/// <remarks>
/// RFC 9639 §8.1 (metadata block header) and §8.2 (streaminfo). Enhanced RTMP carries the signature and the block with its header:
/// <code>
/// | "fLaC" | last 1 | type 0 (7) | length 34 (24) |
/// | block samples min 16, max 16 | frame bytes min 24, max 24 | rate 20 | channels - 1 (3) | bits - 1 (5) | samples 36 | MD5 128 |
/// </code>
/// </remarks>
public readonly record struct FlacStreamInfo
{
    /// <summary>Longest configuration taken, in bytes; it may have further metadata blocks.</summary>
    public const int MaxLength = 65536;

    private const int BlockLength = 34;
    private const int BlockHeaderLength = 4;
    private const byte LastBlock = 0x80;

    private static ReadOnlySpan<byte> Signature => "fLaC"u8;

    /// <summary>Samples per second, 1 to 1048575.</summary>
    public int SampleRate { get; private init; }

    /// <summary>1 to 8.</summary>
    public int Channels { get; private init; }

    /// <summary>Bits of a sample, 4 to 32.</summary>
    public int BitsPerSample { get; private init; }

    /// <summary>Reads a configuration: signature and blocks, or, as FFmpeg sends it, the 34 bytes of STREAMINFO alone.</summary>
    /// <returns>False when it is damaged, truncated or longer than <see cref="MaxLength"/>.</returns>
    public static bool TryRead(ReadOnlySpan<byte> config, out FlacStreamInfo info)
    {
        info = default;
        if (config.Length > MaxLength)
        {
            return false;
        }

        var block = config;
        if (config.StartsWith(Signature))
        {
            block = config[Signature.Length..];
            ReadOnlySpan<byte> length = [0, 0, BlockLength];
            if (block.Length < BlockHeaderLength || (block[0] & ~LastBlock) != 0 || !block[1..].StartsWith(length))
            {
                return false;
            }

            block = block[BlockHeaderLength..];
        }
        else if (config.Length != BlockLength)
        {
            return false;
        }

        var bits = new BitReader(block);
        bits.Skip(16 + 16 + 24 + 24);
        var rate = (int)bits.ReadBits(20);
        var channels = 1 + (int)bits.ReadBits(3);
        var bitsPerSample = 1 + (int)bits.ReadBits(5);
        if (block.Length < BlockLength || rate == 0 || bitsPerSample < 4)
        {
            return false;
        }

        info = new FlacStreamInfo { SampleRate = rate, Channels = channels, BitsPerSample = bitsPerSample };
        return true;
    }

    /// <summary>A configuration that <see cref="TryRead"/> took, as signature, block header and block.</summary>
    public static byte[] ToCanonical(ReadOnlySpan<byte> config) => config.StartsWith(Signature)
        ? config.ToArray()
        : [.. Signature, LastBlock, 0, 0, BlockLength, .. config[..BlockLength]];

    /// <summary>The sound format that the block describes.</summary>
    public AudioFormat ToAudioFormat() => new(SampleRate, Channels, BitsPerSample, Profile: "");
}
