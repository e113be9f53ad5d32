using Srs.Media.Configuration;
using Srs.Media.Streams;

namespace Srs.Web.Configuration;

/// <summary>Checks which streams are renditions of one.</summary>
internal static class RenditionCheck
{
    /// <summary>Most renditions of a stream: each is looked for when one of them is asked for.</summary>
    private const int MaxMembers = 20;

    /// <summary>Adds a sentence for each fault, its key first.</summary>
    public static void Check(SrsOptions options, List<string> errors)
    {
        CheckVhost("Srs:DefaultVhost:Renditions", options.DefaultVhost.Renditions, errors);
        foreach (var (name, vhost) in options.Vhosts)
        {
            CheckVhost($"Srs:Vhosts:{name}:Renditions", vhost.Renditions, errors);
        }
    }

    private static void CheckVhost(string path, RenditionOptions renditions, List<string> errors)
    {
        CheckNames($"{path}:Suffixes", renditions.Suffixes, "endings of stream names such as _720p _480p", errors);
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (whole, list) in renditions.Streams)
        {
            var slash = whole.LastIndexOf('/');
            if (slash <= 0 || StreamName.CheckApp(whole[..slash]) is not null || StreamName.CheckStream(whole[(slash + 1)..]) is not null)
            {
                errors.Add($"{path}:Streams:{whole} is not the name of a stream; write it as app/stream, such as live/movie.");
                continue;
            }

            var key = $"{path}:Streams:{whole}:Members";
            var members = CheckNames(key, list.Members, "names of streams of the same application such as movie_high movie_low", errors);
            if (members.Length == 0)
            {
                errors.Add($"{key} is empty, but has to be names of streams of the same application such as movie_high movie_low.");
            }

            foreach (var member in members.Select(member => whole[..(slash + 1)] + member))
            {
                if (!owners.TryAdd(member, whole))
                {
                    errors.Add($"{key} names {member}, which {path}:Streams:{owners[member]} has already; a stream can be a rendition of one other.");
                }
            }
        }
    }

    private static string[] CheckNames(string key, string names, string expected, List<string> errors)
    {
        var list = names.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (list.Length > MaxMembers || Array.Exists(list, static name => StreamName.CheckStream("x" + name) is not null))
        {
            errors.Add($"{key} is \"{names}\", but has to be up to {MaxMembers} {expected}.");
        }

        return list;
    }
}
