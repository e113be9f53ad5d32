using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Srs.Web.Api.Docs;

/// <summary>Registers and maps the API's description and the page that shows it. Nothing is fetched from elsewhere.</summary>
internal static class ApiDocsExtensions
{
    /// <summary>Registers the description; its sentences are the docstrings of handlers and DTOs.</summary>
    public static IServiceCollection AddApiDocs(this IServiceCollection services)
    {
        services.AddEndpointsApiExplorer();

        // Fields are described as the API's own JSON context writes them.
        services.AddSingleton<ISerializerDataContractResolver>(
            static _ => new JsonSerializerDataContractResolver(ApiJsonContext.Default.Options));
        services.AddSwaggerGen(Describe);
        return services;
    }

    /// <summary>Maps <c>/swagger/v1/swagger.json</c> and the page <c>/swagger/</c>.</summary>
    public static IEndpointRouteBuilder MapApiDocs(this IEndpointRouteBuilder app)
    {
        app.MapSwagger("/swagger/{documentName}/swagger.json");
        app.MapSwaggerUI("swagger", static page =>
        {
            page.SwaggerEndpoint("v1/swagger.json", "HTTP API v1");
            page.DocumentTitle = "HTTP API";
            page.EnableValidator(null!);
        });
        return app;
    }

    private static void Describe(SwaggerGenOptions options)
    {
        options.SwaggerDoc("v1", new OpenApiInfo
        {
            Title = "HTTP API",
            Version = "v1",
            Description = """
                SRS's HTTP API: same paths, same fields in the same order, additions after them.

                Answers to SRS's own paths have status 200 and a `code`: 0 with the data, or an error number alone (2014 no such virtual host,
                2048 no such stream, 2049 no such client, 4058 bad callback name). `?callback=name` makes a reading answer a script.
                Paths that SRS does not have use the status, too.
                """,
        });
        options.AddSecurityDefinition("basic", new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "basic", Description = "User name and password." });
        options.AddSecurityDefinition("key", new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API key." });
        options.AddSecurityRequirement(static document => new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("basic", document)] = [] });
        options.AddSecurityRequirement(static document => new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("key", document)] = [] });
        options.SupportNonNullableReferenceTypes();
        options.NonNullableReferenceTypesAsRequired();
        options.ParameterFilter<PagingParameterFilter>();
        options.DocumentFilter<TrailingSlashFilter>();
        options.IncludeXmlComments(typeof(ApiDocsExtensions).Assembly);
    }
}
