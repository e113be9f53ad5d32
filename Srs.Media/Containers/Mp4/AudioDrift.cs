namespace Srs.Media.Containers.Mp4;

/// <summary>Keeps sample-exact sound in step with the stream's timeline, whose times are rounded to milliseconds and jitter.</summary>
/// <remarks>
/// Frames follow each other without gap, as long as they are; rounding and jitter are ignored. Only when the mean distance from the
/// timeline, over a second or two, is past <see cref="Tolerance"/>, because the encoder's sound card and clock run apart, frames get
/// up to a 64th longer or shorter until it is back. Not thread-safe.
/// </remarks>
internal sealed class AudioDrift(int sampleRate)
{
    /// <summary>Mean distance that is left alone; an ear needs four times as much to hear sound and picture apart.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(10);

    /// <summary>Distance that is no jitter: sound is missing, or too much of it came.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(100);

    private const int MeanOf = 64;
    private const int LargestShare = 64;

    private readonly long _tolerance = MediaTimescale.FromTime(Tolerance, sampleRate);
    private double _mean;

    /// <summary><see cref="Limit"/> in samples.</summary>
    public long LimitSamples { get; } = MediaTimescale.FromTime(Limit, sampleRate);

    /// <summary>Forgets the past, after a jump.</summary>
    public void Reset() => _mean = 0;

    /// <summary>Gives the duration that a frame gets.</summary>
    /// <param name="distance">Samples by which the timeline is ahead of where the frame begins; negative when behind.</param>
    /// <param name="samples">Samples that the frame holds.</param>
    public int Correct(long distance, int samples)
    {
        if (distance < -LimitSamples)
        {
            return Math.Max(samples / 2, 1);
        }

        _mean += (distance - _mean) / MeanOf;
        if (Math.Abs(_mean) <= _tolerance)
        {
            return samples;
        }

        var most = Math.Max(samples / LargestShare, 1);
        var step = Math.Clamp((int)(_mean / MeanOf), -most, most);
        step = step == 0 ? Math.Sign(_mean) : step;
        _mean -= step;
        return Math.Max(samples + step, 1);
    }
}
