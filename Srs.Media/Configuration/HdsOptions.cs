namespace Srs.Media.Configuration;

/// <summary>Adobe HDS, which SRS has in special builds only; section <c>Hds</c>.</summary>
public sealed record HdsOptions
{
    /// <summary>Whether streams are cut into HDS fragments. Default false.</summary>
    public bool Enabled { get; init; }

    /// <summary>Wanted length of a fragment. Default 10 s, as SRS.</summary>
    public TimeSpan HdsFragment { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Length of the manifest. Default 60 s, as SRS.</summary>
    public TimeSpan HdsWindow { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Folder of the files. Default ./objs/nginx/html, as SRS.</summary>
    public string HdsPath { get; init; } = "./objs/nginx/html";
}
