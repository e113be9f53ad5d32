using Microsoft.AspNetCore.Http.HttpResults;

namespace Srs.Web.Api;

/// <summary>What supervisors and load balancers ask.</summary>
internal static class HealthEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", GetHealth).WithTags("Health").Produces<string>(StatusCodes.Status200OK, "text/plain");
        routes.MapGet("/readyz", GetReadiness).WithTags("Health").Produces<string>(StatusCodes.Status200OK, "text/plain")
            .Produces<string>(StatusCodes.Status503ServiceUnavailable, "text/plain");
        routes.MapMethods("/healthz", [HttpMethods.Head], GetHealth).ExcludeFromDescription();
        routes.MapMethods("/readyz", [HttpMethods.Head], GetReadiness).ExcludeFromDescription();
    }

    /// <summary>Answers "ok" while the process runs.</summary>
    public static ContentHttpResult GetHealth() => TypedResults.Text("ok");

    /// <summary>Answers "ok" when the listeners are up, and 503 before and while the server stops.</summary>
    /// <param name="readiness">Whether the listeners are up.</param>
    public static ContentHttpResult GetReadiness(Readiness readiness) => readiness.IsReady
        ? TypedResults.Text("ok")
        : TypedResults.Text("not ready", statusCode: StatusCodes.Status503ServiceUnavailable);
}
