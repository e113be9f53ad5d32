using System.Globalization;
using Srs.Media.Frames;

namespace Srs.Media.Protocols.Hls;

/// <summary>An audio rendition as a master playlist tells it (RFC 8216 §4.3.4.1); immutable.</summary>
/// <param name="Group">GROUP-ID.</param>
/// <param name="Name">NAME, by which viewers choose; unique in its group.</param>
/// <param name="Track">The track.</param>
/// <param name="IsDefault">Whether it is played until the viewer chooses.</param>
/// <param name="Uri">URI of its media playlist; null when every variant of the group has it in itself.</param>
internal sealed record HlsSound(string Group, string Name, TrackInfo? Track, bool IsDefault, string? Uri)
{
    /// <summary>Finds the names of the tracks of a group, in their order.</summary>
    public static IReadOnlyList<string> NamesOf(IEnumerable<TrackInfo?> tracks)
    {
        var names = new List<string>();
        foreach (var track in tracks)
        {
            var number = (names.Count + 1).ToString(CultureInfo.InvariantCulture);
            var name = track switch
            {
                { Label.Length: > 0 } => track.Label,
                { Language.Length: > 0 } => track.Language,
                _ => $"Audio {number}",
            };
            names.Add(names.Contains(name) ? $"{name} ({number})" : name);
        }

        return names;
    }

    /// <summary>The line that tells it.</summary>
    public override string ToString() =>
        $"#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"{Group}\",NAME=\"{Name}\"{(Track is { Language.Length: > 0 } ? $",LANGUAGE=\"{Track.Language}\"" : "")}"
        + $",DEFAULT={(IsDefault ? "YES" : "NO")},AUTOSELECT=YES"
        + $"{(Track?.Audio is { Channels: > 0 } audio ? string.Create(CultureInfo.InvariantCulture, $",CHANNELS=\"{audio.Channels}\"") : "")}"
        + $"{(Uri is null ? "" : $",URI=\"{Uri}\"")}\n";
}
