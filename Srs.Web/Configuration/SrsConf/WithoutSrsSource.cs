using Microsoft.Extensions.Primitives;

namespace Srs.Web.Configuration.SrsConf;

/// <summary>A source of .NET's without what it says about the server, so that only its other sections, such as <c>Logging</c>, hold.</summary>
internal sealed class WithoutSrsSource(IConfigurationSource inner) : IConfigurationSource
{
    private const string Section = "Srs";

    /// <inheritdoc/>
    public IConfigurationProvider Build(IConfigurationBuilder builder) => new Provider(inner.Build(builder));

    private static bool IsHidden(string? key) =>
        key is not null && key.StartsWith(Section, StringComparison.OrdinalIgnoreCase) && (key.Length == Section.Length || key[Section.Length] == ':');

    private sealed class Provider(IConfigurationProvider inner) : IConfigurationProvider, IDisposable
    {
        public bool TryGet(string key, out string? value)
        {
            value = null;
            return !IsHidden(key) && inner.TryGet(key, out value);
        }

        public void Set(string key, string? value) => inner.Set(key, value);

        public IChangeToken GetReloadToken() => inner.GetReloadToken();

        public void Load() => inner.Load();

        public IEnumerable<string> GetChildKeys(IEnumerable<string> earlierKeys, string? parentPath) =>
            IsHidden(parentPath) ? earlierKeys : inner.GetChildKeys(earlierKeys, parentPath);

        public void Dispose() => (inner as IDisposable)?.Dispose();
    }
}
