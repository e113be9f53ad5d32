using Srs.Web.Callbacks;
using Srs.Web.Configuration;
using Srs.Web.Hosting;
using Srs.Web.Hosting.Tls;

namespace Srs.Web.Reload;

/// <summary>The parts of the server that hold settings of their own and take new ones; all others ask <see cref="RunningOptions"/> when they need them.</summary>
internal sealed class ReloadTargets(ConnectionLimit limit, AddressGuard guard, HeartbeatReporter heartbeat, Listeners listeners, TlsCertificates certificates)
{
    /// <summary>Does what may fail, without changing anything.</summary>
    /// <exception cref="ConfigurationException">A certificate cannot be used.</exception>
    public void Prepare(SrsOptions options)
    {
        foreach (var (_, paths) in listeners.Certificates(options))
        {
            certificates.Get(paths);
        }
    }

    /// <summary>Has the parts take the settings. Cannot fail once they are prepared.</summary>
    public void Apply(SrsOptions options)
    {
        limit.Limit = options.MaxConnections ?? OpenFileLimit.MaxConnections();
        guard.Allow(AddressGuard.ParseList(options.Callbacks.AllowAddresses));
        heartbeat.Change(options.Heartbeat);
        var used = listeners.Certificates(options).ToList();
        foreach (var (listener, paths) in used)
        {
            listener.CertificateSource = certificates.Get(paths);
        }

        certificates.Keep([.. used.Select(static use => use.Paths)]);
    }
}
