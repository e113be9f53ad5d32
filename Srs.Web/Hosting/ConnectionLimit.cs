using Microsoft.AspNetCore.Connections;

namespace Srs.Web.Hosting;

/// <summary>Counts the TCP connections of all listeners together and closes those beyond the limit.</summary>
internal sealed partial class ConnectionLimit(int limit, ILogger<ConnectionLimit> logger)
{
    private int _connections;

    /// <summary>Most connections.</summary>
    public int Limit { get; set; } = limit;

    /// <summary>Connections now.</summary>
    public int Count => Volatile.Read(ref _connections);

    /// <summary>Puts the limit before a listener's connections.</summary>
    public ConnectionDelegate Apply(ConnectionDelegate next) => async connection =>
    {
        try
        {
            if (Interlocked.Increment(ref _connections) > Limit)
            {
                LogRefused(connection.RemoteEndPoint, Limit);
                connection.Abort();
                return;
            }

            await next(connection);
        }
        finally
        {
            Interlocked.Decrement(ref _connections);
        }
    };

    [LoggerMessage(4000, LogLevel.Debug, "A connection from {Remote} is one more than the limit of {Limit} (Srs:MaxConnections).")]
    private partial void LogRefused(System.Net.EndPoint? remote, int limit);
}
