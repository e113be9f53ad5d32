using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Srs.Web.Api.Docs;

/// <summary>Describes <c>start</c> and <c>count</c> as numbers; they are read as text because SRS refuses nothing in them.</summary>
internal sealed class PagingParameterFilter : IParameterFilter
{
    /// <inheritdoc/>
    public void Apply(IOpenApiParameter parameter, ParameterFilterContext context)
    {
        if (parameter is not OpenApiParameter { In: ParameterLocation.Query, Name: "start" or "count" } paging)
        {
            return;
        }

        var isStart = paging.Name == "start";
        paging.Schema = new OpenApiSchema
        {
            Type = JsonSchemaType.Integer,
            Format = "int32",
            Minimum = isStart ? "0" : "1",
            Default = isStart ? 0 : 10,
        };
    }
}
