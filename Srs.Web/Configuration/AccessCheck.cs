using Srs.Media.Access;
using Srs.Media.Streams;
using Srs.Web.Api;

namespace Srs.Web.Configuration;

/// <summary>Checks who may use streams and the API.</summary>
internal static class AccessCheck
{
    private const int LeastKeyLength = 16;

    /// <summary>Adds a sentence for each fault; no secret is repeated.</summary>
    /// <param name="options">All settings.</param>
    /// <param name="checksFiles">Whether the files that keys are in are read, too.</param>
    /// <param name="errors">Takes the sentences.</param>
    public static void Check(SrsOptions options, bool checksFiles, List<string> errors)
    {
        CheckApi(options.HttpApi, errors);
        CheckVhost("Srs:DefaultVhost", options.DefaultVhost, checksFiles, errors);
        foreach (var (name, vhost) in options.Vhosts)
        {
            CheckVhost($"Srs:Vhosts:{name}", vhost, checksFiles, errors);
        }
    }

    private static void CheckApi(HttpApiOptions api, List<string> errors)
    {
        const string Auth = "Srs:HttpApi:Auth";
        if (api.Auth.Enabled && (api.Auth.Username.Length == 0 || api.Auth.Password.Length == 0))
        {
            errors.Add($"{Auth}:Enabled is true, but {Auth}:{(api.Auth.Username.Length == 0 ? "Username" : "Password")} is empty; set it.");
        }

        if (api.Auth.Username.Contains(':', StringComparison.Ordinal))
        {
            errors.Add($"{Auth}:Username has a colon, which no user name can have; the password goes to {Auth}:Password.");
        }

        CheckHash($"{Auth}:Password", api.Auth.Password, errors);
        foreach (var (name, key) in api.Keys)
        {
            var path = $"Srs:HttpApi:Keys:{name}";
            if (key.Key.Length < LeastKeyLength)
            {
                errors.Add($"{path}:Key has {key.Key.Length} characters, but has to have at least {LeastKeyLength}; openssl rand -hex 32 makes a good one.");
            }

            CheckHash($"{path}:Key", key.Key, errors);
            if (key.Role == ApiRole.None)
            {
                errors.Add($"{path}:Role is none, but has to be read, operate or admin; remove the key if it may do nothing.");
            }
        }
    }

    private static void CheckHash(string path, string secret, List<string> errors)
    {
        if (!SecretText.IsWellFormed(secret))
        {
            errors.Add($"{path} begins with sha256:, but 64 hexadecimal digits have to follow.");
        }
    }

    private static void CheckVhost(string path, VhostOptions vhost, bool checksFiles, List<string> errors)
    {
        if (!SecurityList.TryParse(vhost.Security.Rules, out _, out var fault))
        {
            errors.Add($"{path}:Security:Rules has \"{fault}\", but a rule is allow or deny, publish or play, and all, an address or a range, such as allow play 192.0.2.0/24.");
        }

        if (checksFiles)
        {
            AuthPolicy.Check(vhost.Auth, $"{path}:Auth", errors);
        }

        foreach (var (name, value) in new[]
        {
            (nameof(LimitOptions.Connections), vhost.Limits.Connections),
            (nameof(LimitOptions.ViewersPerStream), vhost.Limits.ViewersPerStream),
            (nameof(LimitOptions.Publishers), vhost.Limits.Publishers),
            (nameof(LimitOptions.PublisherKbps), vhost.Limits.PublisherKbps),
        })
        {
            if (value < 0)
            {
                errors.Add($"{path}:Limits:{name} is {value}, but has to be 0, which is no limit, or more.");
            }
        }
    }
}
