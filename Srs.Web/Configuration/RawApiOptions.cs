namespace Srs.Web.Configuration;

/// <summary>SRS's way to reload by HTTP; section <c>Srs:HttpApi:RawApi</c>.</summary>
internal sealed record RawApiOptions
{
    /// <summary>Whether it is there. Default false.</summary>
    public bool Enabled { get; init; }

    /// <summary>Whether it may reload. Default false.</summary>
    public bool AllowReload { get; init; }
}
