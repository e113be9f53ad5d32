namespace Srs.Media.Protocols.Rtc.Srtp;

/// <summary>A DTLS-SRTP protection profile: how packets are encrypted and authenticated.</summary>
/// <remarks>RFC 5764 section 4.1.2, RFC 7714 section 14.2.</remarks>
public sealed class SrtpProfile
{
    /// <summary>What the longest of all profiles adds to a packet, SRTCP included.</summary>
    public const int MaxOverheadBytes = 20;

    private SrtpProfile(int id, string name, int keyBytes, int saltBytes, int tagBytes)
    {
        Id = id;
        Name = name;
        KeyBytes = keyBytes;
        SaltBytes = saltBytes;
        TagBytes = tagBytes;
    }

    /// <summary>AES-128 in Galois/counter mode: the fastest here.</summary>
    public static SrtpProfile AeadAes128Gcm { get; } = new(7, "SRTP_AEAD_AES_128_GCM", 16, 12, 16);

    /// <summary>AES-256 in Galois/counter mode.</summary>
    public static SrtpProfile AeadAes256Gcm { get; } = new(8, "SRTP_AEAD_AES_256_GCM", 32, 12, 16);

    /// <summary>AES-128 in counter mode with HMAC-SHA1, cut to 80 bits: the one that everybody has.</summary>
    public static SrtpProfile Aes128CmSha1Tag80 { get; } = new(1, "SRTP_AES128_CM_SHA1_80", 16, 14, 10);

    /// <summary>All of them, the preferred one first.</summary>
    public static IReadOnlyList<SrtpProfile> All { get; } = [AeadAes128Gcm, AeadAes256Gcm, Aes128CmSha1Tag80];

    /// <summary>Number in the use_srtp extension.</summary>
    public int Id { get; }

    /// <summary>Name as OpenSSL and browsers' statistics write it.</summary>
    public string Name { get; }

    /// <summary>Bytes of a master key, and of a session key.</summary>
    public int KeyBytes { get; }

    /// <summary>Bytes of a master salt, and of a session salt.</summary>
    public int SaltBytes { get; }

    /// <summary>Bytes of the authentication tag: what SRTP adds to an RTP packet.</summary>
    public int TagBytes { get; }

    /// <summary>What SRTCP adds to a compound packet: tag and index.</summary>
    public int RtcpOverheadBytes => TagBytes + SrtpHeader.RtcpIndexBytes;

    /// <summary>The profile with a number, or null.</summary>
    public static SrtpProfile? Find(int id) => All.FirstOrDefault(profile => profile.Id == id);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
