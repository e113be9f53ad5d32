using Srs.Media.Protocols.Rtc;
using Srs.Media.Protocols.Rtc.Sdp;

namespace Srs.Tests.Protocols.Rtc.Sdp;

public sealed class SdpFragmentTests
{
    /// <summary>A fragment as clients send it with PATCH (RFC 9725 §4.3.2 has one of this shape).</summary>
    public const string Trickle =
        "a=group:BUNDLE 0 1\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\na=ice-ufrag:EsAw\r\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\r\n"
        + "a=candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host generation 0 ufrag EsAw network-id 1\r\n"
        + "a=candidate:3471623853 1 udp 2122194687 198.51.100.2 61765 typ host generation 0 ufrag EsAw network-id 2\r\n"
        + "a=end-of-candidates\r\n";

    private static readonly RtcIceParameters Peer = new("EsAw", "P2uYro0UCOQ4zxjKXaWCBui1");

    [Fact]
    public void Read_Trickle_GivesCandidates()
    {
        var fragment = SdpFragmentReader.Read(Trickle);

        Assert.Equal(Peer, fragment.Ice);
        Assert.Equal(2, fragment.Candidates.Count);
        Assert.StartsWith("candidate:1387637174 1 udp", fragment.Candidates[0], StringComparison.Ordinal);
        Assert.True(fragment.EndOfCandidates);
        Assert.False(fragment.IsRestart(Peer));
        Assert.True(fragment.IsRestart(Peer with { Ufrag = "other" }));
    }

    [Fact]
    public void Read_CredentialsOfTheSessionLevel_AreTaken()
    {
        var fragment = SdpFragmentReader.Read("a=ice-ufrag:EsAw\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\nm=audio 9 RTP/AVP 0\na=mid:0\n");

        Assert.Equal(Peer, fragment.Ice);
        Assert.Empty(fragment.Candidates);
        Assert.False(fragment.EndOfCandidates);
    }

    [Fact]
    public void Read_NoCredentials_IsNoRestart() => Assert.False(SdpFragmentReader.Read("a=end-of-candidates\n").IsRestart(Peer));

    [Theory]
    [InlineData("a=ice-ufrag:EsAw\n")]
    [InlineData("a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\n")]
    [InlineData("a=ice-ufrag:Es\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\n")]
    [InlineData("a=ice-ufrag:Es:Aw\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\n")]
    [InlineData("a=ice-ufrag:EsAw\na=ice-pwd:short\n")]
    public void Read_BadCredentials_Throws(string text) =>
        Assert.Equal(RtcErrorCode.RtcInvalidIce, Assert.Throws<RtcNegotiationException>(() => SdpFragmentReader.Read(text)).Code);

    [Fact]
    public void Read_ManyCandidates_KeepsSome()
    {
        var text = string.Concat(Enumerable.Range(0, 1000).Select(static i => $"a=candidate:{i} 1 udp 1 192.0.2.1 {i} typ host\n"));

        Assert.Equal(SdpLimits.MaxCandidates, SdpFragmentReader.Read(text).Candidates.Count);
    }

    [Fact]
    public void Write_Restart_GivesNewCredentialsAndCandidates()
    {
        var agreement = RtcNegotiator.Answer(SdpTestSupport.ReadOffer("chromium-publish-data"), SdpTestSupport.Publish());

        var text = SdpFragmentWriter.Write(agreement, Peer, ["candidate:1 1 udp 2130706431 192.0.2.9 8000 typ host"]);

        Assert.Equal(
            "a=ice-lite\r\na=group:BUNDLE 0 1\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\na=ice-ufrag:EsAw\r\n"
            + "a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\r\na=candidate:1 1 udp 2130706431 192.0.2.9 8000 typ host\r\na=end-of-candidates\r\n",
            text);
        var read = SdpFragmentReader.Read(text);
        Assert.Equal(Peer, read.Ice);
        Assert.Equal(["candidate:1 1 udp 2130706431 192.0.2.9 8000 typ host"], read.Candidates);
    }
}
