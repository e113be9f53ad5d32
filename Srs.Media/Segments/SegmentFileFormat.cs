using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Srs.Media.Frames;
using Srs.Media.Streams;

namespace Srs.Media.Segments;

/// <summary>The store's file of a segment.</summary>
/// <remarks>
/// <code>
/// "SRSSEG01"  length (4, big endian)  SHA-256 of the description (32)
/// description: JSON of that length     initialization segment     MPEG-TS     CMAF     "SRSSEGEN"
/// </code>
/// A file whose length, hash or end does not agree is torn. The media are not hashed: a file is renamed only after it is whole, and reading all of
/// them at a start would take minutes.
/// </remarks>
internal static class SegmentFileFormat
{
    private const int FixedLength = 8 + sizeof(int) + SHA256.HashSizeInBytes;

    /// <summary>Longest description and initialization segment together; ours have a few kB.</summary>
    private const int MaxDescription = 1024 * 1024;

    private static ReadOnlySpan<byte> Begin => "SRSSEG01"u8;

    private static ReadOnlySpan<byte> End => "SRSSEGEN"u8;

    /// <summary>Writes a complete segment and waits until the system has it.</summary>
    /// <returns>What <see cref="Attach"/> wants to know.</returns>
    /// <exception cref="IOException">The disk is full or broken; what was written is left.</exception>
    public static async Task<(long Media, long Ts, long Cmaf)> WriteAsync(Segment segment, string path)
    {
        using var ts = segment.Open(SegmentForm.Ts);
        using var cmaf = segment.Open(SegmentForm.Cmaf);
        var description = JsonSerializer.SerializeToUtf8Bytes(Describe(segment, ts?.Length ?? 0, cmaf?.Length ?? 0));
        var head = new byte[FixedLength];
        Begin.CopyTo(head);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(8), description.Length);
        SHA256.HashData(description, head.AsSpan(12));

        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.Asynchronous);
        await file.WriteAsync(head).ConfigureAwait(false);
        await file.WriteAsync(description).ConfigureAwait(false);
        await file.WriteAsync(segment.Header.Init).ConfigureAwait(false);
        if (ts is not null)
        {
            await ts.CopyToAsync(file, CancellationToken.None).ConfigureAwait(false);
        }

        if (cmaf is not null)
        {
            await cmaf.CopyToAsync(file, CancellationToken.None).ConfigureAwait(false);
        }

        await file.WriteAsync(End.ToArray()).ConfigureAwait(false);
        return (FixedLength + description.Length + segment.Header.Init.Length, ts?.Length ?? 0, cmaf?.Length ?? 0);
    }

    /// <summary>Reads what a file tells of its segment.</summary>
    /// <returns>Null when it is torn, or none of ours.</returns>
    public static Segment? TryRead(string path)
    {
        try
        {
            using var file = File.OpenHandle(path);
            var head = new byte[FixedLength];
            if (RandomAccess.Read(file, head, 0) != head.Length || !head.AsSpan().StartsWith(Begin))
            {
                return null;
            }

            var length = BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(8));
            if (length is <= 0 or > MaxDescription)
            {
                return null;
            }

            var json = new byte[length];
            if (RandomAccess.Read(file, json, FixedLength) != length || !SHA256.HashData(json).AsSpan().SequenceEqual(head.AsSpan(12)))
            {
                return null;
            }

            var description = JsonSerializer.Deserialize<Description>(json);
            var end = new byte[End.Length];
            var media = FixedLength + length;
            if (description is not { Init: >= 0 and <= MaxDescription, Ts: >= 0, Cmaf: >= 0 })
            {
                return null;
            }

            var whole = media + description.Init + description.Ts + description.Cmaf + End.Length;
            if (RandomAccess.GetLength(file) != whole || RandomAccess.Read(file, end, whole - End.Length) != end.Length || !end.AsSpan().SequenceEqual(End))
            {
                return null;
            }

            var init = new byte[description.Init];
            return RandomAccess.Read(file, init, media) == init.Length ? Make(description, init, path, media) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Lets a segment that has been written be read from its file.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="path">The file.</param>
    /// <param name="layout">Where the media begin in the file, and how many bytes each form has.</param>
    public static void Attach(Segment segment, string path, (long Media, long Ts, long Cmaf) layout)
    {
        if (layout.Ts > 0)
        {
            segment.PutFile(SegmentForm.Ts, new SegmentFile(path, layout.Media, layout.Ts));
        }

        if (layout.Cmaf > 0)
        {
            segment.PutFile(SegmentForm.Cmaf, new SegmentFile(path, layout.Media + layout.Ts, layout.Cmaf));
        }
    }

    private static Description Describe(Segment segment, long ts, long cmaf) => new()
    {
        Vhost = segment.Stream.Vhost,
        App = segment.Stream.App,
        Stream = segment.Stream.Stream,
        Publish = segment.Publish,
        Sequence = segment.Sequence,
        Start = segment.Start.Ticks,
        WallClock = segment.WallClock.UtcTicks,
        Duration = segment.Duration.Ticks,
        Timestamp = segment.Timestamp,
        IsDiscontinuity = segment.IsDiscontinuity,
        IsIndependent = segment.IsIndependent,
        Header = segment.Header.Number,
        Tracks = [.. segment.Header.Tracks.Select(static track => new TrackDescription(track.Id, track.Kind, track.Codec, track.Config.ToArray(), track.Video, track.Audio))],
        Parts = [.. segment.Parts],
        Init = segment.Header.Init.Length,
        Ts = ts,
        Cmaf = cmaf,
    };

    private static Segment Make(Description description, byte[] init, string path, long media)
    {
        var tracks = description.Tracks.Select(static track => new TrackInfo
        {
            Id = track.Id,
            Kind = track.Kind,
            Codec = track.Codec,
            Config = track.Config,
            Video = track.Video,
            Audio = track.Audio,
        });
        var segment = new Segment
        {
            Stream = new StreamKey(description.Vhost, description.App, description.Stream),
            Publish = description.Publish,
            Sequence = description.Sequence,
            Start = new TimeSpan(description.Start),
            WallClock = new DateTimeOffset(Math.Clamp(description.WallClock, 0, DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero),
            Timestamp = description.Timestamp,
            IsDiscontinuity = description.IsDiscontinuity,
            IsIndependent = description.IsIndependent,
            Header = new SegmentHeader(description.Header, [.. tracks], init),
        };
        foreach (var part in description.Parts)
        {
            segment.Add(part);
        }

        segment.Complete(new TimeSpan(description.Duration));
        Attach(segment, path, (media + description.Init, description.Ts, description.Cmaf));
        return segment;
    }

    private sealed record TrackDescription(int Id, MediaKind Kind, MediaCodec Codec, byte[] Config, VideoFormat? Video, AudioFormat? Audio);

    private sealed record Description
    {
        public required string Vhost { get; init; }

        public required string App { get; init; }

        public required string Stream { get; init; }

        public required long Publish { get; init; }

        public required long Sequence { get; init; }

        public required long Start { get; init; }

        public required long WallClock { get; init; }

        public required long Duration { get; init; }

        public required long Timestamp { get; init; }

        public required bool IsDiscontinuity { get; init; }

        public required bool IsIndependent { get; init; }

        public required int Header { get; init; }

        public required TrackDescription[] Tracks { get; init; }

        public required ImmutableArray<SegmentPart> Parts { get; init; }

        public required int Init { get; init; }

        public required long Ts { get; init; }

        public required long Cmaf { get; init; }
    }
}
