using System.Collections.Frozen;
using Srs.Media.Containers.Flv;
using Srs.Media.Protocols.Rtmp.Wire;

namespace Srs.Media.Protocols.Rtmp;

/// <summary>What a peer can do beyond RTMP 1.0, as it says at connect; immutable.</summary>
/// <remarks>
/// Enhanced RTMP v2, "Enhancing NetConnection connect Command". A codec is named by its FourCC; "*" stands for all. What is malformed is
/// left out, so that a peer with an odd list is served as one without.
/// </remarks>
public sealed record RtmpCapabilities
{
    /// <summary>Most codecs kept of a list or map, which come from strangers; the specification knows 14.</summary>
    public const int MaxCodecs = 64;

    /// <summary>Most entries of a list or map looked at.</summary>
    public const int MaxEntries = 256;

    private const string AnyCodec = "*";
    private const string FourCcList = "fourCcList";
    private const string VideoMap = "videoFourCcInfoMap";
    private const string AudioMap = "audioFourCcInfoMap";
    private const string CapsEx = "capsEx";

    /// <summary>Codecs of <c>fourCcList</c> share the key of all codecs in the maps.</summary>
    private const uint Any = 0;

    private static readonly FrozenDictionary<uint, RtmpCodecUse> NoCodecs = FrozenDictionary<uint, RtmpCodecUse>.Empty;

    /// <summary>A peer of RTMP 1.0.</summary>
    public static RtmpCapabilities None { get; } = new();

    /// <summary>Everything that the server and the client library do: they pass every codec on.</summary>
    public static RtmpCapabilities Full { get; } = new()
    {
        Video = ForwardAll(FlvFourCc.Videos),
        Audio = ForwardAll(FlvFourCc.Audios),
        Extensions = RtmpExtensions.Reconnect | RtmpExtensions.Multitrack | RtmpExtensions.ModEx | RtmpExtensions.TimestampNanoOffset,
        IsEnhanced = true,
    };

    /// <summary>What the peer does with video codecs, by FourCC; 0 stands for every codec.</summary>
    public FrozenDictionary<uint, RtmpCodecUse> Video { get; init; } = NoCodecs;

    /// <summary>What the peer does with audio codecs, by FourCC; 0 stands for every codec.</summary>
    public FrozenDictionary<uint, RtmpCodecUse> Audio { get; init; } = NoCodecs;

    /// <summary>Extensions of the protocol that the peer understands.</summary>
    public RtmpExtensions Extensions { get; init; }

    /// <summary>Whether the peer has told anything of Enhanced RTMP at all.</summary>
    public bool IsEnhanced { get; init; }

    /// <summary>Whether the peer understands an extension.</summary>
    public bool Has(RtmpExtensions extension) => (Extensions & extension) == extension;

    /// <summary>Whether the peer has said that it takes a video codec, be it to show it or to pass it on.</summary>
    public bool TakesVideo(uint fourCc) => Takes(Video, fourCc);

    /// <summary>Whether the peer has said that it takes an audio codec, be it to play it or to pass it on.</summary>
    public bool TakesAudio(uint fourCc) => Takes(Audio, fourCc);

    /// <summary>Reads the properties of a connect command, or of the answer to it. Never fails.</summary>
    internal static RtmpCapabilities Read(AmfValue properties)
    {
        var video = new Dictionary<uint, RtmpCodecUse>();
        var audio = new Dictionary<uint, RtmpCodecUse>();
        ReadMap(properties[VideoMap], video);
        ReadMap(properties[AudioMap], audio);
        foreach (var fourCc in Texts(properties[FourCcList]).Take(MaxEntries).Select(ToKey).OfType<uint>())
        {
            // The list does not tell sound from pictures.
            Add(video, fourCc, RtmpCodecUse.All);
            Add(audio, fourCc, RtmpCodecUse.All);
        }

        var capsEx = properties[CapsEx].AsNumber();
        return new RtmpCapabilities
        {
            Video = video.ToFrozenDictionary(),
            Audio = audio.ToFrozenDictionary(),
            Extensions = (RtmpExtensions)ToFlags(capsEx),
            IsEnhanced = video.Count > 0 || audio.Count > 0 || capsEx is not null,
        };
    }

    /// <summary>The properties that tell a peer about this.</summary>
    internal (string Name, AmfValue Value)[] ToProperties() =>
    [
        (FourCcList, AmfValue.StrictArray([.. Video.Keys.Concat(Audio.Keys).Where(static key => key != Any).Distinct().Order().Select(ToText)])),
        (VideoMap, ToMap(Video)),
        (AudioMap, ToMap(Audio)),
        (CapsEx, (double)Extensions),
    ];

    private static bool Takes(FrozenDictionary<uint, RtmpCodecUse> codecs, uint fourCc) =>
        ((codecs.GetValueOrDefault(fourCc) | codecs.GetValueOrDefault(Any)) & (RtmpCodecUse.CanDecode | RtmpCodecUse.CanForward)) != 0;

    private static void ReadMap(AmfValue map, Dictionary<uint, RtmpCodecUse> codecs)
    {
        foreach (var (name, value) in map.Properties.Take(MaxEntries))
        {
            if (ToKey(name) is { } fourCc && (RtmpCodecUse)ToFlags(value.AsNumber()) is var use and not 0)
            {
                Add(codecs, fourCc, use);
            }
        }
    }

    private static void Add(Dictionary<uint, RtmpCodecUse> codecs, uint fourCc, RtmpCodecUse use)
    {
        if (codecs.Count < MaxCodecs || codecs.ContainsKey(fourCc))
        {
            codecs[fourCc] = codecs.GetValueOrDefault(fourCc) | use;
        }
    }

    /// <summary>The texts of a strict array, or of the associative array that some write instead.</summary>
    private static IEnumerable<string> Texts(AmfValue list) =>
        list.Elements.Concat(list.Properties.Select(static property => property.Value)).Select(static value => value.AsString()).OfType<string>();

    private static uint? ToKey(string text) =>
        text == AnyCodec ? Any
        : FlvFourCc.TryParse(text, out var fourCc) ? fourCc
        : null;

    private static string ToText(uint key) => key == Any ? AnyCodec : FlvFourCc.ToText(key);

    private static uint ToFlags(double? number) => number is >= 0 and <= uint.MaxValue and var flags ? (uint)flags : 0;

    private static AmfValue ToMap(FrozenDictionary<uint, RtmpCodecUse> codecs) =>
        AmfValue.Object([.. codecs.OrderBy(static codec => codec.Key).Select(static codec => (ToText(codec.Key), (AmfValue)(double)codec.Value))]);

    private static FrozenDictionary<uint, RtmpCodecUse> ForwardAll(IEnumerable<uint> codecs) =>
        codecs.Append(Any).ToFrozenDictionary(static fourCc => fourCc, static _ => RtmpCodecUse.CanForward);
}
