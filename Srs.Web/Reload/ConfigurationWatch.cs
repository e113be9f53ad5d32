using System.Security.Cryptography;

namespace Srs.Web.Reload;

/// <summary>Has the settings read again when their files have changed, while <c>Srs:InotifyAutoReload</c> is on.</summary>
/// <remarks>
/// It compares contents, not dates, so that every way of replacing a file is seen: in place, by a renamed file, by symbolic links as Kubernetes
/// has them. A change counts when two looks see the same, so that a half-written file is not read.
/// </remarks>
internal sealed class ConfigurationWatch(Reloader reloader, RunningOptions running, TimeProvider clock, ILogger<ConfigurationWatch> logger) : IDisposable
{
    /// <summary>Between two looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _looking = new();
    private byte[]? _read;
    private byte[]? _seen;
    private ITimer? _timer;

    /// <summary>Begins to look.</summary>
    public void Start()
    {
        _read = Look();
        _timer = clock.CreateTimer(static state => ((ConfigurationWatch)state!).OnTick(), this, Interval, Interval);
    }

    /// <summary>One look.</summary>
    public void OnTick()
    {
        // A disk may take longer than the interval.
        if (!_looking.TryEnter())
        {
            return;
        }

        try
        {
            var now = Look();
            if (now is null || !IsOn())
            {
                // What changes meanwhile is found when it is switched on.
                _seen = null;
            }
            else if (now.AsSpan().SequenceEqual(_read))
            {
                _seen = null;
            }
            else if (!now.AsSpan().SequenceEqual(_seen))
            {
                _seen = now;
            }
            else
            {
                (_read, _seen) = (now, null);
                reloader.Trigger("", "a changed file");
            }
        }
        finally
        {
            _looking.Exit();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer?.Dispose();

    private bool IsOn()
    {
        var options = running.Current;
        var isContainer = options.InDocker || Environment.GetEnvironmentVariable("DOTNET_RUNNING_IN_CONTAINER") == "true";
        return options.InotifyAutoReload || (options.AutoReloadForDocker && isContainer);
    }

    /// <returns>A digest of all files, missing ones included; null when one cannot be read now.</returns>
    private byte[]? Look()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in reloader.Files)
        {
            try
            {
                hash.AppendData(File.Exists(file) ? SHA256.HashData(File.ReadAllBytes(file)) : [0]);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                logger.CannotLook(e.Message);
                return null;
            }
        }

        return hash.GetHashAndReset();
    }
}
