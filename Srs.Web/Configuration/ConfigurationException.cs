using Srs.Media.Access;

namespace Srs.Web.Configuration;

/// <summary>The settings cannot be used; tells every reason at once, without what may be secret in addresses.</summary>
internal class ConfigurationException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="errors">One sentence for each fault: the key, the value and what to write instead.</param>
    public ConfigurationException(IEnumerable<string> errors)
        : this(errors.Select(SecretParameters.MaskUrls).ToArray())
    {
    }

    private ConfigurationException(string[] shown)
        : base(string.Join(Environment.NewLine, shown)) => Errors = shown;

    /// <summary>One sentence for each fault.</summary>
    public IReadOnlyList<string> Errors { get; }
}
