namespace Srs.Media.Configuration;

/// <summary>Files over HTTP; section <c>HttpStatic</c>.</summary>
public sealed record HttpStaticOptions
{
    /// <summary>Whether files are served. Default false.</summary>
    public bool Enabled { get; init; }

    /// <summary>Path under which they are. Default <c>[vhost]/</c>, as SRS.</summary>
    public string Mount { get; init; } = "[vhost]/";

    /// <summary>Folder that they are in. Default ./objs/nginx/html, as SRS.</summary>
    public string Dir { get; init; } = "./objs/nginx/html";
}
