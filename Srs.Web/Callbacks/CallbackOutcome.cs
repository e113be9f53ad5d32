namespace Srs.Web.Callbacks;

/// <summary>How a call ended; its name in snake case is in API and metrics.</summary>
internal enum CallbackOutcome
{
    /// <summary>Accepted: 200 or 201, and <c>0</c> or <c>{"code":0}</c>.</summary>
    Ok,

    /// <summary>Another number than 0.</summary>
    Refused,

    /// <summary>A status other than 200 and 201.</summary>
    BadStatus,

    /// <summary>An answer that is empty, too long, or neither a number nor JSON with a code.</summary>
    BadAnswer,

    /// <summary>No whole answer in time.</summary>
    Timeout,

    /// <summary>No connection, or it broke before the whole answer.</summary>
    Unreachable,

    /// <summary>An address, given, resolved or redirected to, that callbacks may not go to.</summary>
    Forbidden,

    /// <summary>Too many redirects, or one that leads nowhere.</summary>
    BadRedirect,

    /// <summary>The client left, the server stopped, or a newer client of the stream could not wait any longer.</summary>
    Cancelled,

    /// <summary>Never called: too many others were waiting.</summary>
    Dropped,
}
