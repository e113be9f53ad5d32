namespace Srs.Web.Configuration.SrsConf;

/// <summary>What SRS's configuration says, as our keys and values, with the faults and doubts found on the way.</summary>
internal sealed class Settings
{
    private readonly Dictionary<string, string?> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _origins = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Values by key, as .NET's configuration has them.</summary>
    public IReadOnlyDictionary<string, string?> Values => _values;

    /// <summary>Where each value comes from, such as <c>srs.conf:12: chunk_size</c>, by key.</summary>
    public IReadOnlyDictionary<string, string> Origins => _origins;

    /// <summary>Blocks that may stand several times, with our section of each.</summary>
    public List<(Section Section, string Key)> Instances { get; } = [];

    /// <summary>What prevents the start.</summary>
    public List<string> Errors { get; } = [];

    /// <summary>What the user should know.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>Sets a value that is not there yet.</summary>
    /// <returns>False when it is.</returns>
    public bool TrySet(string key, string value, string origin) => _values.TryAdd(key, value) && _origins.TryAdd(key, origin);

    /// <summary>Sets a value, or adds it to the one there.</summary>
    public void Append(string key, string value, string origin)
    {
        if (!TrySet(key, value, origin))
        {
            _values[key] += "; " + value;
        }
    }
}
