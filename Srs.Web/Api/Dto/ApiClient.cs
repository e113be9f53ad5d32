using System.Text.Json.Serialization;
using Srs.Media.Access;
using Srs.Media.Streams;

namespace Srs.Web.Api.Dto;

/// <summary>A publisher or viewer. SRS's fields come first; <c>dropped_frames</c> and <c>jumps</c> are additions.</summary>
internal sealed record ApiClient
{
    /// <summary>Id of the client, as in the log.</summary>
    /// <example>8p398922</example>
    public required string Id { get; init; }

    /// <summary>Id of the virtual host.</summary>
    /// <example>vid-04xx1kq</example>
    public required string Vhost { get; init; }

    /// <summary>Id of the stream.</summary>
    /// <example>vid-kl2o6ov</example>
    public required string Stream { get; init; }

    /// <summary>Address of the client.</summary>
    /// <example>127.0.0.1</example>
    public required string Ip { get; init; }

    /// <summary>Page that embeds the player.</summary>
    /// <example></example>
    [JsonPropertyName("pageUrl")]
    public required string PageUrl { get; init; }

    /// <summary>Flash file of the player.</summary>
    /// <example></example>
    [JsonPropertyName("swfUrl")]
    public required string SwfUrl { get; init; }

    /// <summary>URL of the application in the protocol's own form.</summary>
    /// <example>http://127.0.0.1/live</example>
    [JsonPropertyName("tcUrl")]
    public required string TcUrl { get; init; }

    /// <summary>Path of the stream.</summary>
    /// <example>/live/livestream</example>
    public required string Url { get; init; }

    /// <summary>Stream name as the client wrote it, with an extension where the protocol has one.</summary>
    /// <example>livestream.flv</example>
    public required string Name { get; init; }

    /// <summary>Kind of client, such as rtmp-play, flv-play, rtc-play, fmle-publish or rtc-publish.</summary>
    /// <example>flv-play</example>
    public required string Type { get; init; }

    /// <summary>Whether it publishes.</summary>
    /// <example>false</example>
    public required bool Publish { get; init; }

    /// <summary>Seconds since it came.</summary>
    /// <example>15.46</example>
    [JsonConverter(typeof(TwoDecimalsConverter))]
    public required double Alive { get; init; }

    /// <summary>Bytes sent to it.</summary>
    /// <example>1206033</example>
    public required long SendBytes { get; init; }

    /// <summary>Bytes received from it.</summary>
    /// <example>161</example>
    public required long RecvBytes { get; init; }

    /// <summary>Rates.</summary>
    public required ApiKbps Kbps { get; init; }

    /// <summary>Frames that it missed because it was too slow.</summary>
    /// <example>0</example>
    public required long DroppedFrames { get; init; }

    /// <summary>How often it went on at a later key frame because it was too slow.</summary>
    /// <example>0</example>
    public required long Jumps { get; init; }

    /// <summary>Describes a client.</summary>
    /// <param name="client">The client.</param>
    /// <param name="streams">Where the ids of its stream and virtual host are found.</param>
    public static ApiClient From(SessionInfo client, StreamRegistry streams) => new()
    {
        Id = client.Id,
        Vhost = streams.FindVhostId(client.Stream.Vhost) ?? "",
        Stream = streams.Find(client.Stream)?.Id ?? "",
        Ip = client.Ip,
        PageUrl = SecretParameters.Mask(client.PageUrl),
        SwfUrl = SecretParameters.Mask(client.SwfUrl),
        TcUrl = SecretParameters.Mask(client.TcUrl),
        Url = client.Stream.Url,
        Name = client.Name,
        Type = client.Type,
        Publish = client.IsPublisher,
        Alive = client.Alive.TotalSeconds,
        SendBytes = client.SentBytes,
        RecvBytes = client.ReceivedBytes,
        Kbps = ApiKbps.From(client.ReceiveRate, client.SendRate),
        DroppedFrames = client.DroppedFrames,
        Jumps = client.Jumps,
    };
}
