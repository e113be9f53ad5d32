using System.Collections.Immutable;
using System.Globalization;
using Srs.Media.Configuration;
using Srs.Media.Frames;
using Srs.Media.Streams;

namespace Srs.Media.Segments;

/// <summary>Tells by their names which streams are renditions of which: of one whole, that is. All of them are of one application.</summary>
public static class Renditions
{
    /// <summary>Most tracks of a kind that are shown of a stream: those with numbers below.</summary>
    internal const int MaxTracks = 8;

    /// <summary>Between the name of a stream and the number of one of its further tracks, which is shown as a stream of its own.</summary>
    private const char TrackMark = '~';

    /// <summary>Before the number of an audio track.</summary>
    private const char SoundMark = 'a';

    /// <summary>Before the number of a video track that is shown without sound.</summary>
    private const char SilentMark = 'v';

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

    /// <summary>What a further track of a stream is shown as: <c>movie~1</c> with video track 1, <c>movie~a1</c> with audio track 1.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="kind">Video, which has the first sound with it, or audio.</param>
    /// <param name="track">Number of the track, from 1; 0 for the first audio track by itself.</param>
    internal static StreamKey TrackOf(StreamKey stream, MediaKind kind, int track) => kind == MediaKind.Audio ? Mark(stream, SoundMark, track) : Mark(stream, null, track);

    /// <summary>What the pictures of a stream, or of one of its further video tracks, are shown as by themselves: <c>movie~v0</c>.</summary>
    internal static StreamKey SilentOf(StreamKey stream) => TryRead(stream, out var of, out _, out var track) ? Mark(of, SilentMark, track) : Mark(stream, SilentMark, 0);

    /// <summary>Whether a name is that of a further video track.</summary>
    internal static bool IsVideoTrack(StreamKey key) => TryRead(key, out _, out var mark, out _) && mark is null;

    /// <summary>Number of the audio track that a name is of; 0 for the first one.</summary>
    internal static int SoundOf(StreamKey key) => TryRead(key, out _, out var mark, out var track) && mark == SoundMark ? track : 0;

    /// <summary>The stream that a name is of a track of, or itself.</summary>
    internal static StreamKey StreamOf(StreamKey key) => TryRead(key, out var stream, out _, out _) ? stream : key;

    private static StreamKey Mark(StreamKey stream, char? mark, int track) =>
        stream with { Stream = string.Create(CultureInfo.InvariantCulture, $"{stream.Stream}{TrackMark}{mark}{track}") };

    private static bool TryRead(StreamKey key, out StreamKey stream, out char? mark, out int track)
    {
        (stream, mark, track) = (key, null, 0);
        var at = key.Stream.LastIndexOf(TrackMark);
        if (at <= 0)
        {
            return false;
        }

        var number = key.Stream.AsSpan(at + 1);
        if (number.Length > 0 && number[0] is SoundMark or SilentMark)
        {
            mark = number[0];
            number = number[1..];
        }

        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out track))
        {
            return false;
        }

        stream = key with { Stream = key.Stream[..at] };
        return true;
    }

    private static string[] Split(string names) => names.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
