using Srs.Media.Streams;

namespace Srs.Media.Access;

/// <summary>What a client shows to be let in.</summary>
/// <param name="Token">JSON web token; null for none.</param>
/// <param name="Sign">Signature of the URL; null for none.</param>
/// <param name="Expires">Time of the signed URL; empty for none.</param>
/// <param name="Key">Key of the stream; null for none.</param>
internal readonly record struct Credential(string? Token, string? Sign, string Expires, string? Key)
{
    /// <summary>Finds it in the URL's parameters, of which the first of a name counts, or beside the URL.</summary>
    public static Credential Of(AccessRequest request)
    {
        var param = request.Param;
        return new Credential(
            request.Token.Length > 0 ? request.Token : Find(param, "token") ?? Find(param, "jwt"),
            Find(param, "sign"),
            Find(param, "expires") ?? "",
            Find(param, "key"));
    }

    private static string? Find(ReadOnlySpan<char> param, ReadOnlySpan<char> name)
    {
        param = param.TrimStart('?');
        foreach (var range in param.Split('&'))
        {
            var pair = param[range];
            if (pair.Length > name.Length + 1 && pair[name.Length] == '=' && pair.StartsWith(name))
            {
                return Uri.UnescapeDataString(pair[(name.Length + 1)..]);
            }
        }

        return null;
    }
}
