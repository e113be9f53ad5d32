using Srs.Tests.Web.Api;
using Srs.Web.Metrics.Host;

namespace Srs.Tests.Web.Metrics.Host;

public sealed class SystemSamplerTests
{
    [Fact]
    public void Sample_AskedOften_ReadsOnceASecond()
    {
        var clock = new FixedClock();
        var reads = 0;
        var sampler = new SystemSampler(clock, () => Reading(++reads));

        for (var i = 0; i < 10; i++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(200));
            sampler.Sample();
        }

        Assert.Equal(3, reads);
    }

    [Fact]
    public void Sample_AfterTwoSeconds_GivesFractionsOfThem()
    {
        var clock = new FixedClock();
        var reads = 0;
        var sampler = new SystemSampler(clock, () => Reading(++reads));
        clock.Advance(TimeSpan.FromSeconds(2));

        var sample = sampler.Sample();

        Assert.Equal(0.05, sample.ProcessCpuPercent, 6);
        Assert.Equal(0.25, sample.CpuPercent, 6);
        Assert.Equal(50, sample.DiskReadKbPerSecond);
        Assert.Equal(100, sample.DiskWriteKbPerSecond);
        Assert.Equal(0.5, sample.DiskBusyPercent, 6);
        Assert.Equal(0.1, sample.ResidentPercent, 6);
    }

    [Fact]
    public void Sample_NoTimePassed_IsZeroAndNotInfinite()
    {
        var sampler = new SystemSampler(new FixedClock(), static () => Reading(1));

        var sample = sampler.Sample();

        Assert.Equal((0, 0, 0), (sample.ProcessCpuPercent, sample.CpuPercent, sample.DiskBusyPercent));
    }

    private static HostReading Reading(int number) => new()
    {
        ProcessCpu = TimeSpan.FromMilliseconds(100 * number),
        ResidentKb = 100,
        ParentPid = 1,
        Cpu = new HostCpu(50 * number, 200 * number, 2, 2),
        Memory = new HostMemory(1000, 500, 0, 0),
        Load = new HostLoad(1, 1, 0, 0, 0),
        Disks = new HostDisks(100 * number, 200 * number, new Dictionary<string, long> { ["sda"] = 1000 * number, ["sdb"] = 10 * number }),
        Sockets = new HostSockets(0, 0, 0, 0),
        Network = new HostNetwork(0, 0, 0, 0),
    };
}
