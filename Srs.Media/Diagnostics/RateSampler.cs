namespace Srs.Media.Diagnostics;

/// <summary>Rates of a growing counter from one sample a second.</summary>
/// <remarks>Nothing is done per event: the owner counts, and hands the count in once a second. Thread-safe for one writer.</remarks>
public sealed class RateSampler
{
    private const int Window = 30;

    private readonly long[] _samples = new long[Window + 1];
    private int _taken;

    /// <summary>Takes the counter's value of this second.</summary>
    public void Sample(long value)
    {
        lock (_samples)
        {
            _samples[_taken % _samples.Length] = value;
            _taken++;
        }
    }

    /// <summary>Growth per second over the last <paramref name="seconds"/>, or over what has been sampled when that is less.</summary>
    /// <param name="seconds">1 to 30.</param>
    /// <returns>0 before the second sample.</returns>
    public double PerSecond(int seconds)
    {
        lock (_samples)
        {
            var span = Math.Min(seconds, Math.Min(_taken - 1, Window));
            return span <= 0 ? 0 : (double)(At(_taken - 1) - At(_taken - 1 - span)) / span;
        }
    }

    /// <summary>The sampled counter as bit rates, when it counts bytes.</summary>
    public Bitrates ToBitrates() => new(PerSecond(1) * 8, PerSecond(10) * 8, PerSecond(30) * 8);

    private long At(int sample) => _samples[sample % _samples.Length];
}
