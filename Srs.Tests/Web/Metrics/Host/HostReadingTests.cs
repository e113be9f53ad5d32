using System.Net;
using Srs.Web.Metrics.Host;

namespace Srs.Tests.Web.Metrics.Host;

public sealed class HostReadingTests
{
    private const string Stat = "cpu  100 5 50 800 20 1 2 3 90 0\ncpu0 50 5 25 400 10 1 2 3 0 0\ncpu1 50 0 25 400 10 0 0 0 0 0\nintr 1\n";
    private const string MemInfo = "MemTotal:       1000 kB\nMemFree:         300 kB\nBuffers:          50 kB\nCached:          150 kB\nSwapCached: 1 kB\nSwapTotal:       200 kB\nSwapFree:        150 kB\n";
    private const string SockStat = "sockets: used 90\nTCP: inuse 15 orphan 0 tw 63 alloc 18 mem 2\nUDP: inuse 8 mem 3\n";
    private const string SockStat6 = "TCP6: inuse 4\nUDP6: inuse 2\n";
    private const string Snmp = "Ip: Forwarding\nIp: 1\nTcp: RtoMin MaxConn CurrEstab InSegs\nTcp: 200 -1 15 9\n";
    private const string VmStat = "pgpgin 4000\npgpgout 8000\npswpin 0\n";
    private const string DiskStats = "   8       0 sda 1 2 3 4 5 6 7 8 0 500 9\n   8       1 sda1 1 2 3 4 5 6 7 8 0 400 9\n";

    [Fact]
    public void Cpu_Stat_CountsBusyTicksAndProcessors()
    {
        Assert.Equal(new HostCpu(161, 981, 2, 4), HostCpu.Parse(Stat, "0-2,6\n"));
    }

    [Fact]
    public void Memory_MemInfo_LeavesCachesOut()
    {
        var memory = HostMemory.Parse(MemInfo);

        Assert.Equal(new HostMemory(1000, 500, 200, 50), memory);
        Assert.Equal(0.5, memory.UsedPercent);
        Assert.Equal(0.25, memory.SwapUsedPercent);
    }

    [Fact]
    public void Sockets_SockStatAndSnmp_AreAddedUp()
    {
        Assert.Equal(new HostSockets(19, 15, 63, 10), HostSockets.Parse(SockStat, SockStat6, Snmp));
    }

    [Fact]
    public void Disks_VmStatAndDiskStats_AreRead()
    {
        var disks = HostDisks.Parse(VmStat, DiskStats);

        Assert.Equal((4000, 8000), (disks.ReadKb, disks.WrittenKb));
        Assert.Equal(500, disks.BusyMs["sda"]);
    }

    [Fact]
    public void Load_UptimeAndAverages_AreRead()
    {
        Assert.Equal(new HostLoad(1862.10, 2261.78, 2.26, 1.90, 1.38), HostLoad.Parse("1862.10 2261.78\n", "2.26 1.90 1.38 1/2 3\n"));
    }

    [Theory]
    [InlineData("29458 (srs) S 1 29458", 1)]
    [InlineData("29458 (a ) b) S 77 29458", 77)]
    [InlineData("", 0)]
    public void ParentPid_Stat_IsFoundBehindTheName(string stat, int parent)
    {
        Assert.Equal(parent, HostReading.ParseParent(stat));
    }

    [Fact]
    public void Parsers_TextCutAnywhere_NeverFail()
    {
        foreach (var text in (string[])[Stat, MemInfo, SockStat, SockStat6, Snmp, VmStat, DiskStats, "99999999999999999999", "cpu x -", "-"])
        {
            for (var length = 0; length <= text.Length; length++)
            {
                var cut = text[..length];
                HostCpu.Parse(cut, cut);
                HostMemory.Parse(cut);
                HostSockets.Parse(cut, cut, cut);
                HostDisks.Parse(cut, cut);
                HostLoad.Parse(cut, cut);
                HostReading.ParseParent(cut);
            }
        }
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("172.32.0.1", true)]
    [InlineData("2001:4860::1", true)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("169.254.1.1", false)]
    [InlineData("::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    public void IsPublic_Address_GoesByItsRange(string address, bool isPublic)
    {
        Assert.Equal(isPublic, HostNetwork.IsPublic(IPAddress.Parse(address)));
    }
}
