using Srs.Media.Delivery;

namespace Srs.Web.Endpoints;

/// <summary>Matches paths with the extension of a <see cref="LiveFormat"/>, so that everything else is left to other routes.</summary>
internal sealed class LivePathConstraint : IRouteConstraint
{
    /// <summary>Name of the constraint in a route template.</summary>
    public const string Name = "live";

    /// <inheritdoc/>
    public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
        values[routeKey] is string path && LiveFormat.All.Any(format => path.EndsWith(format.Extension, StringComparison.OrdinalIgnoreCase));
}
