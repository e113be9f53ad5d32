namespace Srs.Load.Measuring;

/// <summary>Where a set of measurements lies.</summary>
/// <param name="Count">How many there are; with none, the others are 0.</param>
/// <param name="P50">The median.</param>
/// <param name="P95">95 of 100 are not above it.</param>
/// <param name="P99">99 of 100 are not above it.</param>
/// <param name="P999">999 of 1000 are not above it; needs some thousands to mean anything.</param>
/// <param name="Max">The largest.</param>
internal sealed record Percentiles(int Count, double P50, double P95, double P99, double P999, double Max)
{
    /// <summary>Sorts <paramref name="values"/> in place and reads them: nearest rank, so each figure is one that was measured.</summary>
    public static Percentiles Of(double[] values)
    {
        Array.Sort(values);
        return new Percentiles(values.Length, At(values, 0.5), At(values, 0.95), At(values, 0.99), At(values, 0.999), At(values, 1));
    }

    /// <summary>The middle one, or the mean of the middle two; 0 without any.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? 0 : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static double At(double[] sorted, double share) =>
        sorted.Length == 0 ? 0 : sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];
}
