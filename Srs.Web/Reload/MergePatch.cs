using System.Text.Json.Nodes;

namespace Srs.Web.Reload;

/// <summary>JSON merge patches, RFC 7396.</summary>
internal static class MergePatch
{
    /// <summary>Applies a patch (section 2): null takes a member away, objects are merged, everything else replaces what was there.</summary>
    /// <param name="target">Changed.</param>
    /// <param name="patch">Left as it is.</param>
    /// <returns>The target.</returns>
    public static JsonObject Apply(JsonObject target, JsonObject patch)
    {
        Merge(target, patch);
        return target;
    }

    private static void Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (key, value) in patch)
        {
            if (value is null)
            {
                target.Remove(key);
            }
            else if (value is not JsonObject inner)
            {
                target[key] = value.DeepClone();
            }
            else
            {
                if (!target.TryGetPropertyValue(key, out var there) || there is not JsonObject section)
                {
                    // Nulls in what is new take nothing away, and are no values either.
                    target[key] = section = new JsonObject(OptionsJson.AnyCase);
                }

                Merge(section, inner);
            }
        }
    }
}
