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

    private const int SamplesPerBlock = 256;
    private const int BlocksPerFrame = 6;

    private static ReadOnlySpan<int> Rates => [48000, 44100, 32000];

    // Kilobits per second by half of frmsizecod (table 4.13).
    private static ReadOnlySpan<short> BitRates => [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640];

    // Full-range channels by acmod (table 4.3).
    private static ReadOnlySpan<byte> FullChannels => [2, 1, 2, 3, 3, 4, 4, 5];

    /// <summary>True for E-AC-3.</summary>
    public bool IsEnhanced { get; private init; }

    /// <summary>Samples per second.</summary>
    public int SampleRate { get; private init; }

    /// <summary>Channels, the one for low frequencies counted in; of the first substream when E-AC-3 has several.</summary>
    public int Channels { get; private init; }

    /// <summary>Bytes of the whole frame.</summary>
    public int FrameLength { get; private init; }

    /// <summary>Samples per channel in the frame: 1536, with E-AC-3 also 256, 512 or 768; 0 in a substream that adds to another one.</summary>
    public int Samples { get; private init; }

    /// <summary>fscod, 0 to 3.</summary>
    public int RateCode { get; private init; }

    /// <summary>bsid, 0 to 16.</summary>
    public int BitStreamId { get; private init; }

    /// <summary>bsmod, 0 to 7; of AC-3 only.</summary>
    public int BitStreamMode { get; private init; }

    /// <summary>acmod, 0 to 7.</summary>
    public int CodingMode { get; private init; }

    /// <summary>lfeon.</summary>
    public bool HasLowFrequency { get; private init; }

    /// <summary>bit_rate_code, half of frmsizecod; of AC-3 only.</summary>
    public int BitrateCode { get; private init; }

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
        bits.Skip(5); // bsid
        var service = (int)bits.ReadBits(3);
        var mode = (int)bits.ReadBits(3);
        bits.Skip((mode & 1) != 0 && mode != 1 ? 2 : 0); // cmixlev
        bits.Skip((mode & 4) != 0 ? 2 : 0); // surmixlev
        bits.Skip(mode == 2 ? 2 : 0); // dsurmod
        if (rate == ReservedRate || size / 2 >= BitRates.Length)
        {
            return default;
        }

        // Ids 9 and 10 mark half and quarter rates, which are common usage. At 44.1 kHz odd codes have a word more.
        var divider = id switch { 9 => 2, 10 => 4, _ => 1 };
        var hasLowFrequency = bits.ReadFlag();
        var words = BitRates[size / 2] * 1000 * SamplesPerBlock * BlocksPerFrame / 16 / Rates[rate];
        return new Ac3SyncFrame
        {
            SampleRate = Rates[rate] / divider,
            Channels = FullChannels[mode] + (hasLowFrequency ? 1 : 0),
            FrameLength = 2 * (words + (rate == 1 ? size & 1 : 0)),
            Samples = SamplesPerBlock * BlocksPerFrame,
            RateCode = rate,
            BitStreamId = id,
            BitStreamMode = service,
            CodingMode = mode,
            HasLowFrequency = hasLowFrequency,
            BitrateCode = size / 2,
        };
    }

    private static Ac3SyncFrame ReadEac3(ref BitReader bits)
    {
        var isDependent = bits.ReadBits(2) == 1;
        var substream = bits.ReadBits(3);
        var length = 2 * (1 + (int)bits.ReadBits(11));
        var rate = (int)bits.ReadBits(2);
        var blocksOrHalfRate = (int)bits.ReadBits(2);
        var mode = (int)bits.ReadBits(3);
        var hasLowFrequency = bits.ReadFlag();
        var blocks = rate == ReservedRate || blocksOrHalfRate == 3 ? BlocksPerFrame : 1 + blocksOrHalfRate;
        return new Ac3SyncFrame
        {
            IsEnhanced = true,
            SampleRate = rate != ReservedRate ? Rates[rate]
                : blocksOrHalfRate != ReservedRate ? Rates[blocksOrHalfRate] / 2
                : 0,
            Channels = FullChannels[mode] + (hasLowFrequency ? 1 : 0),
            FrameLength = length,
            Samples = isDependent || substream > 0 ? 0 : SamplesPerBlock * blocks,
            RateCode = rate,
            BitStreamId = (int)bits.ReadBits(5),
            CodingMode = mode,
            HasLowFrequency = hasLowFrequency,
        };
    }
}
