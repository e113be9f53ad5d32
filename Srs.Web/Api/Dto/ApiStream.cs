using System.Text.Json.Serialization;

namespace Srs.Web.Api.Dto;

/// <summary>A stream over all protocols. SRS's fields come first; those from <c>uptime_ms</c> on are additions.</summary>
internal sealed record ApiStream
{
    /// <summary>Id of the stream, new for each life.</summary>
    /// <example>vid-kl2o6ov</example>
    public required string Id { get; init; }

    /// <summary>Name, without extension.</summary>
    /// <example>livestream</example>
    public required string Name { get; init; }

    /// <summary>Id of the virtual host.</summary>
    /// <example>vid-04xx1kq</example>
    public required string Vhost { get; init; }

    /// <summary>Application.</summary>
    /// <example>live</example>
    public required string App { get; init; }

    /// <summary>RTMP URL of the application, with the host that the API was asked at.</summary>
    /// <example>rtmp://127.0.0.1/live</example>
    [JsonPropertyName("tcUrl")]
    public required string TcUrl { get; init; }

    /// <summary>Path of the stream, with the virtual host before it unless it is the default one.</summary>
    /// <example>/live/livestream</example>
    public required string Url { get; init; }

    /// <summary>Time of the answer in milliseconds since 1970.</summary>
    /// <example>1795218289129</example>
    public required long LiveMs { get; init; }

    /// <summary>Viewers, and the publisher.</summary>
    /// <example>5</example>
    public required int Clients { get; init; }

    /// <summary>Frames of sound and pictures since the publisher began.</summary>
    /// <example>1191</example>
    public required long Frames { get; init; }

    /// <summary>Frames of sound since the publisher began.</summary>
    /// <example>695</example>
    public required long AudioFrames { get; init; }

    /// <summary>Pictures since the publisher began.</summary>
    /// <example>496</example>
    public required long VideoFrames { get; init; }

    /// <summary>Bytes sent to viewers.</summary>
    /// <example>4917559</example>
    public required long SendBytes { get; init; }

    /// <summary>Bytes received from publishers.</summary>
    /// <example>1470359</example>
    public required long RecvBytes { get; init; }

    /// <summary>Rates.</summary>
    public required ApiKbps Kbps { get; init; }

    /// <summary>The publisher.</summary>
    public required ApiPublish Publish { get; init; }

    /// <summary>The default video track; null when there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required ApiVideo? Video { get; init; }

    /// <summary>The default audio track; null when there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required ApiAudio? Audio { get; init; }

    /// <summary>Milliseconds since the publisher began; 0 without one.</summary>
    /// <example>16530</example>
    public required long UptimeMs { get; init; }

    /// <summary>Pictures per second of the default video track, over 10 seconds.</summary>
    /// <example>30.00</example>
    [JsonConverter(typeof(TwoDecimalsConverter))]
    public required double Fps { get; init; }

    /// <summary>Milliseconds between the last two key frames of the default video track; 0 before the second one.</summary>
    /// <example>2000</example>
    public required long GopMs { get; init; }

    /// <summary>Frames that viewers missed because they were too slow.</summary>
    /// <example>0</example>
    public required long DroppedFrames { get; init; }

    /// <summary>How often viewers went on at a later key frame because they were too slow.</summary>
    /// <example>0</example>
    public required long Jumps { get; init; }

    /// <summary>All tracks, video before audio.</summary>
    public required IReadOnlyList<ApiTrack> Tracks { get; init; }

    /// <summary>HLS of the stream; missing when it is not cut.</summary>
    public ApiStreamHls? Hls { get; init; }
}

/// <summary>HLS of a stream.</summary>
internal sealed record ApiStreamHls
{
    /// <summary>Segments in the playlist.</summary>
    /// <example>30</example>
    public required int Segments { get; init; }

    /// <summary>What went wrong last, such as a full disk; missing when all is well.</summary>
    /// <example>/srv/hls/live/livestream-7.ts cannot be written: No space left on device</example>
    public required string? Error { get; init; }
}

/// <summary>The publisher of a stream.</summary>
internal sealed record ApiPublish
{
    /// <summary>Whether there is one.</summary>
    /// <example>true</example>
    public required bool Active { get; init; }

    /// <summary>Its client id; missing when there is none.</summary>
    /// <example>5b354445</example>
    public required string? Cid { get; init; }
}
