using System.Collections.Immutable;
using Srs.Media.Streams;

namespace Srs.Media.Access;

/// <summary>A key of <see cref="AuthOptions"/>, read and checked. Immutable.</summary>
internal sealed record AuthKey
{
    /// <summary>Name in the settings.</summary>
    public required string Name { get; init; }

    /// <summary>What it checks.</summary>
    public required AuthKind Kind { get; init; }

    /// <summary>The text of <see cref="AuthKind.Key"/>.</summary>
    public string Text { get; init; } = "";

    /// <summary>What signatures are checked with; null when <see cref="Jwks"/> has it.</summary>
    public JsonWebKey? Verifier { get; init; }

    /// <summary>Where the public keys are; null when <see cref="Verifier"/> is the one.</summary>
    public Uri? Jwks { get; init; }

    /// <summary>Streams that it is good for.</summary>
    public required ImmutableArray<string> Streams { get; init; }

    /// <summary>What it is good for.</summary>
    public required ImmutableArray<AccessAction> Actions { get; init; }

    /// <summary>Issuer that tokens have to name; empty for any.</summary>
    public string Issuer { get; init; } = "";

    /// <summary>Audience that tokens have to name; empty for any.</summary>
    public string Audience { get; init; } = "";

    /// <summary>Whether a credential that was checked with another key is as good by this one: the same secret, and no new conditions.</summary>
    public bool Supports(AuthKey other) =>
        Kind == other.Kind && Text == other.Text && Jwks == other.Jwks
        && (Verifier?.Bytes ?? []).AsSpan().SequenceEqual((other.Verifier?.Bytes ?? []).AsSpan())
        && (Issuer.Length == 0 || Issuer == other.Issuer) && (Audience.Length == 0 || Audience == other.Audience);

    /// <summary>Whether it is good for this.</summary>
    public bool Covers(AccessAction action, StreamKey stream) =>
        Actions.Contains(action) && Streams.Any(pattern => StreamPattern.Matches(pattern, stream.App, stream.Stream));
}
