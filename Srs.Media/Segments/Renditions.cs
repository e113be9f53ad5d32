using System.Collections.Immutable;
using Srs.Media.Configuration;
using Srs.Media.Streams;

namespace Srs.Media.Segments;

/// <summary>Tells by their names which streams are renditions of which: of one whole, that is. All of them are of one application.</summary>
public static class Renditions
{
    /// <summary>Most video tracks of a stream that are shown.</summary>
    internal const int MaxTracks = 8;

    /// <summary>Between the name of a stream and the number of one of its further tracks, which is shown as a stream of its own.</summary>
    private const char TrackMark = '~';

    /// <summary>Whether there are any by name.</summary>
    public static bool AreNamed(RenditionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Suffixes.Length > 0 || options.Streams.Count > 0;
    }

    /// <summary>What the streams are called that can be renditions of one, itself first, then in the order of the settings.</summary>
    public static ImmutableArray<StreamKey> NamesOf(StreamKey whole, RenditionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!AreNamed(options))
        {
            return [whole];
        }

        var others = options.Streams.TryGetValue($"{whole.App}/{whole.Stream}", out var list)
            ? Split(list.Members)
            : Split(options.Suffixes).Select(suffix => whole.Stream + suffix);
        return [.. others.Select(name => whole with { Stream = name }).Prepend(whole).Distinct()];
    }

    /// <summary>The stream that one is a rendition of; itself when it is of none.</summary>
    public static StreamKey WholeOf(StreamKey stream, RenditionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        stream = StreamOf(stream);
        foreach (var (name, list) in options.Streams)
        {
            var slash = name.LastIndexOf('/');
            if (slash > 0 && name[..slash] == stream.App && (name[(slash + 1)..] == stream.Stream || Split(list.Members).Contains(stream.Stream)))
            {
                return stream with { Stream = name[(slash + 1)..] };
            }
        }

        // The longest ending, so that _low does not hide _very_low.
        var suffix = Split(options.Suffixes)
            .Where(suffix => stream.Stream.Length > suffix.Length && stream.Stream.EndsWith(suffix, StringComparison.Ordinal))
            .MaxBy(static suffix => suffix.Length);
        return suffix is null ? stream : stream with { Stream = stream.Stream[..^suffix.Length] };
    }

    /// <summary>Whether a stream is a rendition of another, or that itself: who may watch the whole may watch it.</summary>
    public static bool IsOf(StreamKey rendition, StreamKey whole, RenditionOptions options) =>
        rendition == whole || StreamOf(rendition) == whole || NamesOf(whole, options).Contains(StreamOf(rendition));

    /// <summary>What a further track of a stream is shown as.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="track">Number of the video track, from 1.</param>
    internal static StreamKey TrackOf(StreamKey stream, int track) =>
        stream with { Stream = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{stream.Stream}{TrackMark}{track}") };

    /// <summary>Whether a name is that of a further track.</summary>
    internal static bool IsTrack(StreamKey key) => StreamOf(key) != key;

    private static StreamKey StreamOf(StreamKey key)
    {
        var mark = key.Stream.LastIndexOf(TrackMark);
        return mark > 0 && mark < key.Stream.Length - 1 && !key.Stream.AsSpan(mark + 1).ContainsAnyExceptInRange('0', '9') ? key with { Stream = key.Stream[..mark] } : key;
    }

    private static string[] Split(string names) => names.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
