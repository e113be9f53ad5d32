namespace Srs.Tests.Web.Api;

/// <summary>Time that stands until a test moves it.</summary>
internal sealed class FixedClock : TimeProvider
{
    private long _ticks;

    /// <summary>Where it starts.</summary>
    public static DateTimeOffset Start { get; } = DateTimeOffset.FromUnixTimeMilliseconds(1795218289129);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref _ticks);

    public override DateTimeOffset GetUtcNow() => Start.AddTicks(GetTimestamp());

    public void Advance(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);
}
