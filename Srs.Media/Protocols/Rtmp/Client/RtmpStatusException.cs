namespace Srs.Media.Protocols.Rtmp.Client;

/// <summary>The server refused what the client asked for, or ended it with an error.</summary>
/// <param name="code">Status code.</param>
/// <param name="description">The server's words.</param>
public sealed class RtmpStatusException(string code, string description)
    : Exception(description.Length == 0 ? $"The RTMP server answers {code}." : $"The RTMP server answers {code}: {description}")
{
    /// <summary>Status code, such as NetStream.Publish.BadName; empty when the server sent none.</summary>
    public string Code { get; } = code;

    /// <summary>The server's words; may be empty.</summary>
    public string Description { get; } = description;

    /// <summary>Where the server sends the client instead (RTMP 302), as it wrote it; null when nowhere.</summary>
    public string? RedirectUrl { get; init; }
}
