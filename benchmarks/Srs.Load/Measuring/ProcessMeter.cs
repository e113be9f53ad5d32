using System.Globalization;
using System.Runtime.InteropServices;

namespace Srs.Load.Measuring;

/// <summary>What a process has taken of the machine.</summary>
internal sealed partial class ProcessMeter
{
    private readonly int _pid;

    /// <summary>Watches a process; 0 is this one.</summary>
    /// <exception cref="LoadException">There is none, or the platform does not tell.</exception>
    public ProcessMeter(int pid)
    {
        _pid = pid == 0 ? Environment.ProcessId : pid;
        _ = ProcessorSeconds;
        _ = ResidentBytes;
    }

    /// <summary>User and system time of all its threads so far, in seconds, to the nanosecond: <c>/proc/PID/stat</c> counts hundredths.</summary>
    public double ProcessorSeconds => GetTime(CpuClockOf(_pid), out var time) == 0
        ? time.Seconds + (time.Nanoseconds / 1e9)
        : throw new LoadException($"--pid {_pid}: there is no such process.");

    /// <summary>Memory that is in RAM, in bytes: <c>VmRSS</c> of <c>/proc/PID/status</c>.</summary>
    public long ResidentBytes
    {
        get
        {
            try
            {
                const string Name = "VmRSS:";
                var line = File.ReadLines($"/proc/{_pid}/status").First(static l => l.StartsWith(Name, StringComparison.Ordinal));
                return long.Parse(line.AsSpan(Name.Length).TrimEnd("kB"), NumberStyles.Any, CultureInfo.InvariantCulture) * 1024;
            }
            catch (Exception e) when (e is IOException or InvalidOperationException)
            {
                throw new LoadException($"--pid {_pid}: its memory cannot be read: {e.Message}");
            }
        }
    }

    /// <summary>The clock of a process's processor time, as Linux numbers them (include/linux/posix-timers.h): not of a thread, by the scheduler.</summary>
    private static int CpuClockOf(int pid) => (~pid << 3) | 2;

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
