namespace Srs.Media.Access;

/// <summary>Marks a setting that no answer, log line or metric may show.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretAttribute : Attribute;
