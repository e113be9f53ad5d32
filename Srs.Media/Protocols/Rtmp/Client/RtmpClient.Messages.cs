using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Srs.Media.Buffers;
using Srs.Media.Containers.Flv;
using Srs.Media.Protocols.Rtmp.Wire;

namespace Srs.Media.Protocols.Rtmp.Client;

/// <content>What the messages of a server mean.</content>
public sealed partial class RtmpClient
{
    /// <summary>Reads a command; null for any other message. A reconnect request is noted.</summary>
    private RtmpCommand? ReadCommand(RtmpMessage message)
    {
        if (message.Type is not (RtmpMessageType.CommandAmf0 or RtmpMessageType.CommandAmf3))
        {
            return null;
        }

        var command = RtmpCommand.Read(message.Type, message.Payload.Span);
        if (command.Name == "onStatus" && command.Argument(0) is var status
            && status["code"].AsString() == "NetConnection.Connect.ReconnectRequest")
        {
            ReconnectRequest = new RtmpReconnectRequest(status["tcUrl"].AsString(), GetText(status, "description"));
        }

        return command;
    }

    private void ThrowIfRefused(RtmpCommand answer, double transactionId)
    {
        var status = answer.Argument(0);
        var isRefusal = answer.Name == "_error"
            ? answer.TransactionId == transactionId
            : answer.Name == "onStatus" && status["level"].AsString() == "error";
        if (isRefusal)
        {
            throw new RtmpStatusException(GetText(status, "code"), GetText(status, "description"))
            {
                RedirectUrl = GetRedirect(status["ex"]),
            };
        }
    }

    private static string GetText(AmfValue status, string name) => RemoteText.Clean(status[name].AsString() ?? "", RemoteText.MaxStatusLength);

    /// <summary>Where the server sends the client: redirect2 is a whole URL, redirect that of the application.</summary>
    private string? GetRedirect(AmfValue ex) =>
        ex["redirect2"].AsString() is { Length: > 0 } whole ? whole
        : ex["redirect"].AsString() is { Length: > 0 } application ? $"{application.TrimEnd('/')}/{_url.Stream}"
        : null;

    /// <summary>Makes a tag of a media or data message, whose bytes it takes; false for all else, which stays the caller's.</summary>
    private bool TryMakeTag(RtmpMessage message, [NotNullWhen(true)] out FlvTag? tag)
    {
        tag = null;
        if (message.Payload.Length == 0)
        {
            return false;
        }

        switch (message.Type)
        {
            case RtmpMessageType.Audio or RtmpMessageType.Video:
                _hasMedia = true;
                tag = new FlvTag((FlvTagType)message.Type, Unwrap(message.Timestamp), message.Payload);
                return true;
            case RtmpMessageType.DataAmf0 or RtmpMessageType.DataAmf3:
                return TryMakeScriptTag(message, out tag);
            default:
                return false;
        }
    }

    private bool TryMakeScriptTag(RtmpMessage message, [NotNullWhen(true)] out FlvTag? tag)
    {
        tag = null;
        var body = AmfBody.Skip(message.Type, message.Payload.Span);
        var name = ReadName(body);
        if (name.SequenceEqual("|RtmpSampleAccess"u8) || name.SequenceEqual("onStatus"u8) || name.SequenceEqual("onPlayStatus"u8))
        {
            return false;
        }

        // Servers say time 0 before the media; the clock begins with that.
        var timestamp = _hasMedia ? Unwrap(message.Timestamp) : TimeSpan.FromMilliseconds(message.Timestamp);
        var bytes = message.Payload;
        if (body.Length < bytes.Length)
        {
            bytes = PooledBytes.Copy(_options.BufferPool, body);
            message.Dispose();
        }

        tag = new FlvTag(FlvTagType.Script, timestamp, bytes);
        return true;
    }

    /// <summary>True when the message ends the stream that is played.</summary>
    /// <exception cref="RtmpStatusException">It ends it with an error.</exception>
    private bool IsEnd(RtmpMessage message)
    {
        switch (message.Type)
        {
            case RtmpMessageType.UserControl:
                return true; // The connection passes on StreamEof alone.
            case RtmpMessageType.DataAmf0 or RtmpMessageType.DataAmf3:
                return message.Payload.Length > 0
                    && ReadName(AmfBody.Skip(message.Type, message.Payload.Span)).SequenceEqual("onPlayStatus"u8)
                    && RtmpDataMessage.Read(message.Type, message.Payload.Span).Argument(0)["code"].AsString() == "NetStream.Play.Complete";
        }

        if (ReadCommand(message) is not { } command)
        {
            return false;
        }

        ThrowIfRefused(command, double.NaN);
        return command.Name == "close" || (command.Name == "onStatus" && command.Argument(0)["code"].AsString()
            is "NetStream.Play.UnpublishNotify" or "NetStream.Play.Stop" or "NetConnection.Connect.Closed");
    }

    private TimeSpan Unwrap(uint timestamp) => TimeSpan.FromMilliseconds(_clock.Unwrap(timestamp));

    /// <summary>The name that a data message begins with; empty when it begins with something else.</summary>
    private static ReadOnlySpan<byte> ReadName(ReadOnlySpan<byte> body)
    {
        const int HeaderLength = 3;
        if (body.Length < HeaderLength || body[0] != (byte)Amf0Marker.String)
        {
            return default;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(body[1..]);
        return body.Length - HeaderLength < length ? default : body.Slice(HeaderLength, length);
    }
}
