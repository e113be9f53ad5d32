namespace Srs.Web.Hosting;

/// <summary>Another set of listeners, opened but not in force yet; closed again when it is disposed without having been.</summary>
/// <param name="transport">Whose.</param>
/// <param name="listeners">The set.</param>
internal sealed class ListenChange(ListenTransport transport, Listeners listeners) : IDisposable
{
    private bool _isCommitted;

    /// <summary>The set.</summary>
    public Listeners Listeners => listeners;

    /// <summary>Sockets that stay, and whom for.</summary>
    public List<(ListenSocket Socket, Listener Listener)> Kept { get; } = [];

    /// <summary>Sockets that are new.</summary>
    public List<ListenSocket> Opened { get; } = [];

    /// <summary>Sockets that go.</summary>
    public List<ListenSocket> Removed { get; init; } = [];

    /// <summary>Puts the set in force. Cannot fail.</summary>
    public void Commit()
    {
        _isCommitted = true;
        transport.Commit(this);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isCommitted)
        {
            Opened.ForEach(static socket => socket.Dispose());
            transport.ForgetUnusedCertificates();
        }
    }
}
