using System.Collections.Immutable;

namespace Srs.Media.Access;

/// <summary>A key that the signatures of tokens are checked with, for one algorithm only.</summary>
/// <param name="KeyId">Its <c>kid</c>; empty for none.</param>
/// <param name="Kind">The algorithm, which the token has no say in.</param>
/// <param name="Bytes">The secret, or a public key as SubjectPublicKeyInfo in DER.</param>
public sealed record JsonWebKey(string KeyId, AuthKind Kind, ImmutableArray<byte> Bytes);
