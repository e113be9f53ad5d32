using Srs.Media.Net.OpenSsl;

namespace Srs.Media.Protocols.Rtc.Srtp;

/// <summary>Keys derived from a master key, for either SRTP or SRTCP; never derived again. RFC 3711 section 4.3, RFC 7714 section 11.</summary>
/// <param name="Profile">What they are for.</param>
/// <param name="Cipher">Encrypts.</param>
/// <param name="Authentication">Of HMAC-SHA1; empty in profiles that need none.</param>
/// <param name="Salt">Of the initialisation vectors.</param>
internal sealed record SrtpSessionKeys(SrtpProfile Profile, byte[] Cipher, byte[] Authentication, byte[] Salt)
{
    private const int BlockBytes = 16;

    /// <summary>Where the label is added to the master salt, which counts as 14 bytes whatever the profile.</summary>
    private const int LabelOffset = 7;

    /// <summary>Derives the keys.</summary>
    public static SrtpSessionKeys Derive(SrtpMasterKey master, bool isRtcp)
    {
        using var generator = new EvpCipher(master.Key.Length == 32 ? "AES-256-CTR" : "AES-128-CTR", master.Key);
        var firstLabel = (byte)(isRtcp ? 3 : 0);
        var authenticationBytes = IsAuthenticatedApart(master.Profile) ? EvpMac.HashBytes : 0;
        return new SrtpSessionKeys(
            master.Profile,
            Expand(generator, master.Salt, firstLabel, master.Profile.KeyBytes),
            Expand(generator, master.Salt, (byte)(firstLabel + 1), authenticationBytes),
            Expand(generator, master.Salt, (byte)(firstLabel + 2), master.Profile.SaltBytes));
    }

    /// <summary>Whether packets are authenticated by HMAC and not by the cipher.</summary>
    public static bool IsAuthenticatedApart(SrtpProfile profile) => profile == SrtpProfile.Aes128CmSha1Tag80;

    private static byte[] Expand(EvpCipher generator, ReadOnlySpan<byte> salt, byte label, int length)
    {
        Span<byte> counter = stackalloc byte[BlockBytes];
        counter.Clear();
        salt.CopyTo(counter);
        counter[LabelOffset] ^= label;
        var key = new byte[length];
        generator.ApplyKeyStream(counter, key);
        return key;
    }
}
