using Microsoft.Extensions.Configuration;
using Srs.Web.Configuration;

namespace Srs.Tests.Web.Configuration;

public sealed class HlsCheckTests
{
    [Theory]
    [InlineData("Srs:SegmentStore:MaxMemory", "lots", "Srs:SegmentStore:MaxMemory is \"lots\"")]
    [InlineData("Srs:SegmentStore:MaxMemory", "0%", "Srs:SegmentStore:MaxMemory is \"0%\"")]
    [InlineData("Srs:SegmentStore:PastOnDisk", "1000h", "Srs:SegmentStore:PastOnDisk is 41.16:00:00")]
    [InlineData("Srs:DefaultVhost:Hls:HlsFragment", "0s", "Srs:DefaultVhost:Hls:HlsFragment is 00:00:00")]
    [InlineData("Srs:DefaultVhost:Hls:HlsFragment", "10m", "Srs:DefaultVhost:Hls:HlsFragment is 00:10:00")]
    [InlineData("Srs:DefaultVhost:Hls:HlsWindow", "24h", "")]
    [InlineData("Srs:DefaultVhost:Hls:HlsAofRatio", "0", "Srs:DefaultVhost:Hls:HlsAofRatio is 0,")]
    [InlineData("Srs:DefaultVhost:Hls:HlsOnError", "panic", "Srs:DefaultVhost:Hls:HlsOnError is \"panic\"")]
    [InlineData("Srs:DefaultVhost:Hls:HlsFragmentsPerKey", "0", "Srs:DefaultVhost:Hls:HlsFragmentsPerKey is 0")]
    [InlineData("Srs:Vhosts:a.b:Hls:HlsTsFile", "../[stream]-[seq].ts", "Srs:Vhosts:a.b:Hls:HlsTsFile is \"../[stream]-[seq].ts\"")]
    [InlineData("Srs:Vhosts:a.b:Hls:HlsTsFile", "[app]/[stream].ts", "has to be a name below HlsPath that contains [seq] and ends in .ts")]
    [InlineData("Srs:DefaultVhost:HttpRemux:Mount", "[vhost]/[app]/[stream].ts", "which are the names of HLS segments, too")]
    [InlineData("Srs:Vhosts:a.b:Hls:HlsM3u8File", "[app]/index", "Srs:Vhosts:a.b:Hls:HlsM3u8File is \"[app]/index\"")]
    public void Read_WrongSetting_NamesKeyAndValue(string key, string value, string expected)
    {
        var exception = Assert.Throws<ConfigurationException>(() => Read((key, value)));

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SwitchedOff_MaySayWhatItLikes() =>
        Assert.False(Read(("Srs:DefaultVhost:Hls:Enabled", "false"), ("Srs:DefaultVhost:Hls:HlsFragment", "0s")).DefaultVhost.Hls.Enabled);

    [Fact]
    public void Read_MountOfTsWithoutHls_IsGood() => Assert.Equal(
        "[vhost]/[app]/[stream].ts",
        Read(("Srs:DefaultVhost:Hls:Enabled", "false"), ("Srs:DefaultVhost:HttpRemux:Mount", "[vhost]/[app]/[stream].ts")).DefaultVhost.HttpRemux.Mount);

    [Fact]
    public void Read_NamesByTime_AreGood() =>
        Assert.Equal("[2006]/[15][04][05].ts", Read(("Srs:DefaultVhost:Hls:HlsTsFile", "[2006]/[15][04][05].ts")).DefaultVhost.Hls.HlsTsFile);

    private static SrsOptions Read(params (string Key, string Value)[] settings) => SrsOptionsReader.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(static s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build(), 1000);
}
