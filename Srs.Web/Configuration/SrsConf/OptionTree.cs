using System.Collections;

namespace Srs.Web.Configuration.SrsConf;

/// <summary>Tells which settings there are.</summary>
internal static class OptionTree
{
    /// <summary>Whether a key such as <c>Srs:Vhosts:demo:Play:Atc</c> is one of ours; any name does for a dictionary.</summary>
    public static bool Has(string key)
    {
        var type = typeof(SrsOptions);
        foreach (var name in key.Split(':').Skip(1))
        {
            if (type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type))
            {
                type = type.GetGenericArguments()[1];
            }
            else if (Array.Find(OptionProperties.Of(type), p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } property)
            {
                type = property.PropertyType;
            }
            else
            {
                return false;
            }
        }

        return true;
    }
}
