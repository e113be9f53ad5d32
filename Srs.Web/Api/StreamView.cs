using Srs.Media.Frames;
using Srs.Media.Streams;
using Srs.Web.Api.Dto;

namespace Srs.Web.Api;

/// <summary>Turns what the core knows of a stream into what the API shows.</summary>
internal static class StreamView
{
    /// <summary>Describes a stream.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="vhostId">Id of its virtual host.</param>
    /// <param name="host">Host name that the API was asked at.</param>
    /// <param name="now">Time of the answer.</param>
    public static ApiStream Describe(StreamInfo stream, string vhostId, string host, DateTimeOffset now)
    {
        var audioFrames = Frames(stream, MediaKind.Audio);
        var videoFrames = Frames(stream, MediaKind.Video);
        var video = stream.Headers.First(MediaKind.Video);
        var pictures = video is null ? null : FindStatistics(stream, video);
        return new ApiStream
        {
            Id = stream.Id,
            Name = stream.Key.Stream,
            Vhost = vhostId,
            App = stream.Key.App,
            TcUrl = $"rtmp://{host}/{stream.Key.App}",
            Url = stream.Key.Url,
            LiveMs = now.ToUnixTimeMilliseconds(),
            Clients = stream.ClientCount,
            Frames = audioFrames + videoFrames,
            AudioFrames = audioFrames,
            VideoFrames = videoFrames,
            SendBytes = stream.SentBytes,
            RecvBytes = stream.ReceivedBytes,
            Kbps = ApiKbps.From(stream.ReceiveRate, stream.SendRate),
            Publish = new ApiPublish { Active = stream.PublisherId is not null, Cid = stream.PublisherId },
            Video = video is null ? null : DescribeVideo(video),
            Audio = stream.Headers.First(MediaKind.Audio) is { } audio ? DescribeAudio(audio) : null,
            UptimeMs = (long)stream.Uptime.TotalMilliseconds,
            Fps = pictures?.FramesPerSecond ?? 0,
            GopMs = (long)(pictures?.GroupLength.TotalMilliseconds ?? 0),
            DroppedFrames = stream.DroppedFrames,
            Jumps = stream.Jumps,
            Tracks = [.. stream.Headers.Tracks.Select(track => DescribeTrack(track, FindStatistics(stream, track)))],
        };
    }

    private static ApiVideo DescribeVideo(TrackInfo track) => new()
    {
        Codec = CodecNames.Of(track.Codec),
        Profile = track.Video?.Profile ?? "",
        Level = track.Video?.Level ?? "",
        Width = track.Video?.Width ?? 0,
        Height = track.Video?.Height ?? 0,
    };

    private static ApiAudio DescribeAudio(TrackInfo track) => new()
    {
        Codec = CodecNames.Of(track.Codec),
        SampleRate = track.Audio?.SampleRate ?? 0,
        Channel = track.Audio?.Channels ?? 0,
        Profile = track.Audio?.Profile ?? "",
    };

    private static ApiTrack DescribeTrack(TrackInfo track, TrackStatistics? statistics) => new()
    {
        Id = track.Id,
        Kind = CodecNames.Of(track.Kind),
        Codec = CodecNames.Of(track.Codec),
        Profile = track.Video?.Profile ?? track.Audio?.Profile ?? "",
        Level = track.Video?.Level ?? "",
        Width = track.Video?.Width ?? 0,
        Height = track.Video?.Height ?? 0,
        Fps = statistics?.FramesPerSecond ?? 0,
        GopMs = (long)(statistics?.GroupLength.TotalMilliseconds ?? 0),
        SampleRate = track.Audio?.SampleRate ?? 0,
        Channel = track.Audio?.Channels ?? 0,
        Frames = statistics?.Frames ?? 0,
        Bytes = statistics?.Bytes ?? 0,
        Kbps = TrackKbps.From(statistics?.Rate ?? default),
    };

    private static long Frames(StreamInfo stream, MediaKind kind) =>
        stream.Tracks.Where(statistics => statistics.Track.Kind == kind).Sum(static statistics => statistics.Frames);

    private static TrackStatistics? FindStatistics(StreamInfo stream, TrackInfo track) =>
        stream.Tracks.FirstOrDefault(statistics => statistics.Track.Kind == track.Kind && statistics.Track.Id == track.Id);
}
