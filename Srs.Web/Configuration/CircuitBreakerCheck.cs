namespace Srs.Web.Configuration;

/// <summary>Checks the circuit breaker's thresholds.</summary>
internal static class CircuitBreakerCheck
{
    /// <summary>Adds a sentence for each fault, its key first.</summary>
    public static void Check(CircuitBreakerOptions options, List<string> errors)
    {
        if (!options.Enabled)
        {
            return;
        }

        foreach (var (name, threshold, pulse) in new[]
        {
            ("High", options.HighThreshold, options.HighPulse),
            ("Critical", options.CriticalThreshold, options.CriticalPulse),
            ("Dying", options.DyingThreshold, options.DyingPulse),
        })
        {
            if (threshold is < 1 or > 100)
            {
                errors.Add($"Srs:CircuitBreaker:{name}Threshold is {threshold}, but has to be from 1 to 100 percent.");
            }

            if (pulse is < 1 or > 3600)
            {
                errors.Add($"Srs:CircuitBreaker:{name}Pulse is {pulse}, but has to be from 1 to 3600 seconds.");
            }
        }

        if (options.HighThreshold > options.CriticalThreshold || options.CriticalThreshold > options.DyingThreshold)
        {
            errors.Add(
                $"Srs:CircuitBreaker:CriticalThreshold is {options.CriticalThreshold}, but has to lie between HighThreshold ({options.HighThreshold}) and DyingThreshold ({options.DyingThreshold}).");
        }
    }
}
