using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Srs.Media.Protocols.Hls;
using Srs.Web.Api;

namespace Srs.Web.Callbacks;

/// <summary>Writes what callback servers are sent: SRS's keys in SRS's order.</summary>
internal sealed class CallbackPayload(ServerIdentity server)
{
    /// <summary>As SRS writes it: <c>&amp;</c> in a query stays as it is. It is no part of a page.</summary>
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An RTMP connection wants its first stream.</summary>
    public byte[] OnConnect(CallbackSubject subject) => Write(CallbackEvent.OnConnect, subject, json =>
    {
        json.WriteString("stream", subject.Stream.Stream);
        json.WriteString("param", subject.Request.Param);
        json.WriteString("tcUrl", subject.Request.TcUrl);
        json.WriteString("pageUrl", subject.Request.PageUrl);
    });

    /// <summary>An RTMP connection has ended.</summary>
    /// <param name="subject">Whom it is about.</param>
    /// <param name="sentBytes">Bytes sent to the client.</param>
    /// <param name="receivedBytes">Bytes received from it.</param>
    public byte[] OnClose(CallbackSubject subject, long sentBytes, long receivedBytes) => Write(CallbackEvent.OnClose, subject, json =>
    {
        json.WriteNumber("send_bytes", sentBytes);
        json.WriteNumber("recv_bytes", receivedBytes);
    });

    /// <summary>A publisher comes (<c>on_publish</c>) or has gone (<c>on_unpublish</c>).</summary>
    public byte[] OfPublisher(string name, CallbackSubject subject, string streamId) => Write(name, subject, json =>
    {
        json.WriteString("tcUrl", subject.Request.TcUrl);
        json.WriteString("stream", subject.Stream.Stream);
        WriteStream(json, subject, streamId);
    });

    /// <summary>A viewer comes.</summary>
    /// <param name="subject">Whom it is about.</param>
    /// <param name="streamId">Id of the stream.</param>
    /// <param name="clients">Viewers of the stream with this one, and its publisher.</param>
    public byte[] OnPlay(CallbackSubject subject, string streamId, int clients) => Write(CallbackEvent.OnPlay, subject, json =>
    {
        json.WriteString("stream", subject.Stream.Stream);
        json.WriteString("tcUrl", subject.Request.TcUrl);
        json.WriteString("param", subject.Request.Param);
        json.WriteString("pageUrl", subject.Request.PageUrl);
        json.WriteString("stream_url", subject.Stream.Url);
        json.WriteString("stream_id", streamId);
        json.WriteNumber("clients", clients);
    });

    /// <summary>A viewer has gone.</summary>
    /// <param name="subject">Whom it is about.</param>
    /// <param name="streamId">Id of the stream.</param>
    /// <param name="clients">Viewers of the stream that are left, and its publisher.</param>
    public byte[] OnStop(CallbackSubject subject, string streamId, int clients) => Write(CallbackEvent.OnStop, subject, json =>
    {
        json.WriteString("tcUrl", subject.Request.TcUrl);
        json.WriteString("stream", subject.Stream.Stream);
        WriteStream(json, subject, streamId);
        json.WriteNumber("clients", clients);
    });

    /// <summary>A segment of HLS is complete.</summary>
    /// <param name="subject">Whom it is about: the publisher.</param>
    /// <param name="streamId">Id of the stream.</param>
    /// <param name="listing">The segment. Without a folder for the files their names are empty.</param>
    public byte[] OnHls(CallbackSubject subject, string streamId, HlsListing listing) => Write(CallbackEvent.OnHls, subject, json =>
    {
        var folder = listing.Stream.Options.HlsPath.TrimEnd('/');
        json.WriteString("tcUrl", subject.Request.TcUrl);
        json.WriteString("stream", subject.Stream.Stream);
        json.WriteString("param", subject.Request.Param);
        json.WriteNumber("duration", Math.Round(listing.Segment.Duration.TotalSeconds, 3));
        json.WriteString("cwd", Environment.CurrentDirectory);
        json.WriteString("file", listing.File is null ? "" : $"{folder}/{listing.Path}");
        json.WriteString("url", listing.Path);
        json.WriteString("m3u8", listing.PlaylistFile is null ? "" : $"{folder}/{listing.Playlist}");
        json.WriteString("m3u8_url", listing.Playlist);
        json.WriteNumber("seq_no", listing.Segment.Sequence);
        json.WriteString("stream_url", subject.Stream.Url);
        json.WriteString("stream_id", streamId);
    });

    private static void WriteStream(Utf8JsonWriter json, CallbackSubject subject, string streamId)
    {
        json.WriteString("param", subject.Request.Param);
        json.WriteString("stream_url", subject.Stream.Url);
        json.WriteString("stream_id", streamId);
    }

    private byte[] Write(string name, CallbackSubject subject, Action<Utf8JsonWriter> rest)
    {
        var output = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(output, Options))
        {
            json.WriteStartObject();
            json.WriteString("server_id", server.ServerId);
            json.WriteString("service_id", server.ServiceId);
            json.WriteString("action", name);
            json.WriteString("client_id", subject.ClientId);
            json.WriteString("ip", subject.Request.Remote?.ToString() ?? "");
            json.WriteString("vhost", subject.Stream.Vhost);
            json.WriteString("app", subject.Stream.App);
            rest(json);
            json.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }
}
