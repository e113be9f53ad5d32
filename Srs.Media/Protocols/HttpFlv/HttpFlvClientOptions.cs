using System.Net.Security;
using Srs.Media.Buffers;
using Srs.Media.Containers.Flv;

namespace Srs.Media.Protocols.HttpFlv;

/// <summary>How an HTTP-FLV client behaves. Immutable; one object may serve many clients.</summary>
public sealed record HttpFlvClientOptions
{
    /// <summary>Longest time for name resolution, TCP, TLS, redirects and the headers of the answer together. Default 10 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest time for the next tag to come whole; <see cref="Timeout.InfiniteTimeSpan"/> for any. Default 30 s.</summary>
    public TimeSpan ReceiveTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Times that the client follows a redirect, never from https to http; 0 never. Default 3.</summary>
    public int MaxRedirects { get; init; } = 3;

    /// <summary>Longest tag body taken, in bytes. Default 16 MiB.</summary>
    public int MaxTagBytes { get; init; } = FlvDemuxer.DefaultMaxTagLength;

    /// <summary>Header fields to send, such as Referer.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Decides about the server's certificate; null for the system's rules.</summary>
    public RemoteCertificateValidationCallback? ValidateCertificate { get; init; }

    /// <summary>The clock of the timeouts.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where the bytes of tags come from.</summary>
    public BufferPool BufferPool { get; init; } = BufferPool.Shared;
}
