using Srs.Media.Protocols.Rtc.Srtp;

namespace Srs.Tests.Protocols.Rtc.Srtp;

public sealed class SrtpKeysTests
{
    /// <summary>RFC 5764 section 4.2: client's key, server's key, client's salt, server's salt.</summary>
    [Theory]
    [InlineData(1, 60)]
    [InlineData(7, 56)]
    [InlineData(8, 88)]
    public void FromExporter_EachProfile_CutAsBothRoles(int id, int length)
    {
        var profile = SrtpProfile.Find(id)!;
        var material = Enumerable.Range(0, length).Select(static i => (byte)i).ToArray();
        Assert.Equal(length, SrtpKeys.ExporterBytes(profile));

        var client = SrtpKeys.FromExporter(profile, material, isClient: true);
        var server = SrtpKeys.FromExporter(profile, material, isClient: false);

        Assert.Equal(profile, client.Profile);
        Assert.Equal(material[..profile.KeyBytes], client.Outgoing.Key.ToArray());
        Assert.Equal(material[^(2 * profile.SaltBytes)..^profile.SaltBytes], client.Outgoing.Salt.ToArray());
        Assert.Equal(material[profile.KeyBytes..(2 * profile.KeyBytes)], server.Outgoing.Key.ToArray());
        Assert.Equal(material[^profile.SaltBytes..], server.Outgoing.Salt.ToArray());
        Assert.Equal(client.Outgoing.Key.ToArray(), server.Incoming.Key.ToArray());
        Assert.Equal(client.Incoming.Salt.ToArray(), server.Outgoing.Salt.ToArray());
    }

    [Fact]
    public void FromExporter_OtherLength_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SrtpKeys.FromExporter(SrtpProfile.AeadAes128Gcm, new byte[60], isClient: true));

    [Fact]
    public void MasterKey_OtherLength_Throws()
    {
        Assert.Throws<ArgumentException>(() => new SrtpMasterKey(SrtpProfile.AeadAes128Gcm, new byte[16], new byte[14]));
        Assert.Throws<ArgumentException>(() => new SrtpMasterKey(SrtpProfile.AeadAes256Gcm, new byte[16], new byte[12]));
    }
}
