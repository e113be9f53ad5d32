using System.Globalization;
using Srs.Media.Streams;

namespace Srs.Web.Api;

/// <summary>Who this server is, towards API clients, callbacks and metrics; the same until the process ends.</summary>
internal sealed class ServerIdentity(TimeProvider clock)
{
    /// <summary>Version of SRS whose API is spoken. Scripts compare it, so it is not the version of this program.</summary>
    public const string SoftwareVersion = "7.0.18";

    /// <summary>First number of <see cref="SoftwareVersion"/>.</summary>
    public const int Major = 7;

    /// <summary>Second number of <see cref="SoftwareVersion"/>.</summary>
    public const int Minor = 0;

    /// <summary>Third number of <see cref="SoftwareVersion"/>.</summary>
    public const int Revision = 18;

    /// <summary>The word that SRS puts in parentheses after its version; it names the edition.</summary>
    public const string Code = "Srs";

    /// <summary>Value of the <c>Server</c> header.</summary>
    public const string Signature = "SRS/" + SoftwareVersion + "(" + Code + ")";

    private readonly long _start = clock.GetTimestamp();

    /// <summary>Id of the server: as configured, or new at each start.</summary>
    public string ServerId { get; init; } = SessionId.NewVid();

    /// <summary>Id of this run of the server, new at each start.</summary>
    public string ServiceId { get; } = SessionId.New();

    /// <summary>Process id, which SRS's API gives as text.</summary>
    public string Pid { get; } = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

    /// <summary>When the server started.</summary>
    public DateTimeOffset StartTime { get; } = clock.GetUtcNow();

    /// <summary>Time since the server started.</summary>
    public TimeSpan Uptime => clock.GetElapsedTime(_start);
}
