using Srs.Media.Streams;
using Srs.Web.Configuration;

namespace Srs.Web.Reload;

/// <summary>The settings in force. Whoever needs them for longer keeps the snapshot that it began with. Thread-safe.</summary>
/// <param name="options">Those that the server starts with.</param>
internal sealed class RunningOptions(SrsOptions options)
{
    private volatile Snapshot _current = new(options);

    /// <summary>The snapshot that the server started with.</summary>
    public SrsOptions Started { get; } = options;

    /// <summary>The newest snapshot.</summary>
    public SrsOptions Current => _current.Options;

    /// <summary>Its virtual hosts.</summary>
    public VhostTable Vhosts => _current.Vhosts;

    /// <summary>Puts another one in force, for the reloader.</summary>
    public void Replace(SrsOptions options) => _current = new Snapshot(options);

    private sealed class Snapshot(SrsOptions options)
    {
        public SrsOptions Options => options;

        public VhostTable Vhosts { get; } = new(options.DefaultVhost, options.Vhosts);
    }
}
