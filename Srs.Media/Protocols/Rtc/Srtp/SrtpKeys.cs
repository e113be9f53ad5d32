namespace Srs.Media.Protocols.Rtc.Srtp;

/// <summary>What a DTLS handshake gives to SRTP: the master keys of both directions.</summary>
/// <param name="Outgoing">For <see cref="SrtpSender"/>.</param>
/// <param name="Incoming">For <see cref="SrtpReceiver"/>.</param>
public sealed record SrtpKeys(SrtpMasterKey Outgoing, SrtpMasterKey Incoming)
{
    /// <summary>Label of the keying material. RFC 5764 section 4.2.</summary>
    public const string ExporterLabel = "EXTRACTOR-dtls_srtp";

    /// <summary>The profile that the peers agreed on.</summary>
    public SrtpProfile Profile => Outgoing.Profile;

    /// <summary>Bytes of keying material that <see cref="FromExporter"/> takes.</summary>
    public static int ExporterBytes(SrtpProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return 2 * (profile.KeyBytes + profile.SaltBytes);
    }

    /// <summary>Cuts keying material: client's key, server's key, client's salt, server's salt. RFC 5764 section 4.2.</summary>
    /// <param name="profile">The profile agreed on.</param>
    /// <param name="material"><see cref="ExporterBytes"/> bytes, copied.</param>
    /// <param name="isClient">Our role in DTLS.</param>
    public static SrtpKeys FromExporter(SrtpProfile profile, ReadOnlySpan<byte> material, bool isClient)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(material.Length, ExporterBytes(profile), nameof(material));
        var (key, salt) = (profile.KeyBytes, profile.SaltBytes);
        var salts = material[(2 * key)..];
        var client = new SrtpMasterKey(profile, material[..key], salts[..salt]);
        var server = new SrtpMasterKey(profile, material[key..(2 * key)], salts[salt..]);
        return isClient ? new SrtpKeys(client, server) : new SrtpKeys(server, client);
    }
}
