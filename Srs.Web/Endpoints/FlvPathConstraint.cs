namespace Srs.Web.Endpoints;

/// <summary>Matches paths that end in <c>.flv</c>, so that everything else is left to other routes.</summary>
internal sealed class FlvPathConstraint : IRouteConstraint
{
    /// <summary>Name of the constraint in a route template.</summary>
    public const string Name = "flv";

    /// <inheritdoc/>
    public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
        values[routeKey] is string path && path.EndsWith(".flv", StringComparison.OrdinalIgnoreCase);
}
