namespace Srs.Web.Configuration;

/// <summary>The settings cannot be used; tells every reason at once.</summary>
internal class ConfigurationException(IReadOnlyList<string> errors) : Exception(string.Join(Environment.NewLine, errors))
{
    /// <summary>One sentence for each fault: the key, the value and what to write instead.</summary>
    public IReadOnlyList<string> Errors { get; } = errors;
}
