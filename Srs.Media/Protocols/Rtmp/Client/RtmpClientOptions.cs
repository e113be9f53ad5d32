using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using Srs.Media.Buffers;
using Srs.Media.Protocols.Rtmp.Wire;

namespace Srs.Media.Protocols.Rtmp.Client;

/// <summary>How a client behaves. Immutable; one object may serve many clients.</summary>
public sealed record RtmpClientOptions
{
    /// <summary>Longest time for name resolution, TCP and TLS together. Default 10 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest time for the handshake, and for the answer to each command. Default 10 s.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Longest time without a tag while playing, whatever else the server says; <see cref="Timeout.InfiniteTimeSpan"/> to wait for a
    /// publisher for ever. Default 30 s.
    /// </summary>
    public TimeSpan ReceiveTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest time that a server may take nothing of what is sent to it. Default 30 s.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest wait, when a publisher closes, for the server to have read all; what it has not read then may be lost. Default 5 s.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Decides about the server's certificate; null for the system's rules. Only asked for rtmps.</summary>
    public RemoteCertificateValidationCallback? ValidateCertificate { get; init; }

    /// <summary>True to take any certificate, such as a self-signed one, which protects against listeners but not against impostors.</summary>
    public bool AllowUntrustedCertificate { get; init; }

    /// <summary>What the client announces in connect. Servers send several tracks only to those that announce it, as the default does.</summary>
    public RtmpCapabilities Capabilities { get; init; } = RtmpCapabilities.Full;

    /// <summary>Properties of connect's object to add or to replace, such as pageUrl: text, bool, int or double.</summary>
    public IReadOnlyDictionary<string, object> ConnectProperties { get; init; } = new Dictionary<string, object>();

    /// <summary>
    /// Properties of a second object in connect, such as those by which SRS knows its edges: text, bool, int or double. Empty, the
    /// default, sends none.
    /// </summary>
    public IReadOnlyDictionary<string, object> ConnectArguments { get; init; } = new Dictionary<string, object>();

    /// <summary>Times that the client follows a server that sends it elsewhere (RTMP 302); 0 never. Default 3.</summary>
    public int MaxRedirects { get; init; } = 3;

    /// <summary>Chunk size towards the server in bytes of payload, 128 to 16777215. Default 60000.</summary>
    public int ChunkSize { get; init; } = 60_000;

    /// <summary>Largest message taken from the server in bytes, up to 16777215, which is the default.</summary>
    public int MaxMessageBytes { get; init; } = RtmpLimits.MaxMessageBytes;

    /// <summary>The clock of the timeouts.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where the bytes of tags come from.</summary>
    public BufferPool BufferPool { get; init; } = BufferPool.Shared;

    [SuppressMessage("Security", "CA5359", Justification = "The user asks for it by name.")]
    internal SslClientAuthenticationOptions MakeTlsOptions(string host) => new()
    {
        TargetHost = host,
        RemoteCertificateValidationCallback = AllowUntrustedCertificate ? static (_, _, _, _) => true : ValidateCertificate,
    };

    internal AmfValue MakeConnectObject(RtmpClientUrl url)
    {
        var properties = new Dictionary<string, AmfValue>
        {
            ["app"] = url.App,
            ["flashVer"] = "LNX 9,0,124,2",
            ["tcUrl"] = url.TcUrl,
            ["fpad"] = false,
            ["capabilities"] = 239,
            ["audioCodecs"] = 3575,
            ["videoCodecs"] = 252,
            ["videoFunction"] = 1,
            ["objectEncoding"] = 0,
        };
        foreach (var (name, value) in Capabilities.ToProperties())
        {
            properties[name] = value;
        }

        foreach (var (name, value) in ConnectProperties)
        {
            properties[name] = ToAmf(name, value);
        }

        return AmfValue.Object([.. properties.Select(static property => (property.Key, property.Value))]);
    }

    internal AmfValue[] MakeConnectArguments() => ConnectArguments.Count == 0
        ? []
        : [AmfValue.Object([.. ConnectArguments.Select(static property => (property.Key, ToAmf(property.Key, property.Value)))])];

    private static AmfValue ToAmf(string name, object value) => value switch
    {
        string text => text,
        bool flag => flag,
        int number => number,
        double number => number,
        _ => throw new ArgumentException($"The connect property {name} is a {value?.GetType().Name ?? "null"}; it must be text, bool, int or double."),
    };
}
