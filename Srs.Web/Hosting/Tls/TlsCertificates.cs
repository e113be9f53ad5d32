using Srs.Web.Configuration;

namespace Srs.Web.Hosting.Tls;

/// <summary>The certificates in use, each loaded once however many listeners share it, and the timer that looks for new ones.</summary>
internal sealed class TlsCertificates(TimeProvider clock, ILogger<TlsCertificates> logger) : IDisposable
{
    /// <summary>Between two looks; a change counts at the second that sees it.</summary>
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(5);

    private readonly Dictionary<CertificatePaths, CertificateSource> _sources = [];
    private readonly Lock _gate = new();
    private readonly Lock _refreshing = new();
    private ITimer? _timer;
    private bool _isStarted;

    private IReadOnlyCollection<CertificateSource> Sources
    {
        get
        {
            lock (_gate)
            {
                return [.. _sources.Values];
            }
        }
    }

    /// <summary>The certificate of these files; loaded when it is asked for the first time.</summary>
    /// <exception cref="ConfigurationException">It cannot be used.</exception>
    public CertificateSource Get(CertificatePaths paths)
    {
        lock (_gate)
        {
            if (!_sources.TryGetValue(paths, out var source))
            {
                try
                {
                    source = new CertificateSource(paths, clock, logger);
                }
                catch (CertificateException e)
                {
                    // It was good a moment ago, when the settings were checked.
                    throw new ConfigurationException([e.Message]);
                }

                _sources.Add(paths, source);
                if (_isStarted)
                {
                    source.Report();
                    LookForNew();
                }
            }

            return source;
        }
    }

    /// <summary>Forgets all others.</summary>
    public void Keep(IReadOnlyCollection<CertificatePaths> used)
    {
        lock (_gate)
        {
            foreach (var paths in _sources.Keys.Except(used).ToList())
            {
                _sources.Remove(paths);
            }
        }
    }

    /// <summary>Tells which are in use, and starts to look for new ones.</summary>
    public void Start()
    {
        lock (_gate)
        {
            _isStarted = true;
            foreach (var source in _sources.Values)
            {
                source.Report();
                LookForNew();
            }
        }
    }

    /// <summary>One look; tests call it instead of waiting.</summary>
    public void Refresh()
    {
        // A disk may take longer than the interval.
        if (!_refreshing.TryEnter())
        {
            return;
        }

        try
        {
            foreach (var source in Sources)
            {
                source.Refresh();
            }
        }
        catch (Exception e)
        {
            // On a timer's thread it would end the process.
            logger.RefreshFailed(e);
        }
        finally
        {
            _refreshing.Exit();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer?.Dispose();

    private void LookForNew() => _timer ??= clock.CreateTimer(static state => ((TlsCertificates)state!).Refresh(), this, RefreshInterval, RefreshInterval);
}
