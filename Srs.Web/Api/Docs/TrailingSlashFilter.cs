using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Srs.Web.Api.Docs;

/// <summary>Gives paths the slash at their end back, so that clients made from the description are not redirected.</summary>
internal sealed class TrailingSlashFilter : IDocumentFilter
{
    /// <inheritdoc/>
    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        var slashed = context.ApiDescriptions
            .Select(static description => "/" + description.RelativePath)
            .Where(static path => path.EndsWith('/'))
            .ToHashSet();

        var paths = new OpenApiPaths();
        foreach (var (path, item) in swaggerDoc.Paths)
        {
            paths.Add(slashed.Contains(path + "/") ? path + "/" : path, item);
        }

        swaggerDoc.Paths = paths;
    }
}
