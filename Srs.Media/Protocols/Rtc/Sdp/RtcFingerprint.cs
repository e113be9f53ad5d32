namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>A certificate's fingerprint as text (RFC 8122 §5).</summary>
/// <param name="Algorithm">Hash in lower case: sha-1, sha-224, sha-256, sha-384 or sha-512.</param>
/// <param name="Value">Bytes in upper-case hexadecimal with colons between them, as many as the hash has.</param>
public sealed record RtcFingerprint(string Algorithm, string Value)
{
    /// <summary>Hashes, the strongest first, and their bytes.</summary>
    private static readonly (string Name, int Bytes)[] Hashes = [("sha-512", 64), ("sha-384", 48), ("sha-256", 32), ("sha-224", 28), ("sha-1", 20)];

    /// <summary>Takes the fingerprints of the strongest hash that is known, since one certificate has one of each (RFC 8122 §5.1).</summary>
    /// <param name="lines">Values of a=fingerprint lines.</param>
    /// <returns>At least one; several with several certificates.</returns>
    /// <exception cref="RtcNegotiationException">There is none that can be checked.</exception>
    internal static IReadOnlyList<RtcFingerprint> Choose(IEnumerable<string> lines)
    {
        RtcFingerprint[] known = [.. lines.Select(TryParse).OfType<RtcFingerprint>().Distinct()];
        foreach (var (name, _) in Hashes)
        {
            RtcFingerprint[] ofHash = [.. known.Where(fingerprint => fingerprint.Algorithm == name)];
            if (ofHash.Length > 0)
            {
                return ofHash;
            }
        }

        throw new RtcNegotiationException(
            RtcErrorCode.RtcSdpNegotiate,
            "The offer has no a=fingerprint that can be checked; media must be encrypted by DTLS-SRTP with a fingerprint by sha-256, "
            + "or by sha-1, sha-224, sha-384 or sha-512.");
    }

    /// <summary>The text that a=fingerprint lines carry.</summary>
    public override string ToString() => $"{Algorithm} {Value}";

    private static RtcFingerprint? TryParse(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0)
        {
            return null;
        }

        var (name, value) = (line[..space].ToLowerInvariant(), line[(space + 1)..].Trim().ToUpperInvariant());
        foreach (var (known, bytes) in Hashes)
        {
            if (known == name)
            {
                return IsHex(value, bytes) ? new RtcFingerprint(name, value) : null;
            }
        }

        return null;
    }

    private static bool IsHex(string value, int bytes)
    {
        if (value.Length != (3 * bytes) - 1)
        {
            return false;
        }

        for (var i = 0; i < value.Length; i++)
        {
            if (i % 3 == 2 ? value[i] != ':' : !char.IsAsciiHexDigit(value[i]))
            {
                return false;
            }
        }

        return true;
    }
}
