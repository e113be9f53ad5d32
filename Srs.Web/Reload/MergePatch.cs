using System.Text.Json.Nodes;

namespace Srs.Web.Reload;

/// <summary>JSON merge patches, RFC 7396.</summary>
internal static class MergePatch
{
    /// <summary>Applies a patch (section 2): null takes a member away, objects are merged, everything else replaces what was there.</summary>
    /// <param name="target">Left as it is.</param>
    /// <param name="patch">Left as it is.</param>
    public static JsonObject Apply(JsonObject target, JsonObject patch)
    {
        var result = (JsonObject)target.DeepClone();
        Merge(result, patch);
        return result;
    }

    /// <summary>Makes the patch that turns one object into another; a null member and an absent one are the same to a patch.</summary>
    public static JsonObject Between(JsonObject from, JsonObject to)
    {
        var patch = new JsonObject(OptionsJson.AnyCase);
        foreach (var (key, old) in from)
        {
            if (old is not null && (!to.TryGetPropertyValue(key, out var value) || value is null))
            {
                patch[key] = null;
            }
        }

        foreach (var (key, value) in to)
        {
            var old = from.TryGetPropertyValue(key, out var found) ? found : null;
            if (value is JsonObject newer && old is JsonObject older)
            {
                if (Between(older, newer) is { Count: > 0 } inner)
                {
                    patch[key] = inner;
                }
            }
            else if (value is not null && !JsonNode.DeepEquals(old, value))
            {
                patch[key] = value.DeepClone();
            }
        }

        return patch;
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
