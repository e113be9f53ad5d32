using Srs.Web.Callbacks;
using Srs.Web.Configuration;
using Srs.Web.Hosting;

namespace Srs.Web.Reload;

/// <summary>The parts of the server that hold settings of their own and take new ones; all others ask <see cref="RunningOptions"/> when they need them.</summary>
internal sealed class ReloadTargets(ConnectionLimit limit, AddressGuard guard, HeartbeatReporter heartbeat, ListenTransport transport)
{
    /// <summary>Does what may fail, without changing anything.</summary>
    /// <returns>The new listeners, to be given to <see cref="Apply"/> or disposed.</returns>
    /// <exception cref="ConfigurationException">A certificate cannot be used, or an address cannot be had.</exception>
    public ListenChange Prepare(SrsOptions options) => transport.Prepare(options);

    /// <summary>Has the parts take the settings. Cannot fail once they are prepared.</summary>
    public void Apply(SrsOptions options, ListenChange listeners)
    {
        limit.Limit = options.MaxConnections ?? OpenFileLimit.MaxConnections();
        guard.Allow(AddressGuard.ParseList(options.Callbacks.AllowAddresses));
        heartbeat.Change(options.Heartbeat);
        listeners.Commit();
    }
}
