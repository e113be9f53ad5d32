using Microsoft.Extensions.Configuration;
using Srs.Web.Configuration;

namespace Srs.Tests.Web.Configuration;

public sealed class RtcCheckTests
{
    [Theory]
    [InlineData("Srs:RtcServer:Listen", "here", "Srs:RtcServer:Listen has \"here\"")]
    [InlineData("Srs:RtcServer:Listen", "", "Srs:RtcServer:Listen is empty")]
    [InlineData("Srs:RtcServer:Tcp:Listen", "1:2:3", "Srs:RtcServer:Tcp:Listen has \"1:2:3\"")]
    [InlineData("Srs:RtcServer:Tcp:Listen", "1935", "Srs:Rtmp:Listen and Srs:RtcServer:Tcp:Listen both have port 1935; give one of them another port.")]
    [InlineData("Srs:RtcServer:Tcp:Listen", "127.0.0.1:8080", "Srs:HttpServer:Listen and Srs:RtcServer:Tcp:Listen both have port 8080; give one of them another port.")]
    [InlineData("Srs:RtcServer:Protocol", "sctp", "Srs:RtcServer:Protocol is \"sctp\", but has to be udp, tcp or all.")]
    [InlineData("Srs:RtcServer:IpFamily", "ipv5", "Srs:RtcServer:IpFamily is \"ipv5\", but has to be ipv4, ipv6 or all.")]
    [InlineData("Srs:RtcServer:Candidate", "1.2.3.4 http://a", "Srs:RtcServer:Candidate has \"http://a\"")]
    [InlineData("Srs:RtcServer:Reuseport", "-1", "Srs:RtcServer:Reuseport is -1, but has to be from 0 to 64.")]
    [InlineData("Srs:RtcServer:IceServers:a:Urls", "http://a", "Srs:RtcServer:IceServers:a:Urls is \"http://a\"")]
    [InlineData("Srs:RtcServer:IceServers:a:Urls", "turn:a", "Srs:RtcServer:IceServers:a:Username or Credential is empty")]
    [InlineData("Srs:RtcServer:IceServers:a:Username", "a\nb", "Srs:RtcServer:IceServers:a:Username and Credential")]
    [InlineData("Srs:DefaultVhost:Rtc:DtlsRole", "both", "Srs:DefaultVhost:Rtc:DtlsRole is \"both\", but has to be passive or active.")]
    [InlineData("Srs:DefaultVhost:Rtc:DtlsVersion", "ssl3", "Srs:DefaultVhost:Rtc:DtlsVersion is \"ssl3\", but has to be auto, dtls1.0 or dtls1.2.")]
    [InlineData("Srs:DefaultVhost:Rtc:StunTimeout", "0s", "Srs:DefaultVhost:Rtc:StunTimeout is 00:00:00, but has to be from 00:00:01 to 00:10:00.")]
    [InlineData("Srs:DefaultVhost:Rtc:PliForRtmp", "60s", "Srs:DefaultVhost:Rtc:PliForRtmp is 00:01:00")]
    [InlineData("Srs:DefaultVhost:Rtc:OpusBitrate", "1000", "Srs:DefaultVhost:Rtc:OpusBitrate is 1000, but has to be from 8000 to 320000 bit/s.")]
    [InlineData("Srs:Vhosts:a.b:Rtc:AacBitrate", "1000000", "Srs:Vhosts:a.b:Rtc:AacBitrate is 1000000")]
    [InlineData("Srs:DefaultVhost:Rtc:DropForPt", "128", "Srs:DefaultVhost:Rtc:DropForPt is 128")]
    public void Read_WrongSetting_NamesKeyAndValue(string key, string value, string expected)
    {
        var exception = Assert.Throws<ConfigurationException>(() => Read((key, value)));

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TcpAloneWithoutPort_IsAFault() => Assert.Contains(
        "Srs:RtcServer:Protocol is tcp, but Srs:RtcServer:Tcp:Enabled is off",
        Assert.Throws<ConfigurationException>(() => Read(("Srs:RtcServer:Protocol", "tcp"), ("Srs:RtcServer:Tcp:Enabled", "false"))).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("Srs:RtcServer:Candidate", "*")]
    [InlineData("Srs:RtcServer:Candidate", "$CANDIDATE 203.0.113.1 media.example:18000 [2001:db8::1]:8000")]
    [InlineData("Srs:RtcServer:Tcp:Listen", "8080")]
    [InlineData("Srs:RtcServer:Tcp:Listen", "1985")]
    [InlineData("Srs:RtcServer:IceServers:a:Urls", "stun:a.example stuns:b.example:5349")]
    public void Read_GoodSetting_IsTaken(string key, string value) => Assert.True(Read((key, value)).RtcServer.Enabled);

    [Fact]
    public void Read_SwitchedOff_MaySayWhatItLikes() =>
        Assert.False(Read(("Srs:RtcServer:Enabled", "false"), ("Srs:RtcServer:Protocol", "sctp"), ("Srs:RtcServer:Tcp:Listen", "1935")).RtcServer.Enabled);

    [Fact]
    public void Defaults_EverythingIsOn()
    {
        var options = Read();

        Assert.True(options.RtcServer is { Enabled: true, Protocol: "all", IpFamily: "all", Encrypt: true, AllowPlain: false, Tcp.Enabled: true });
        Assert.True(options.DefaultVhost.Rtc is { Enabled: true, RtmpToRtc: true, RtcToRtmp: true });
        Assert.Empty(RtcCheck.Remark(options));
        Assert.DoesNotContain(NotAvailableYet.Find(options), static remark => remark.Contains("Rtc", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Srs:RtcServer:Listen", "8000 8001", "8000 is used")]
    [InlineData("Srs:RtcServer:BlackHole:Enabled", "true", "Srs:RtcServer:BlackHole:Enabled is on")]
    [InlineData("Srs:DefaultVhost:Rtc:DtlsVersion", "dtls1.0", "DTLS 1.2 is spoken")]
    [InlineData("Srs:DefaultVhost:Rtc:DropForPt", "96", "Srs:DefaultVhost:Rtc:DropForPt is 96")]
    [InlineData("Srs:Vhosts:a.b:Rtc:KeepOriginalSsrc", "true", "Srs:Vhosts:a.b:Rtc:KeepOriginalSsrc is on")]
    public void Remark_SettingWithoutEffect_IsTold(string key, string value, string expected) =>
        Assert.Contains(expected, Assert.Single(RtcCheck.Remark(Read((key, value)))), StringComparison.Ordinal);

    private static SrsOptions Read(params (string Key, string Value)[] settings) => SrsOptionsReader.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(static s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build(), 1000);
}
