using System.Net;
using Srs.Media.Protocols.Rtc;

namespace Srs.Tests.TestSupport.Rtc;

/// <summary>What a test peer asks for, and how.</summary>
internal sealed record RtcTestOptions
{
    /// <summary>Name of the stream.</summary>
    public string Stream { get; init; } = "cam";

    /// <summary>More of the query, beginning with an ampersand.</summary>
    public string Query { get; init; } = "";

    /// <summary>DTLS role of the offer: <c>actpass</c>, <c>active</c> or <c>passive</c>.</summary>
    public string Setup { get; init; } = "actpass";

    /// <summary>Whether lost packets come on a stream of their own.</summary>
    public bool HasRtx { get; init; } = true;

    /// <summary>Where to send to by UDP; null for the first candidate of the answer.</summary>
    public IPEndPoint? Server { get; init; }

    /// <summary>Whether to connect by TCP, to the first such candidate of the answer.</summary>
    public bool UsesTcp { get; init; }

    /// <summary>How media is protected; the query has to say the same.</summary>
    public RtcProtection Protection { get; init; }

    /// <summary>Time between connectivity checks once it is connected.</summary>
    public TimeSpan CheckInterval { get; init; } = TimeSpan.FromMilliseconds(250);
}
