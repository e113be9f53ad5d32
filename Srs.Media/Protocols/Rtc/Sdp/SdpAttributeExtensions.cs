namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>Lookup in the attributes of a level.</summary>
internal static class SdpAttributeExtensions
{
    /// <summary>Value of the first attribute of this name; null when there is none.</summary>
    public static string? Find(this IReadOnlyList<SdpAttribute> attributes, string name)
    {
        foreach (var attribute in attributes)
        {
            if (attribute.Name == name)
            {
                return attribute.Value;
            }
        }

        return null;
    }

    /// <summary>Whether there is an attribute of this name.</summary>
    public static bool Has(this IReadOnlyList<SdpAttribute> attributes, string name) => attributes.Find(name) is not null;

    /// <summary>Values of all attributes of this name, in order.</summary>
    public static IEnumerable<string> FindAll(this IReadOnlyList<SdpAttribute> attributes, string name) =>
        attributes.Where(attribute => attribute.Name == name).Select(static attribute => attribute.Value);
}
