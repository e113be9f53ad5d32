using System.Collections.Concurrent;

namespace Srs.Web.Callbacks;

/// <summary>What became of the callbacks, by virtual host and event. Thread-safe.</summary>
/// <remarks>Bounded: there are as many records as virtual hosts are configured, times the events.</remarks>
internal sealed class CallbackHistory
{
    private readonly ConcurrentDictionary<(string Vhost, string Name), CallbackRecord> _records = new();

    /// <summary>All records, in order of virtual host and event.</summary>
    public IReadOnlyList<CallbackRecord> Records =>
        [.. _records.Values.OrderBy(static r => r.Vhost, StringComparer.Ordinal).ThenBy(static r => r.Name, StringComparer.Ordinal)];

    /// <summary>The record of an event.</summary>
    public CallbackRecord Of(string vhost, string name) => _records.GetOrAdd((vhost, name), static key => new CallbackRecord(key.Vhost, key.Name));
}
