namespace Srs.Media.Protocols.Rtc.Srtp;

/// <summary>Master key and master salt of one direction. RFC 3711 section 3.2.1.</summary>
public sealed class SrtpMasterKey
{
    private readonly byte[] _key;
    private readonly byte[] _salt;

    /// <param name="profile">Says how long the two are.</param>
    /// <param name="key">Copied.</param>
    /// <param name="salt">Copied.</param>
    /// <exception cref="ArgumentException">One of them has another length.</exception>
    public SrtpMasterKey(SrtpProfile profile, ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt)
    {
        ArgumentNullException.ThrowIfNull(profile);
        if (key.Length != profile.KeyBytes || salt.Length != profile.SaltBytes)
        {
            throw new ArgumentException($"{profile} takes a key of {profile.KeyBytes} bytes and a salt of {profile.SaltBytes}.", nameof(key));
        }

        Profile = profile;
        _key = key.ToArray();
        _salt = salt.ToArray();
    }

    /// <summary>What they are for.</summary>
    public SrtpProfile Profile { get; }

    /// <summary>The master key.</summary>
    public ReadOnlySpan<byte> Key => _key;

    /// <summary>The master salt.</summary>
    public ReadOnlySpan<byte> Salt => _salt;
}
