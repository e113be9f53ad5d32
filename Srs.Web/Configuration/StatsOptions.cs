namespace Srs.Web.Configuration;

/// <summary>Load of the machine in the API; section <c>Srs:Stats</c>.</summary>
internal sealed record StatsOptions
{
    /// <summary>Whether it is measured. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Which of the addresses of the machine is its own, from 0. Default 0.</summary>
    public int Network { get; init; }

    /// <summary>Names of the disks that are measured, separated by spaces. Default all.</summary>
    public string Disk { get; init; } = "";
}
