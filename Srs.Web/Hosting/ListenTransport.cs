using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;
using Srs.Web.Configuration;
using Srs.Web.Hosting.Tls;

namespace Srs.Web.Hosting;

/// <summary>Kestrel's transport, whose listeners come and go while its connections go on. Thread-safe, for one change at a time.</summary>
/// <remarks>Kestrel binds once to each <see cref="ListenerProtocol"/>; which sockets the connections come by is settled here, by the settings in force.</remarks>
internal sealed class ListenTransport : IConnectionListenerFactory, IConnectionListenerFactorySelector, IDisposable
{
    private readonly Dictionary<ListenerProtocol, ProtocolListener> _protocols;
    private readonly SocketConnectionContextFactory _connections;
    private readonly TlsCertificates _certificates;
    private readonly TimeProvider _clock;
    private readonly ILogger<ListenTransport> _logger;
    private readonly Lock _gate = new();
    private List<ListenSocket> _sockets = [];
    private bool _isClosed;
    private volatile Listeners _current = Listeners.None;

    /// <summary>Makes a transport without listeners.</summary>
    public ListenTransport(
        TlsCertificates certificates, IOptions<SocketTransportOptions> sockets, TimeProvider clock, ILogger<ListenTransport> logger, ILoggerFactory loggers)
    {
        (_certificates, _clock, _logger) = (certificates, clock, logger);
        _protocols = Enum.GetValues<ListenerProtocol>().ToDictionary(static protocol => protocol, protocol => new ProtocolListener(new ProtocolEndPoint(protocol), CloseListeners));
        _connections = new SocketConnectionContextFactory(NewOptions(sockets.Value), loggers.CreateLogger("Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets"));
    }

    /// <summary>Where the server listens now.</summary>
    public Listeners Current => _current;

    /// <summary>Opens what other settings need and is not open yet; nothing else changes.</summary>
    /// <returns>To be committed or disposed.</returns>
    /// <exception cref="ListenException">Addresses cannot be had; tells each.</exception>
    /// <exception cref="ConfigurationException">A certificate cannot be used.</exception>
    public ListenChange Prepare(SrsOptions options)
    {
        var listeners = new Listeners(options);
        bool isClosed;
        ListenChange change;
        lock (_gate)
        {
            isClosed = _isClosed;
            change = new ListenChange(this, listeners) { Removed = [.. _sockets] };
        }

        try
        {
            var missing = new List<Listener>();
            foreach (var listener in listeners.All)
            {
                listener.CertificateSource = listener.Certificate is { } paths ? _certificates.Get(paths) : null;
                if (change.Removed.Find(socket => IsFor(socket.Listener, listener)) is { } there)
                {
                    listener.Port = there.Port;
                    change.Removed.Remove(there);
                    change.Kept.Add((there, listener));
                }
                else if (!isClosed)
                {
                    missing.Add(listener);
                }
            }

            Open(missing, change);
            return change;
        }
        catch
        {
            change.Dispose();
            throw;
        }
    }

    /// <summary>Puts a change in force: new sockets accept, those that stay have their new purpose, and the rest is closed.</summary>
    public void Commit(ListenChange change)
    {
        if (_current != Listeners.None)
        {
            Report(change);
        }

        lock (_gate)
        {
            foreach (var (socket, listener) in change.Kept)
            {
                socket.Listener = listener;
            }

            if (_isClosed)
            {
                change.Opened.ForEach(static socket => socket.Dispose());
            }
            else
            {
                change.Opened.ForEach(socket => socket.Start(TakeAsync, _clock, _logger));
                change.Removed.ForEach(static socket => socket.Dispose());
                _sockets = [.. change.Kept.Select(static kept => kept.Socket), .. change.Opened];
            }

            _current = change.Listeners;
        }

        ForgetUnusedCertificates();
    }

    /// <summary>Forgets the certificates that no listener has.</summary>
    public void ForgetUnusedCertificates() => _certificates.Keep([.. _current.All.Select(static listener => listener.Certificate).OfType<CertificatePaths>()]);

    /// <summary>Gives all ports back, for good; the connections go on.</summary>
    public void CloseListeners()
    {
        lock (_gate)
        {
            _isClosed = true;
            _sockets.ForEach(static socket => socket.Dispose());
            _sockets = [];
        }
    }

    /// <inheritdoc/>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IConnectionListener>(_protocols[((ProtocolEndPoint)endpoint).Protocol]);

    /// <inheritdoc/>
    public bool CanBind(EndPoint endpoint) => endpoint is ProtocolEndPoint;

    /// <inheritdoc/>
    public void Dispose()
    {
        CloseListeners();
        _connections.Dispose();
    }

    /// <summary>
    /// Kestrel's options for the connections of its own listeners. The public constructor leaves out the pool of pinned blocks, and every
    /// receive allocates then.
    /// </summary>
    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern SocketConnectionFactoryOptions NewOptions(SocketTransportOptions options);

    /// <summary>Whether a socket that is there does for a listener; of those whose port the system chose, only the one of the same setting.</summary>
    private static bool IsFor(Listener there, Listener listener) => there.Address == listener.Address && (listener.Address.Port != 0 || there.Setting == listener.Setting);

    private static void Open(List<Listener> missing, ListenChange change)
    {
        var errors = new List<string>();
        foreach (var listener in missing)
        {
            // The system gives a port for one address and for all only once, so these two are there together for a moment.
            var inTheWay = change.Removed.FindAll(socket => socket.Listener.Address.Overlaps(listener.Address));
            try
            {
                var socket = ListenSocket.Open(listener, inTheWay);
                listener.Port = socket.Port;
                change.Opened.Add(socket);
            }
            catch (SocketException e)
            {
                errors.Add(Explain(listener, e.SocketErrorCode, inTheWay));
            }
        }

        if (errors.Count > 0)
        {
            throw new ListenException(errors);
        }
    }

    private void Report(ListenChange change)
    {
        foreach (var listener in change.Opened.Select(static socket => socket.Listener)
            .Concat(change.Kept.Where(static kept => kept.Socket.Listener.Purpose != kept.Listener.Purpose).Select(static kept => kept.Listener)))
        {
            _logger.Listens(listener.Address, listener.Purpose);
        }

        foreach (var socket in change.Removed)
        {
            _logger.ListensNoMore(socket.Listener.Address);
        }
    }

    private static string Explain(Listener listener, SocketError error, List<ListenSocket> inTheWay)
    {
        var reason = error switch
        {
            SocketError.AddressAlreadyInUse when inTheWay.Count > 0 && !OperatingSystem.IsLinux() => $"is in use by {inTheWay[0].Listener.Setting} until then; remove that first, in a change of its own",
            SocketError.AddressAlreadyInUse => "is taken by another program; free it, or set another one",
            SocketError.AccessDenied => "needs more rights than this user has; set another one",
            SocketError.AddressNotAvailable => "is not an address of this machine; set another one",
            _ => $"cannot be used ({error}); set another one",
        };
        return $"{listener.Setting} has {listener.Address} for {listener.Purpose}, but that {reason}.";
    }

    private async ValueTask TakeAsync(Socket socket, Listener listener)
    {
        socket.NoDelay = true;
        var connection = _connections.Create(socket);
        connection.Features.Set(listener);
        await _protocols[listener.Protocol].AddAsync(connection);
    }
}
