namespace Srs.Media.Diagnostics;

/// <summary>Average rates over the last 1, 10 and 30 seconds, or over the time since the start when that is shorter.</summary>
/// <param name="OneSecond">Bits per second.</param>
/// <param name="TenSeconds">Bits per second.</param>
/// <param name="ThirtySeconds">Bits per second.</param>
public readonly record struct Bitrates(double OneSecond, double TenSeconds, double ThirtySeconds);
