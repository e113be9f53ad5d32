using Srs.Media.Buffers;
using Srs.Media.Frames;

namespace Srs.Media.Codecs.Ac3;

/// <summary>The front of an AC-3 or E-AC-3 synchronization frame.</summary>
/// <remarks>
/// ETSI TS 102 366 §4.3 and §4.4.2 (AC-3), annex E.1.2.2 (E-AC-3); both have the bit stream id at the same place:
/// <code>
/// AC-3:   | sync 16 | crc 16 | rate 2 | size code 6 | bsid 5 | mode 3 | coding mode 3 | mix levels 0 to 4 | lfe 1 |
/// E-AC-3: | sync 16 | type 2 | substream 3 | size 11 | rate 2 | blocks or half rate 2 | coding mode 3 | lfe 1 | bsid 5 |
/// </code>
/// </remarks>
public readonly record struct Ac3SyncFrame
{
    private const uint Sync = 0x0B77;
    private const int BitStreamIdOffset = 5;
    private const int LastAc3Id = 10;
    private const int LastEac3Id = 16;
    private const int ReservedRate = 3;
    private const int DependentType = 1;
    private const int SamplesPerBlock = 256;
    private const int MaxBlocks = 6;

    private static ReadOnlySpan<int> Rates => [48000, 44100, 32000];

    // By half of frmsizecod (table 4.13).
    private static ReadOnlySpan<short> KilobitsPerSecond =>
        [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640];

    // By numblkscod (table E.1.3).
    private static ReadOnlySpan<byte> Blocks => [1, 2, 3, 6];

    // Full-range channels by acmod (table 4.3).
    private static ReadOnlySpan<byte> FullChannels => [2, 1, 2, 3, 3, 4, 4, 5];

    /// <summary>True for E-AC-3.</summary>
    public bool IsEnhanced { get; private init; }

    /// <summary>Samples per second.</summary>
    public int SampleRate { get; private init; }

    /// <summary>Channels, the one for low frequencies counted in; of the first substream when E-AC-3 has several.</summary>
    public int Channels { get; private init; }

    /// <summary>Bytes of the frame with its header.</summary>
    public int Length { get; private init; }

    /// <summary>Samples of the frame and channel: 1536, for E-AC-3 also 256, 512 or 768.</summary>
    public int Samples { get; private init; }

    /// <summary>True for a frame of E-AC-3 that adds channels or programs to the one before it, at the same time.</summary>
    public bool IsAddition { get; private init; }

    /// <summary>Reads the header at the front of <paramref name="frame"/>.</summary>
    /// <returns>False when there is no sync word, a field has a reserved value, or bytes are missing.</returns>
    public static bool TryRead(ReadOnlySpan<byte> frame, out Ac3SyncFrame header)
    {
        header = default;
        if (frame.Length <= BitStreamIdOffset)
        {
            return false;
        }

        var bits = new BitReader(frame);
        var sync = bits.ReadBits(16);
        var id = frame[BitStreamIdOffset] >> 3;
        var candidate = id <= LastAc3Id ? ReadAc3(ref bits, id) : ReadEac3(ref bits);
        if (sync != Sync || id > LastEac3Id || bits.HasFailed || candidate.SampleRate == 0)
        {
            return false;
        }

        header = candidate;
        return true;
    }

    /// <summary>The sound format that the header describes.</summary>
    public AudioFormat ToAudioFormat() => new(SampleRate, Channels, BitsPerSample: 16, Profile: "");

    private static Ac3SyncFrame ReadAc3(ref BitReader bits, int id)
    {
        bits.Skip(16); // crc1
        var rate = (int)bits.ReadBits(2);
        var size = (int)bits.ReadBits(6);
        bits.Skip(5 + 3); // bsid, bsmod
        var mode = (int)bits.ReadBits(3);
        bits.Skip((mode & 1) != 0 && mode != 1 ? 2 : 0); // cmixlev
        bits.Skip((mode & 4) != 0 ? 2 : 0); // surmixlev
        bits.Skip(mode == 2 ? 2 : 0); // dsurmod

        // Ids 9 and 10 mark half and quarter rates, which are common usage.
        var divider = id switch { 9 => 2, 10 => 4, _ => 1 };
        var isReserved = rate == ReservedRate || size >= 2 * KilobitsPerSecond.Length;
        return new Ac3SyncFrame
        {
            SampleRate = isReserved ? 0 : Rates[rate] / divider,
            Length = isReserved ? 0 : GetAc3Length(KilobitsPerSecond[size / 2], Rates[rate], size & 1),
            Samples = SamplesPerBlock * MaxBlocks,
            Channels = FullChannels[mode] + (bits.ReadFlag() ? 1 : 0),
        };
    }

    /// <summary>Bytes of a frame (table 4.13): whole 16-bit words, at 44.1 kHz one more for odd codes.</summary>
    private static int GetAc3Length(int kilobits, int rate, int odd)
    {
        var words = kilobits * 1000 * SamplesPerBlock * MaxBlocks / 16 / rate;
        return 2 * (words + (rate == 44100 ? odd : 0));
    }

    private static Ac3SyncFrame ReadEac3(ref BitReader bits)
    {
        var type = (int)bits.ReadBits(2);
        var substream = (int)bits.ReadBits(3);
        var words = (int)bits.ReadBits(11) + 1;
        var rate = (int)bits.ReadBits(2);
        var blocksOrHalfRate = (int)bits.ReadBits(2);
        var mode = (int)bits.ReadBits(3);
        return new Ac3SyncFrame
        {
            IsEnhanced = true,
            Length = 2 * words,
            Samples = SamplesPerBlock * (rate == ReservedRate ? MaxBlocks : Blocks[blocksOrHalfRate]),
            IsAddition = type == DependentType || substream > 0,
            SampleRate = rate != ReservedRate ? Rates[rate]
                : blocksOrHalfRate != ReservedRate ? Rates[blocksOrHalfRate] / 2
                : 0,
            Channels = FullChannels[mode] + (bits.ReadFlag() ? 1 : 0),
        };
    }
}
