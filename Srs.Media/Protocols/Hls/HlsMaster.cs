using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Srs.Media.Protocols.Hls;

/// <summary>Master playlists (RFC 8216 §4.3.4).</summary>
public static class HlsMaster
{
    /// <summary>Media type of playlists of either kind.</summary>
    public const string ContentType = "application/vnd.apple.mpegurl";

    /// <summary>Writes the one that gives a viewer its own media playlist, as SRS does.</summary>
    /// <param name="uri">URI of the media playlist.</param>
    public static string WriteOwn(string uri) => $"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1,AVERAGE-BANDWIDTH=1\n{uri}\n";

    /// <summary>Writes the one of several renditions, or of one that is known well.</summary>
    /// <param name="variants">What there is; players begin with the first.</param>
    public static string Write(params IEnumerable<HlsVariant> variants) => "#EXTM3U\n" + string.Concat(variants);

    /// <summary>Writes the one of renditions, with a group of audio renditions for each that has a choice of sound.</summary>
    /// <param name="renditions">What there may be.</param>
    /// <param name="describe">Measures what can be fetched; null for what has no segment yet.</param>
    /// <returns>Null when nothing can be played yet.</returns>
    public static string? Write(ImmutableArray<HlsRendition> renditions, Func<HlsStream, HlsVariant?> describe)
    {
        var (sounds, variants) = (new StringBuilder(), new List<HlsVariant>());
        var groups = new Dictionary<HlsStream, (string Name, List<HlsVariant> Fetched)>();
        foreach (var rendition in renditions)
        {
            if (describe(rendition.Shown) is not { } variant)
            {
                continue;
            }

            if (rendition.Sounds is { IsEmpty: false } choice)
            {
                // Further video tracks have the sound of the first.
                if (!groups.TryGetValue(choice[0], out var group))
                {
                    var name = groups.Count == 0 ? "audio" : string.Create(CultureInfo.InvariantCulture, $"audio-{groups.Count}");
                    group = (name, AppendGroup(sounds, name, rendition, describe));
                    groups.Add(choice[0], group);
                }

                variant = variant.With(group.Name, group.Fetched);
            }

            variants.Add(variant);
        }

        return variants.Count == 0 ? null : $"#EXTM3U\n{sounds}{string.Concat(variants)}";
    }

    private static List<HlsVariant> AppendGroup(StringBuilder text, string name, HlsRendition rendition, Func<HlsStream, HlsVariant?> describe)
    {
        var choice = rendition.Sounds.Select(stream => (Stream: stream, Variant: describe(stream))).Where(static sound => sound.Variant is not null).ToList();
        var names = HlsSound.NamesOf(choice.Select(static sound => sound.Variant!.Sound));
        var fetched = new List<HlsVariant>();
        foreach (var (index, (stream, variant)) in choice.Index())
        {
            var isInside = rendition.HasSound && stream == rendition.Sounds[0];
            text.Append(new HlsSound(name, names[index], variant!.Sound, IsDefault: index == 0, isInside ? null : variant.Uri));
            if (!isInside)
            {
                fetched.Add(variant);
            }
        }

        return fetched;
    }
}
