namespace Srs.Web.Endpoints;

/// <summary>Matches what is low-latency HLS's; other routes have the same extensions.</summary>
internal sealed class LowLatencyPathConstraint : IRouteConstraint
{
    /// <summary>Name of the constraint in a route template.</summary>
    public const string Name = "llhls";

    /// <inheritdoc/>
    public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection)
    {
        if (httpContext is null || values[routeKey] is not string path || !path.Contains(".ll", StringComparison.Ordinal)
            || LowLatencyRequest.Read(httpContext) is not { } request)
        {
            return false;
        }

        httpContext.Features.Set(request);
        return true;
    }
}
