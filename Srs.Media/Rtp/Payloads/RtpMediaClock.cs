using Srs.Media.Frames;

namespace Srs.Media.Rtp.Payloads;

/// <summary>The RTP clock of a codec: stream time to timestamps and back.</summary>
/// <remarks>RFC 3550 §5.1; rates: RFC 6184 §8.2.1 and its siblings 90 kHz, RFC 7587 §4.1, RFC 3551 §4.5.2 (G.722 counts 8000 a second).</remarks>
/// <param name="Rate">Units a second, above 0.</param>
public readonly record struct RtpMediaClock(int Rate)
{
    /// <summary>Rate of all pictures.</summary>
    public const int VideoRate = 90_000;

    /// <summary>The clock of a codec; its rate is 0 for one that WebRTC does not carry.</summary>
    public static RtpMediaClock Of(MediaCodec codec) => new(codec switch
    {
        MediaCodec.H264 or MediaCodec.H265 or MediaCodec.Av1 or MediaCodec.Vp8 or MediaCodec.Vp9 => VideoRate,
        MediaCodec.Opus => 48_000,
        MediaCodec.G711ALaw or MediaCodec.G711MuLaw or MediaCodec.G722 => 8_000,
        _ => 0,
    });

    /// <summary>The timestamp of a time: rounded to the nearest unit, wrapped to 32 bits.</summary>
    /// <param name="time">Any time; before zero it counts back from the wrap-around.</param>
    public uint ToTimestamp(TimeSpan time) => unchecked((uint)ToUnits(time));

    /// <summary>The time as a number of units, rounded to the nearest.</summary>
    public long ToUnits(TimeSpan time)
    {
        // By whole seconds, as ticks times 90000 leave 64 bits after 118 days.
        var seconds = Math.DivRem(time.Ticks, TimeSpan.TicksPerSecond, out var rest);
        return (seconds * Rate) + (((rest * Rate) + (Math.Sign(rest) * TimeSpan.TicksPerSecond / 2)) / TimeSpan.TicksPerSecond);
    }

    /// <summary>The time that a number of units takes, rounded to 100 ns.</summary>
    /// <param name="units">Within <see cref="SequenceUnwrapper.MaxMagnitude"/>, either way.</param>
    public TimeSpan ToTime(long units)
    {
        var seconds = Math.DivRem(units, Rate, out var rest);
        return new TimeSpan((seconds * TimeSpan.TicksPerSecond) + (((rest * TimeSpan.TicksPerSecond) + (Math.Sign(rest) * Rate / 2)) / Rate));
    }
}
