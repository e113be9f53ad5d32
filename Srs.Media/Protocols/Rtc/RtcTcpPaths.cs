using System.Collections.Concurrent;
using System.IO.Pipelines;
using Srs.Media.Protocols.Rtc.Ice;

namespace Srs.Media.Protocols.Rtc;

/// <summary>The TCP connections of peers, by number. Thread-safe.</summary>
internal sealed class RtcTcpPaths
{
    private readonly ConcurrentDictionary<long, Output> _outputs = new();
    private long _last;

    /// <summary>Adds a connection.</summary>
    /// <param name="output">Where framed datagrams go; stays the caller's.</param>
    /// <returns>Its number, above 0.</returns>
    public long Add(PipeWriter output)
    {
        var id = Interlocked.Increment(ref _last);
        _outputs[id] = new Output(output);
        return id;
    }

    /// <summary>Forgets a connection; nothing is written to it after this has returned.</summary>
    public void Remove(long id)
    {
        if (_outputs.TryRemove(id, out var output))
        {
            output.Close();
        }
    }

    /// <summary>Sends a datagram, or drops it when the peer takes no more, as a network would.</summary>
    public void Send(in IcePath path, ReadOnlySpan<byte> datagram)
    {
        if (_outputs.TryGetValue(path.ConnectionId, out var output))
        {
            output.Send(datagram);
        }
    }

    private sealed class Output(PipeWriter writer)
    {
        private readonly Lock _gate = new();
        private Task _flush = Task.CompletedTask;
        private bool _isClosed;

        public void Send(ReadOnlySpan<byte> datagram)
        {
            lock (_gate)
            {
                if (_isClosed || !_flush.IsCompleted)
                {
                    return;
                }

                IceTcpFraming.Write(writer, datagram);
                var flush = writer.FlushAsync();
                _flush = flush.IsCompletedSuccessfully ? Task.CompletedTask : Observe(flush.AsTask());
            }
        }

        public void Close()
        {
            lock (_gate)
            {
                _isClosed = true;
            }
        }

        /// <summary>The reading side tells of a broken connection.</summary>
        private static async Task Observe(Task flush) => await flush.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
