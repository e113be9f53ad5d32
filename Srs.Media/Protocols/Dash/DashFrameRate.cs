using System.Globalization;

namespace Srs.Media.Protocols.Dash;

/// <summary>Pictures per second as manifests tell them: ISO/IEC 23009-1 §5.3.7.2, FrameRateType.</summary>
internal static class DashFrameRate
{
    /// <summary>How far a measured rate may be from one that is in use to be taken for it: encoders round times to milliseconds.</summary>
    private const double Tolerance = 0.002;

    private const int Fastest = 300;

    /// <summary>Writes the rate in use that is nearest: so many pictures a second, or so many in 1.001 seconds.</summary>
    /// <param name="pictures">Pictures.</param>
    /// <param name="duration">How long they are shown.</param>
    /// <returns>Null when there is none near.</returns>
    public static string? Write(int pictures, TimeSpan duration)
    {
        if (pictures <= 0 || duration <= TimeSpan.Zero)
        {
            return null;
        }

        var rate = pictures / duration.TotalSeconds;
        var whole = Math.Round(rate);
        if (whole is < 1 or > Fastest)
        {
            return null;
        }

        // Those of NTSC alone exist in both.
        var exact = Math.Abs(rate - whole) / whole;
        var slowed = whole % 24 == 0 || whole % 30 == 0 ? Math.Abs(rate - (whole * 1000 / 1001)) / whole : double.MaxValue;
        return Math.Min(exact, slowed) > Tolerance ? null
            : exact <= slowed ? whole.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{whole}000/1001");
    }
}
