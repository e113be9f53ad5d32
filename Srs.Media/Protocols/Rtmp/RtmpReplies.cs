using System.Buffers;
using System.Globalization;
using Srs.Media.Protocols.Rtmp.Wire;

namespace Srs.Media.Protocols.Rtmp;

/// <summary>Builds what the server says besides media, in SRS's words.</summary>
/// <remarks>Each call gives whole messages as bytes, ready to stand between two others. Not thread-safe.</remarks>
/// <param name="chunkSize">Chunk size that the client was told, or the one that every connection begins with.</param>
internal sealed class RtmpReplies(int chunkSize = RtmpLimits.DefaultChunkSize)
{
    private const string FmsVersion = "FMS/3,5,3,888";

    /// <summary>SRS's own: what clients compare.</summary>
    private const string ProjectUrl = "https://github.com/ossrs/srs";

    private readonly RtmpChunkWriter _writer = new() { ChunkSize = chunkSize };

    /// <summary>Chunk size in use towards the client; changes with <see cref="ConnectAccepted"/>.</summary>
    public int ChunkSize => _writer.ChunkSize;

    /// <summary>Window, bandwidth, chunk size, the result of connect, and onBWDone: in SRS's order.</summary>
    /// <remarks>
    /// A client that told what it can do is told what the server can: in the properties, as the specification has it, and in the
    /// information, where some servers put it and their clients look. Others get SRS's very answer.
    /// </remarks>
    public ReadOnlyMemory<byte> ConnectAccepted(
        double transactionId, int ackWindow, int newChunkSize, RtmpConnectInfo client, RtmpServerInfo server, string sessionId, string serverIp)
    {
        var output = new ArrayBufferWriter<byte>();
        Control(output, RtmpMessageType.WindowAckSize, (uint)ackWindow);

        Span<byte> bandwidth = stackalloc byte[RtmpPeerBandwidth.Length];
        new RtmpPeerBandwidth((uint)ackWindow, RtmpBandwidthLimit.Dynamic).Write(bandwidth);
        _writer.WriteControl(output, RtmpMessageType.SetPeerBandwidth, bandwidth);

        Control(output, RtmpMessageType.SetChunkSize, (uint)newChunkSize);
        _writer.ChunkSize = newChunkSize;

        var own = client.Capabilities.IsEnhanced ? RtmpCapabilities.Full.ToProperties() : [];
        var properties = AmfValue.Object([("fmsVer", FmsVersion), ("capabilities", 127), ("mode", 1), .. own]);
        var information = AmfValue.Object(
        [
            ("level", "status"),
            ("code", "NetConnection.Connect.Success"),
            ("description", "Connection succeeded"),
            ("objectEncoding", client.ObjectEncoding),
            .. own,
            ("data", AmfValue.EcmaArray(
                ("version", FmsVersion),
                ("srs_sig", "SRS"),
                ("srs_server", server.Signature),
                ("srs_license", "MIT"),
                ("srs_url", ProjectUrl),
                ("srs_version", server.Version),
                ("srs_authors", "The Srs authors"),
                ("srs_server_ip", serverIp),
                ("srs_pid", Environment.ProcessId),
                ("srs_id", sessionId))),
        ]);
        Command(output, 0, RtmpCommand.Create("_result", transactionId, properties, information));
        Command(output, 0, RtmpCommand.Create("onBWDone", 0, AmfValue.Null));
        return output.WrittenMemory;
    }

    /// <summary>An error answer to connect.</summary>
    public ReadOnlyMemory<byte> ConnectRejected(double transactionId, string description) => One(0, RtmpCommand.Create(
        "_error", transactionId, AmfValue.Null, Information("error", "NetConnection.Connect.Rejected", description)));

    /// <summary>A plain answer to a call.</summary>
    public ReadOnlyMemory<byte> Result(double transactionId, AmfValue value) =>
        One(0, RtmpCommand.Create("_result", transactionId, AmfValue.Null, value));

    /// <summary>The state of a stream.</summary>
    public ReadOnlyMemory<byte> Status(uint streamId, string level, string code, string description) =>
        One(streamId, Named("onStatus", Information(level, code, description)));

    /// <summary>Asks a client to connect again (Enhanced RTMP v2, "Reconnect Request").</summary>
    /// <param name="tcUrl">Where to, absolute or relative to its present tcUrl; null for the same place.</param>
    /// <param name="description">Why, for people; null for none.</param>
    public ReadOnlyMemory<byte> ReconnectRequest(string? tcUrl, string? description)
    {
        List<(string Name, AmfValue Value)> information = [("level", "status"), ("code", "NetConnection.Connect.ReconnectRequest")];
        if (tcUrl is not null)
        {
            information.Add(("tcUrl", tcUrl));
        }

        if (description is not null)
        {
            information.Add(("description", description));
        }

        return One(0, Named("onStatus", AmfValue.Object([.. information])));
    }

    /// <summary>What tells a publisher that it may begin.</summary>
    public ReadOnlyMemory<byte> PublishStart(uint streamId, bool isFmle)
    {
        var output = new ArrayBufferWriter<byte>();
        if (isFmle)
        {
            Command(output, streamId, Named("onFCPublish", CodeOnly("NetStream.Publish.Start", "Started publishing stream.")));
        }

        Command(output, streamId, Named("onStatus", Information("status", "NetStream.Publish.Start", "Started publishing stream.")));
        return output.WrittenMemory;
    }

    /// <summary>What tells a publisher that it has ended.</summary>
    public ReadOnlyMemory<byte> PublishStop(uint streamId, double transactionId)
    {
        var output = new ArrayBufferWriter<byte>();
        Command(output, streamId, Named("onFCUnpublish", CodeOnly("NetStream.Unpublish.Success", "Stop publishing stream.")));
        Command(output, 0, RtmpCommand.Create("_result", transactionId, AmfValue.Null, AmfValue.Undefined));
        Command(output, streamId, Named("onStatus", Information("status", "NetStream.Unpublish.Success", "Stream is now unpublished")));
        return output.WrittenMemory;
    }

    /// <summary>What stands before a player's first media.</summary>
    public ReadOnlyMemory<byte> PlayStart(uint streamId, string stream)
    {
        var output = new ArrayBufferWriter<byte>();
        UserControl(output, RtmpUserControlEvent.StreamBegin, streamId);
        Command(output, streamId, Named("onStatus", Information("status", "NetStream.Play.Reset", $"Playing and resetting {stream}.")));
        Command(output, streamId, Named("onStatus", Information("status", "NetStream.Play.Start", $"Started playing {stream}.")));
        Data(output, streamId, RtmpDataMessage.Create("|RtmpSampleAccess", true, true));
        Data(output, streamId, RtmpDataMessage.Create("onStatus", AmfValue.Object(("code", "NetStream.Data.Start"))));
        return output.WrittenMemory;
    }

    /// <summary>What tells a player that its stream rests or goes on.</summary>
    public ReadOnlyMemory<byte> PauseChanged(uint streamId, bool isPaused)
    {
        var output = new ArrayBufferWriter<byte>();
        var (code, description) = isPaused ? ("NetStream.Pause.Notify", "Paused stream.") : ("NetStream.Unpause.Notify", "Unpaused stream.");
        Command(output, streamId, Named("onStatus", Information("status", code, description)));
        UserControl(output, isPaused ? RtmpUserControlEvent.StreamEof : RtmpUserControlEvent.StreamBegin, streamId);
        return output.WrittenMemory;
    }

    /// <summary>A user control message.</summary>
    public ReadOnlyMemory<byte> UserControl(RtmpUserControlEvent kind, uint value)
    {
        var output = new ArrayBufferWriter<byte>();
        UserControl(output, kind, value);
        return output.WrittenMemory;
    }

    /// <summary>Tells how much has been received.</summary>
    /// <param name="receivedBytes">All bytes of the connection; modulo 2^32 on the wire.</param>
    public ReadOnlyMemory<byte> Acknowledgement(long receivedBytes)
    {
        var output = new ArrayBufferWriter<byte>();
        Control(output, RtmpMessageType.Acknowledgement, unchecked((uint)receivedBytes));
        return output.WrittenMemory;
    }

    /// <summary>The words that SRS uses for a refusal, with its code.</summary>
    public static string Describe(int code, string message) => string.Create(CultureInfo.InvariantCulture, $"{message} (code {code})");

    private static AmfValue Information(string level, string code, string description) =>
        AmfValue.Object(("level", level), ("code", code), ("description", description), ("clientid", "srs"));

    private static AmfValue CodeOnly(string code, string description) => AmfValue.Object(("code", code), ("description", description));

    private static RtmpCommand Named(string name, AmfValue information) => RtmpCommand.Create(name, 0, AmfValue.Null, information);

    private ReadOnlyMemory<byte> One(uint streamId, RtmpCommand command)
    {
        var output = new ArrayBufferWriter<byte>();
        Command(output, streamId, command);
        return output.WrittenMemory;
    }

    private void Command(IBufferWriter<byte> output, uint streamId, RtmpCommand command)
    {
        var body = new ArrayBufferWriter<byte>();
        command.Write(body);
        _writer.Write(output, new RtmpMessageHeader(RtmpMessageType.CommandAmf0, RtmpChunkStreamId.Command, streamId, 0), body.WrittenSpan, default);
    }

    private void Data(IBufferWriter<byte> output, uint streamId, RtmpDataMessage message)
    {
        var body = new ArrayBufferWriter<byte>();
        message.Write(body);
        _writer.Write(output, new RtmpMessageHeader(RtmpMessageType.DataAmf0, RtmpChunkStreamId.Data, streamId, 0), body.WrittenSpan, default);
    }

    private void Control(IBufferWriter<byte> output, RtmpMessageType type, uint value)
    {
        Span<byte> body = stackalloc byte[RtmpControlMessage.Length];
        RtmpControlMessage.Write(body, value);
        _writer.WriteControl(output, type, body);
    }

    private void UserControl(IBufferWriter<byte> output, RtmpUserControlEvent kind, uint value)
    {
        Span<byte> body = stackalloc byte[RtmpUserControl.MaxLength];
        var length = new RtmpUserControl(kind, value).Write(body);
        _writer.WriteControl(output, RtmpMessageType.UserControl, body[..length]);
    }
}
