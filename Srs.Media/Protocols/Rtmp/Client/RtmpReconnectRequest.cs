namespace Srs.Media.Protocols.Rtmp.Client;

/// <summary>The server asks the client to connect anew, as before maintenance; the stream goes on until the client does.</summary>
/// <remarks>Enhanced RTMP v2, "Reconnect Request".</remarks>
/// <param name="TcUrl">URL of the application to go to, absolute or relative to the present one; null for the present one.</param>
/// <param name="Description">The server's words, at most 256 characters without control characters; may be empty.</param>
public sealed record RtmpReconnectRequest(string? TcUrl, string Description);
