namespace Srs.Media.Protocols.Rtmp;

/// <summary>What the server tells RTMP clients about itself.</summary>
/// <param name="Signature">Name and version, such as <c>SRS/7.0.18</c>.</param>
/// <param name="Version">Version alone.</param>
public sealed record RtmpServerInfo(string Signature, string Version);
