using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using Srs.Media.Configuration;

namespace Srs.Web.Configuration;

/// <summary>The settings of an option record, looked up once for each type.</summary>
internal static class OptionProperties
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Known = new();
    private static readonly ConcurrentDictionary<PropertyInfo, string> Features = new();

    /// <summary>The settings, in the order in which they are written.</summary>
    public static PropertyInfo[] Of(Type type) => Known.GetOrAdd(
        type, static t => [.. t.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(static p => p.CanWrite)]);

    /// <summary>The feature to come that a setting belongs to; null when it is available.</summary>
    public static string? FeatureToCome(PropertyInfo property) => Features.GetOrAdd(
        property, static p => p.GetCustomAttribute<NotAvailableYetAttribute>()?.Feature ?? "") is { Length: > 0 } feature ? feature : null;

    /// <summary>Whether a setting is a single value: text, a number and so on.</summary>
    public static bool IsValue(Type type) => type == typeof(string) || !type.IsClass && !IsDictionary(type);

    /// <summary>Whether a setting is a section of names.</summary>
    public static bool IsDictionary(Type type) => type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type);
}
