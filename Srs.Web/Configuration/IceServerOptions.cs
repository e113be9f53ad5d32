using Srs.Media.Access;

namespace Srs.Web.Configuration;

/// <summary>A STUN or TURN server that clients of WebRTC are told of; section <c>Srs:RtcServer:IceServers:&lt;name&gt;</c>.</summary>
internal sealed record IceServerOptions
{
    /// <summary>Its URLs, separated by spaces, such as <c>stun:stun.example.net</c> or <c>turn:turn.example.net?transport=tcp</c> (RFC 7064, RFC 7065).</summary>
    public string Urls { get; init; } = "";

    /// <summary>User of a TURN server.</summary>
    public string Username { get; init; } = "";

    /// <summary>Password of that user; every client that is let in gets it.</summary>
    [Secret]
    public string Credential { get; init; } = "";
}
