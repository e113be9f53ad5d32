namespace Srs.Media.Configuration;

/// <summary>Marks a setting that is known and has no effect so far; who builds the feature takes it away.</summary>
/// <param name="feature">What is missing, as the subject of "is not available yet".</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotAvailableYetAttribute(string feature) : Attribute
{
    /// <summary>What is missing, as the subject of "is not available yet".</summary>
    public string Feature { get; } = feature;
}
