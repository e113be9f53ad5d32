using System.Security.Cryptography;
using Srs.Media.Protocols.Rtc.Dtls;
using Srs.Media.Protocols.Rtc.Srtp;
using Srs.Tests.Protocols.Rtc.Srtp;

namespace Srs.Tests.Protocols.Rtc.Dtls;

public sealed class DtlsSessionTests
{
    public static TheoryData<int> Profiles => SrtpSamples.Profiles;

    [Fact]
    public void Handshake_GoodNetwork_FourFlightsAndNoTime()
    {
        using var pair = new DtlsPair().Run();

        pair.AssertConnected();
        Assert.Equal(TimeSpan.Zero, pair.Clock.Elapsed);
        Assert.Equal([true, false, true, false], pair.Sent.Select(static sent => sent.IsToServer));
        Assert.Equal(SrtpProfile.AeadAes128Gcm, pair.Server.Keys.Profile);
        Assert.Equal("ECDHE-ECDSA-AES256-GCM-SHA384", pair.Server.Cipher);
        Assert.Null(pair.Server.Reason);
        Assert.True(pair.IsIdle);
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Handshake_ClientKnowsOneProfile_Taken(int id)
    {
        var profile = SrtpProfile.Find(id)!;
        using var context = DtlsContexts.With(profile);
        using var pair = new DtlsPair(context).Run();

        pair.AssertConnected();
        Assert.Equal(profile, pair.Server.Keys.Profile);
        using var sender = new SrtpSender(pair.Client.Keys.Outgoing);
        using var receiver = new SrtpReceiver(pair.Server.Keys.Incoming);
        Assert.Equal(SrtpSamples.Rtp(1), receiver.UnprotectRtp(sender.ProtectRtp(SrtpSamples.Rtp(1))));
    }

    [Theory]
    [InlineData("ecdsa", "rsa")]
    [InlineData("rsa", "ecdsa")]
    [InlineData("rsa-large", "rsa-large")]
    [InlineData("ecdsa-large", "rsa-large")]
    [InlineData("rsa-large", "ecdsa-large")]
    public void Handshake_Certificates_AnyKind(string client, string server)
    {
        using var pair = new DtlsPair(DtlsContexts.Named(client), DtlsContexts.Named(server)).Run();

        pair.AssertConnected();
        Assert.Equal(TimeSpan.Zero, pair.Clock.Elapsed);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(100)]
    public void Handshake_EveryMessageInSmallFragments_Connected(int bytes)
    {
        using var pair = new DtlsPair(DtlsContexts.Named("rsa"));
        var (toServer, toClient) = (DtlsPair.Fragment(bytes), DtlsPair.Fragment(bytes));
        pair.Network = (isToServer, datagram) => (isToServer ? toServer : toClient)(datagram);

        pair.Run();

        pair.AssertConnected();
        Assert.Equal(TimeSpan.Zero, pair.Clock.Elapsed);
    }

    [Fact]
    public void Handshake_OtherCertificateThanInSdp_BothFailAndSayWhy()
    {
        using var pair = new DtlsPair(clientFingerprint: DtlsContexts.Server.Certificate.Sha256).Run();

        Assert.Equal(DtlsState.Failed, pair.Server.State);
        Assert.Equal(
            $"The peer's certificate is {DtlsContexts.Client.Certificate.Sha256}, its SDP says {DtlsContexts.Server.Certificate.Sha256}.",
            pair.Server.Reason);
        Assert.Equal(DtlsState.Failed, pair.Client.State);
        Assert.Equal("The peer refused the DTLS handshake with alert bad_certificate (42).", pair.Client.Reason);
        Assert.Throws<InvalidOperationException>(() => pair.Server.Keys);
    }

    [Theory]
    [InlineData(DtlsHash.Sha1)]
    [InlineData(DtlsHash.Sha384)]
    [InlineData(DtlsHash.Sha512)]
    public void Handshake_FingerprintOfOtherHash_Compared(DtlsHash hash)
    {
        var certificate = DtlsContexts.Client.Certificate.Der;
        var name = hash switch
        {
            DtlsHash.Sha1 => HashAlgorithmName.SHA1,
            DtlsHash.Sha384 => HashAlgorithmName.SHA384,
            _ => HashAlgorithmName.SHA512,
        };
        var bytes = CryptographicOperations.HashData(name, certificate);
        using var pair = new DtlsPair(clientFingerprint: new DtlsFingerprint(hash, bytes)).Run();

        pair.AssertConnected();
    }

    [Fact]
    public void Handshake_NoCommonProfile_BothFail()
    {
        using var client = DtlsContexts.With(SrtpProfile.AeadAes256Gcm);
        using var server = new DtlsContext(DtlsContexts.Server.Certificate, [SrtpProfile.Aes128CmSha1Tag80]);
        using var pair = new DtlsPair(client, server).Run();

        Assert.Equal(DtlsState.Failed, pair.Server.State);
        Assert.Equal("The peer knows none of our SRTP profiles: SRTP_AES128_CM_SHA1_80.", pair.Server.Reason);
        Assert.NotEqual(DtlsState.Connected, pair.Client.State);
    }

    [Fact]
    public void Close_Connected_PeerClosesToo()
    {
        using var pair = new DtlsPair().Run();

        pair.Client.Close();
        pair.Deliver();

        Assert.Equal(DtlsState.Closed, pair.Client.State);
        Assert.Equal("Closed on this side.", pair.Client.Reason);
        Assert.Equal(DtlsState.Closed, pair.Server.State);
        Assert.Equal("The peer closed its DTLS session.", pair.Server.Reason);
        pair.AssertSameKeys();
    }

    [Fact]
    public void Close_NotConnected_ClosedAndSilent()
    {
        using var pair = new DtlsPair();
        pair.Client.Start();
        pair.Client.Close();
        pair.Server.Close();

        Assert.Single(pair.Sent);
        Assert.Equal(DtlsState.Closed, pair.Client.State);
        Assert.Equal(DtlsState.Closed, pair.Server.State);
        Assert.True(pair.Client.NextTimeout == long.MaxValue);
    }

    [Fact]
    public void Methods_AfterTheEnd_DoNothing()
    {
        var pair = new DtlsPair().Run();
        var sent = pair.Sent.ToList();
        pair.Dispose();
        pair.Dispose();

        pair.Client.Close();
        pair.Client.HandleTimeout();
        foreach (var (_, isToServer, datagram) in sent)
        {
            (isToServer ? pair.Server : pair.Client).Receive(datagram);
        }

        Assert.Equal(sent.Count, pair.Sent.Count);
        Assert.Equal(DtlsState.Closed, pair.Server.State);
        Assert.Throws<InvalidOperationException>(pair.Client.Start);
    }

    [Fact]
    public void Receive_BeforeStart_Ignored()
    {
        using var pair = new DtlsPair();
        pair.Client.Start();
        pair.Deliver();
        Assert.Equal(DtlsState.New, pair.Server.State);

        pair.Server.Start();
        pair.RunOn();

        pair.AssertConnected();
        Assert.Equal(TimeSpan.FromMilliseconds(100), pair.Clock.Elapsed);
    }

    [Fact]
    public void Context_Disposed_SessionsGoOn()
    {
        var context = DtlsContexts.With(SrtpProfile.AeadAes128Gcm);
        using var pair = new DtlsPair(context);
        pair.Client.Start();
        pair.Server.Start();
        context.Dispose();

        pair.RunOn();

        pair.AssertConnected();
    }
}
