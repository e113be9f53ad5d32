namespace Srs.Media.Streams;

/// <summary>A publish or play at the door.</summary>
/// <param name="Request">What the client asks for.</param>
/// <param name="Stream">Identity of the stream, the virtual host resolved.</param>
/// <param name="Options">The virtual host's options, which the session keeps.</param>
/// <param name="Session">Who asks; rules may end it later, when what let it in has ceased to hold.</param>
public sealed record AccessAttempt(AccessRequest Request, StreamKey Stream, VhostOptions Options, ISession Session)
{
    /// <summary>
    /// Whether the session got what it asked for. False while rules are asked, and for ever when a later rule or the stream itself refuses.
    /// </summary>
    public bool IsAdmitted { get; internal set; }
}
