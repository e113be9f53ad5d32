using Srs.Media.Buffers;
using Srs.Media.Frames;

namespace Srs.Media.Codecs.Aac;

/// <summary>Decoder configuration of AAC.</summary>
/// <remarks>ISO/IEC 14496-3 §1.6.2.1 (AudioSpecificConfig), §4.4.1 (GASpecificConfig), §1.6.5 and §1.6.6 (SBR and PS).</remarks>
public readonly record struct AudioSpecificConfig
{
    /// <summary>Longest configuration taken, in bytes; a program config element with its comment stays well below.</summary>
    public const int MaxLength = 1024;

    private const int ExplicitRateIndex = 15;
    private const uint SbrSync = 0x2B7;
    private const uint PsSync = 0x548;

    /// <summary>Samples per second by index (ISO/IEC 14496-3 table 1.18).</summary>
    internal static ReadOnlySpan<int> Rates =>
        [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350];

    /// <summary>Audio object type of the core coder (table 1.17), such as 2 for AAC LC, never SBR or PS themselves.</summary>
    public int ObjectType { get; private init; }

    /// <summary>Samples per second of the core coder.</summary>
    public int CoreSampleRate { get; private init; }

    /// <summary>Samples per second that come out, twice the core's when SBR doubles it.</summary>
    public int SampleRate { get; private init; }

    /// <summary>Channels that come out; 0 when the configuration does not tell.</summary>
    public int Channels { get; private init; }

    /// <summary>Channel configuration of the core coder (table 1.19); 0 when a program config element tells the channels.</summary>
    public int ChannelConfiguration { get; private init; }

    /// <summary>True when spectral band replication is signalled.</summary>
    public bool HasSbr { get; private init; }

    /// <summary>True when parametric stereo is signalled.</summary>
    public bool HasPs { get; private init; }

    /// <summary>Samples per access unit and channel at <see cref="CoreSampleRate"/>: 1024 or 960, for low delay 512 or 480.</summary>
    public int CoreSamplesPerFrame { get; private init; }

    /// <summary>Profile in the words that the API uses: "LC", "HE", "HEv2", "Main", "SSR", "LTP"; empty when it has none.</summary>
    public string Profile => (HasPs, HasSbr, ObjectType) switch
    {
        (true, _, _) => "HEv2",
        (_, true, _) => "HE",
        (_, _, 1) => "Main",
        (_, _, 2) => "LC",
        (_, _, 3) => "SSR",
        (_, _, 4) => "LTP",
        (_, _, 23) => "LD",
        (_, _, 39) => "ELD",
        (_, _, 42) => "xHE",
        _ => "",
    };

    /// <summary>Reads a configuration.</summary>
    /// <returns>False when it is damaged, truncated or longer than <see cref="MaxLength"/>.</returns>
    /// <remarks>A cut-off extension at the end costs the extension only: older decoders ignore it as well.</remarks>
    public static bool TryRead(ReadOnlySpan<byte> data, out AudioSpecificConfig config)
    {
        config = default;
        if (data.Length > MaxLength)
        {
            return false;
        }

        var bits = new BitReader(data);
        var objectType = ReadObjectType(ref bits);
        var coreRate = ReadRate(ref bits);
        var channelConfiguration = (int)bits.ReadBits(4);
        var channels = GetChannels(channelConfiguration);
        var rate = coreRate;
        var hasPs = objectType == AacObjectType.Ps;
        var hasSbr = hasPs || objectType == AacObjectType.Sbr;
        if (hasSbr)
        {
            rate = ReadRate(ref bits);
            objectType = ReadObjectType(ref bits);
            bits.Skip(objectType == AacObjectType.ErBsac ? 4 : 0); // extensionChannelConfiguration
        }

        var samples = AacObjectType.IsLowDelay(objectType) ? 512 : 1024;
        if (AacObjectType.IsGeneralAudio(objectType))
        {
            samples -= bits.ReadFlag() ? samples / 16 : 0; // frameLengthFlag
            GeneralAudioConfig.Read(ref bits, objectType, ref channels);
        }

        if (bits.HasFailed || objectType == 0 || coreRate == 0 || rate == 0)
        {
            return false;
        }

        if (!hasSbr && AacObjectType.IsGeneralAudio(objectType))
        {
            ReadSyncExtension(ref bits, ref hasSbr, ref hasPs, ref rate);
        }

        config = new AudioSpecificConfig
        {
            ObjectType = objectType,
            CoreSampleRate = coreRate,
            SampleRate = rate,
            Channels = hasPs && channels == 1 ? 2 : channels,
            ChannelConfiguration = channelConfiguration,
            HasSbr = hasSbr,
            HasPs = hasPs,
            CoreSamplesPerFrame = samples,
        };
        return true;
    }

    /// <summary>The sound format that the configuration describes; FLV calls every AAC sample 16 bits wide.</summary>
    public AudioFormat ToAudioFormat() => new(SampleRate, Channels, BitsPerSample: 16, Profile);

    // The backward compatible signalling, after the core's configuration where old decoders do not look.
    private static void ReadSyncExtension(ref BitReader bits, ref bool hasSbr, ref bool hasPs, ref int rate)
    {
        if (bits.BitsLeft < 16 || bits.ReadBits(11) != SbrSync
            || ReadObjectType(ref bits) != AacObjectType.Sbr || !bits.ReadFlag())
        {
            return;
        }

        var extensionRate = ReadRate(ref bits);
        if (bits.HasFailed || extensionRate == 0)
        {
            return;
        }

        hasSbr = true;
        rate = extensionRate;
        hasPs = bits.BitsLeft >= 12 && bits.ReadBits(11) == PsSync && bits.ReadFlag();
    }

    private static int ReadObjectType(ref BitReader bits)
    {
        var type = (int)bits.ReadBits(5);
        return type == AacObjectType.Escape ? 32 + (int)bits.ReadBits(6) : type;
    }

    private static int ReadRate(ref BitReader bits)
    {
        var index = (int)bits.ReadBits(4);
        return index == ExplicitRateIndex ? (int)bits.ReadBits(24) : index < Rates.Length ? Rates[index] : 0;
    }

    // Table 1.19.
    private static int GetChannels(int configuration) => configuration switch
    {
        >= 1 and <= 6 => configuration,
        7 or 12 or 14 => 8,
        11 => 7,
        13 => 24,
        _ => 0,
    };
}
