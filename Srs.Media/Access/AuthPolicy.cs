using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;
using Srs.Media.Streams;

namespace Srs.Media.Access;

/// <summary>The keys of <see cref="AuthOptions"/>, their files read once. Immutable.</summary>
public sealed class AuthPolicy
{
    /// <summary>Fewest characters of a stream's key and of a key that signs URLs.</summary>
    private const int LeastKeyLength = 8;
    private const int LeastSignatureLength = 16;

    /// <summary>RFC 7518 §3.2: at least as long as the hash.</summary>
    private const int LeastHs256Length = 32;

    private const int MaxFileLength = 65536;

    private static readonly char[] Separators = [' ', '\t', ','];
    private static readonly ConditionalWeakTable<AuthOptions, AuthPolicy> Known = [];

    private AuthPolicy(ImmutableArray<AuthKey> keys) => Keys = keys;

    /// <summary>The keys.</summary>
    internal ImmutableArray<AuthKey> Keys { get; }

    /// <summary>What clients can show, as words for people.</summary>
    internal string Wanted => string.Join(", ", new[]
    {
        Keys.Any(static key => key.Kind == AuthKind.Key) ? "a key (?key=...)" : null,
        Keys.Any(static key => key.Kind == AuthKind.Signature) ? "a signed address (?expires=...&sign=...)" : null,
        Keys.Any(static key => key.Kind >= AuthKind.Hs256) ? "a token (?token=...)" : null,
    }.OfType<string>());

    /// <summary>The keys of options that have been checked.</summary>
    /// <exception cref="ArgumentException">They have a fault.</exception>
    public static AuthPolicy Get(AuthOptions options) => Known.GetValue(options, static o =>
    {
        var errors = new List<string>();
        var policy = Read(o, "Auth", errors);
        return errors.Count == 0 ? policy : throw new ArgumentException(string.Join(' ', errors), nameof(options));
    });

    /// <summary>Checks options, files included, and keeps what was read for <see cref="Get"/>.</summary>
    /// <param name="options">The options.</param>
    /// <param name="path">Their key.</param>
    /// <param name="errors">Takes a sentence for each fault; no secret is repeated.</param>
    public static void Check(AuthOptions options, string path, List<string> errors)
    {
        var before = errors.Count;
        var policy = Read(options, path, errors);
        foreach (var (action, isOn) in new[] { (AccessAction.Publish, options.Publish), (AccessAction.Play, options.Play) })
        {
            if (isOn && errors.Count == before && !policy.Keys.Any(key => key.Actions.Contains(action)))
            {
                errors.Add($"{path}:{action} is true, but no key of {path}:Keys is good for it, so nobody could {action.ToString().ToLowerInvariant()}; add one.");
            }
        }

        if (errors.Count == before)
        {
            Known.AddOrUpdate(options, policy);
        }
    }

    private static AuthPolicy Read(AuthOptions options, string path, List<string> errors) =>
        new([.. options.Keys.Select(pair => Read(pair.Key, pair.Value, $"{path}:Keys:{pair.Key}", errors)).OfType<AuthKey>()]);

    private static AuthKey? Read(string name, AuthKeyOptions options, string path, List<string> errors)
    {
        var before = errors.Count;
        AuthKind? kind = options.Type.ToLowerInvariant() switch
        {
            "key" => AuthKind.Key,
            "signature" => AuthKind.Signature,
            "hs256" => AuthKind.Hs256,
            "rs256" => AuthKind.Rs256,
            "es256" => AuthKind.Es256,
            _ => null,
        };
        if (kind is null)
        {
            errors.Add($"{path}:Type is \"{options.Type}\", but has to be key, signature, hs256, rs256 or es256.");
            return null;
        }

        var actions = ImmutableArray.CreateBuilder<AccessAction>();
        foreach (var word in options.Actions.Split(Separators, StringSplitOptions.RemoveEmptyEntries))
        {
            if (word is "publish" or "play")
            {
                actions.Add(word == "publish" ? AccessAction.Publish : AccessAction.Play);
            }
            else
            {
                errors.Add($"{path}:Actions has \"{word}\", but takes publish and play only.");
            }
        }

        var streams = options.Streams.Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        foreach (var pattern in streams.Where(static pattern => pattern != "*" && !pattern.Trim('/').Contains('/', StringComparison.Ordinal)))
        {
            errors.Add($"{path}:Streams has \"{pattern}\", but a stream is written app/stream, such as live/camera1 or live/*, or * for all.");
        }

        var isToken = kind >= AuthKind.Hs256;
        if (!isToken && (options.Issuer.Length > 0 || options.Audience.Length > 0))
        {
            errors.Add($"{path} has an Issuer or Audience, which only tokens name; remove it.");
        }

        var (text, verifier, jwks) = ReadSecret(kind.Value, options, path, errors);
        return errors.Count > before ? null : new AuthKey
        {
            Name = name,
            Kind = kind.Value,
            Text = text,
            Verifier = verifier,
            Jwks = jwks,
            Streams = [.. streams],
            Actions = actions.ToImmutable(),
            Issuer = options.Issuer,
            Audience = options.Audience,
        };
    }

    private static (string Text, JsonWebKey? Verifier, Uri? Jwks) ReadSecret(AuthKind kind, AuthKeyOptions options, string path, List<string> errors)
    {
        var given = new[] { options.Key, options.KeyFile, options.Jwks }.Count(static text => text.Length > 0);
        if (given != 1)
        {
            errors.Add($"{path} needs one of Key, KeyFile and Jwks, and has {(given == 0 ? "none" : "several")}.");
            return default;
        }

        if (options.Jwks.Length > 0)
        {
            return ("", null, ReadJwks(kind, options.Jwks, path, errors));
        }

        var setting = options.KeyFile.Length > 0 ? $"{path}:KeyFile" : $"{path}:Key";
        if (ReadText(options, setting, errors) is not { } text)
        {
            return default;
        }

        if (kind is AuthKind.Rs256 or AuthKind.Es256)
        {
            if (!PublicKeyReader.TryReadPem(text, kind, out var verifier, out var fault))
            {
                errors.Add($"{setting} {fault}.");
            }

            return ("", verifier, null);
        }

        CheckSecret(kind, text, setting, errors);
        return (text, new JsonWebKey("", kind, [.. Encoding.UTF8.GetBytes(text)]), null);
    }

    private static Uri? ReadJwks(AuthKind kind, string text, string path, List<string> errors)
    {
        if (kind is not (AuthKind.Rs256 or AuthKind.Es256))
        {
            errors.Add($"{path}:Jwks is set, but only rs256 and es256 have public keys; use Key or KeyFile.");
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || !(address.Scheme == "https" || (address.Scheme == "http" && address.IsLoopback)))
        {
            errors.Add($"{path}:Jwks has to be an https address (or http on this machine), such as https://login.example/.well-known/jwks.json.");
        }

        return address;
    }

    private static string? ReadText(AuthKeyOptions options, string setting, List<string> errors)
    {
        if (options.KeyFile.Length == 0)
        {
            return options.Key;
        }

        try
        {
            if (new FileInfo(options.KeyFile).Length > MaxFileLength)
            {
                errors.Add($"{setting} is \"{options.KeyFile}\", but that file has more than {MaxFileLength} bytes.");
                return null;
            }

            return File.ReadAllText(options.KeyFile).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            errors.Add($"{setting} is \"{options.KeyFile}\", but that file cannot be read: {e.Message}");
            return null;
        }
    }

    private static void CheckSecret(AuthKind kind, string text, string setting, List<string> errors)
    {
        if (kind == AuthKind.Key ? !SecretText.IsWellFormed(text) : SecretText.IsHash(text))
        {
            errors.Add(kind == AuthKind.Key
                ? $"{setting} begins with sha256:, but 64 hexadecimal digits have to follow."
                : $"{setting} is a hash, but what signs has to be the secret itself.");
        }

        if (text.Contains("-----BEGIN", StringComparison.Ordinal))
        {
            // Whoever knows a public key could make tokens with it.
            errors.Add($"{setting} is a PEM key; a shared secret is wanted here, or set the Type to rs256 or es256.");
        }

        var least = kind switch { AuthKind.Key => LeastKeyLength, AuthKind.Signature => LeastSignatureLength, _ => LeastHs256Length };
        if (text.Length < least)
        {
            errors.Add($"{setting} has {text.Length} characters, but has to have at least {least}; openssl rand -hex 32 makes a good one.");
        }
    }
}
