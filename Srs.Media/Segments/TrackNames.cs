using System.Collections.Immutable;
using System.Globalization;
using Srs.Media.Frames;
using Srs.Media.Protocols.Rtmp;
using Srs.Media.Protocols.Rtmp.Wire;
using Srs.Media.Streams;

namespace Srs.Media.Segments;

/// <summary>What the metadata of a publisher says of its audio tracks: how they are called, and in what language they are.</summary>
/// <remarks>
/// Enhanced RTMP v2, "Enhancing onMetaData": <c>audioTrackIdInfoMap</c> has an object for each track, under its number. The document names no properties for
/// names and languages; those that are read here are what metadata of files calls them.
/// </remarks>
internal static class TrackNames
{
    /// <summary>Longest name that is kept, in UTF-16 units.</summary>
    public const int MaxLabelLength = 64;

    /// <summary>Longest language tag that is kept (RFC 5646 §4.4.1).</summary>
    public const int MaxLanguageLength = 35;

    private const string Map = "audioTrackIdInfoMap";
    private static readonly string[] Labels = ["name", "label", "title"];
    private static readonly string[] Languages = ["language", "lang"];

    /// <summary>Puts what is said into the tracks.</summary>
    public static StreamHeaders Apply(StreamHeaders headers)
    {
        if (headers.Metadata.IsEmpty || !headers.HasAudio)
        {
            return headers;
        }

        AmfValue map;
        try
        {
            map = RtmpDataMessage.Read(RtmpMessageType.DataAmf0, headers.Metadata.Span).Argument(0)[Map];
        }
        catch (RtmpProtocolException)
        {
            return headers;
        }

        return map.Properties.Count == 0 ? headers : headers with { Tracks = ImmutableArray.CreateRange(headers.Tracks, track => Apply(track, map)) };
    }

    private static TrackInfo Apply(TrackInfo track, AmfValue map)
    {
        if (track.Kind != MediaKind.Audio || map[track.Id.ToString(CultureInfo.InvariantCulture)] is not { Properties.Count: > 0 } properties)
        {
            return track;
        }

        return track with { Language = LanguageOf(Find(properties, Languages)), Label = LabelOf(Find(properties, Labels)) };
    }

    private static string Find(AmfValue properties, string[] names) =>
        names.Select(name => properties[name].AsString()).FirstOrDefault(static text => !string.IsNullOrEmpty(text)) ?? "";

    private static string LanguageOf(string text) =>
        text.Length <= MaxLanguageLength && text.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter == '-') && char.IsAsciiLetter(text.FirstOrDefault()) ? text : "";

    /// <summary>A name goes into quotes in playlists, where it can have neither quotes nor line breaks (RFC 8216 §4.2), and into XML.</summary>
    private static string LabelOf(string text)
    {
        var kept = text.Where(static letter => letter != '"' && !char.IsControl(letter) && !char.IsSurrogate(letter) && letter < '\uFFFE').Take(MaxLabelLength);
        return string.Concat(kept).Trim();
    }
}
