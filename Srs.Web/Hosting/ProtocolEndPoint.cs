using System.Net;

namespace Srs.Web.Hosting;

/// <summary>What Kestrel binds to in place of an address: the listeners of a protocol, whichever there are.</summary>
/// <param name="protocol">The protocol.</param>
internal sealed class ProtocolEndPoint(ListenerProtocol protocol) : EndPoint
{
    /// <summary>The protocol.</summary>
    public ListenerProtocol Protocol => protocol;

    /// <inheritdoc/>
    public override string ToString() => protocol.ToString();
}
