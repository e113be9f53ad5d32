using Srs.Media.Configuration;

namespace Srs.Web.Configuration;

/// <summary>The listener of streams, players and console; section <c>Srs:HttpServer</c>.</summary>
internal sealed record HttpServerOptions : HttpListenOptions
{
    /// <summary>Folder of more files to serve. Default ./objs/nginx/html, as SRS.</summary>
    [NotAvailableYet("serving files of a folder")]
    public string Dir { get; init; } = "./objs/nginx/html";
}
