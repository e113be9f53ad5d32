using Srs.Media.Streams;

namespace Srs.Web.Endpoints;

/// <summary>What a request wants of WebRTC, by whichever protocol it says so.</summary>
/// <param name="Action">Publish or play.</param>
/// <param name="Host">Host name to find a virtual host for.</param>
/// <param name="App">Application.</param>
/// <param name="Stream">Stream name.</param>
/// <param name="Param">SRS's <c>param</c> for callbacks, where credentials are looked for, too.</param>
internal sealed record RtcAsk(AccessAction Action, string Host, string App, string Stream, string Param)
{
    /// <summary>URL of the application; WHIP and WHEP have none.</summary>
    public string TcUrl { get; init; } = "";
}
