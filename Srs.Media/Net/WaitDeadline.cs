namespace Srs.Media.Net;

/// <summary>The moment by which something has to have happened.</summary>
internal readonly struct WaitDeadline(TimeProvider clock, TimeSpan limit, string what)
{
    private readonly long _start = clock.GetTimestamp();

    /// <summary>Time that is left, or <see cref="Timeout.InfiniteTimeSpan"/>.</summary>
    /// <exception cref="TimeoutException">There is none left.</exception>
    public TimeSpan GetRemaining()
    {
        if (limit == Timeout.InfiniteTimeSpan)
        {
            return limit;
        }

        var left = limit - clock.GetElapsedTime(_start);
        return left > TimeSpan.Zero ? left : throw Exceeded();
    }

    /// <summary>The exception that tells what did not happen.</summary>
    public TimeoutException Exceeded() =>
        new(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The server sent no {what} within {limit.TotalSeconds} s."));
}
