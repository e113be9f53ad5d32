using Srs.Media.Protocols.Rtmp.Wire;

namespace Srs.Media.Protocols.Rtmp.Client;

/// <summary>What a peer announces in connect, or in the answer to it.</summary>
/// <remarks>Enhanced RTMP v2, "Enhancing NetConnection connect Command". Codecs are FourCC texts such as "hvc1"; "*" stands for all.</remarks>
public sealed record RtmpCapabilities
{
    private const int MaxCodecs = 64;

    /// <summary>What this library reads and writes: every codec of Enhanced RTMP v2, several tracks, modifiers and reconnect requests.</summary>
    public static RtmpCapabilities Default { get; } = new()
    {
        FourCcList = ["av01", "vp09", "vp08", "hvc1", "avc1", "Opus", "fLaC", "ac-3", "ec-3", ".mp3", "mp4a"],
        Video = new Dictionary<string, RtmpCodecSupport> { ["*"] = RtmpCodecSupport.Forward },
        Audio = new Dictionary<string, RtmpCodecSupport> { ["*"] = RtmpCodecSupport.Forward },
        Extended = RtmpExtendedCapabilities.Reconnect | RtmpExtendedCapabilities.Multitrack
            | RtmpExtendedCapabilities.ModEx | RtmpExtendedCapabilities.TimestampNanoOffset,
    };

    /// <summary>Codecs that the peer takes (fourCcList); empty when it announced none.</summary>
    public IReadOnlyList<string> FourCcList { get; init; } = [];

    /// <summary>What it can do with each video codec (videoFourCcInfoMap).</summary>
    public IReadOnlyDictionary<string, RtmpCodecSupport> Video { get; init; } = new Dictionary<string, RtmpCodecSupport>();

    /// <summary>What it can do with each audio codec (audioFourCcInfoMap).</summary>
    public IReadOnlyDictionary<string, RtmpCodecSupport> Audio { get; init; } = new Dictionary<string, RtmpCodecSupport>();

    /// <summary>What it understands beyond codecs (capsEx).</summary>
    public RtmpExtendedCapabilities Extended { get; init; }

    /// <summary>True when the peer announced anything: it speaks Enhanced RTMP.</summary>
    public bool IsEnhanced => FourCcList.Count > 0 || Video.Count > 0 || Audio.Count > 0 || Extended != RtmpExtendedCapabilities.None;

    /// <summary>Reads what an object says; the first objects that say something win. Never throws; what is of the wrong kind is left out.</summary>
    internal static RtmpCapabilities Read(params ReadOnlySpan<AmfValue> objects)
    {
        var capabilities = new RtmpCapabilities();
        foreach (var value in objects)
        {
            if (!capabilities.IsEnhanced)
            {
                capabilities = new RtmpCapabilities
                {
                    FourCcList =
                    [
                        .. value["fourCcList"].Elements.Take(MaxCodecs).Select(static code => code.AsString()).OfType<string>(),
                    ],
                    Video = ReadMap(value["videoFourCcInfoMap"]),
                    Audio = ReadMap(value["audioFourCcInfoMap"]),
                    Extended = (RtmpExtendedCapabilities)ToFlags(value["capsEx"]),
                };
            }
        }

        return capabilities;
    }

    /// <summary>The properties of connect that announce this; those that say nothing are left out.</summary>
    internal IEnumerable<(string Name, AmfValue Value)> ToProperties()
    {
        if (FourCcList.Count > 0)
        {
            yield return ("fourCcList", AmfValue.StrictArray([.. FourCcList.Select(static code => (AmfValue)code)]));
        }

        if (Video.Count > 0)
        {
            yield return ("videoFourCcInfoMap", WriteMap(Video));
        }

        if (Audio.Count > 0)
        {
            yield return ("audioFourCcInfoMap", WriteMap(Audio));
        }

        if (Extended != RtmpExtendedCapabilities.None)
        {
            yield return ("capsEx", (double)Extended);
        }
    }

    private static Dictionary<string, RtmpCodecSupport> ReadMap(AmfValue map)
    {
        var codecs = new Dictionary<string, RtmpCodecSupport>();
        foreach (var property in map.Properties.Take(MaxCodecs))
        {
            codecs[property.Name] = (RtmpCodecSupport)ToFlags(property.Value);
        }

        return codecs;
    }

    private static AmfValue WriteMap(IReadOnlyDictionary<string, RtmpCodecSupport> map) =>
        AmfValue.Object([.. map.Select(static codec => (codec.Key, (AmfValue)(double)codec.Value))]);

    private static int ToFlags(AmfValue value) => value.AsNumber() is >= 0 and <= int.MaxValue and var flags ? (int)flags : 0;
}
