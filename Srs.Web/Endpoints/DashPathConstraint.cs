namespace Srs.Web.Endpoints;

/// <summary>Matches what is DASH's; everything else is left to other routes, of which some have the same extensions.</summary>
internal sealed class DashPathConstraint : IRouteConstraint
{
    /// <summary>Name of the constraint in a route template.</summary>
    public const string Name = "dash";

    /// <summary>Extensions of DASH; nothing else is looked at.</summary>
    private static readonly string[] Extensions = [".mpd", ".m4s", ".mp4"];

    /// <inheritdoc/>
    public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection)
    {
        if (values[routeKey] is not string path)
        {
            return false;
        }

        if (httpContext is null)
        {
            return path.EndsWith(Extensions[0], StringComparison.Ordinal);
        }

        if (!Array.Exists(Extensions, extension => path.EndsWith(extension, StringComparison.Ordinal)) || DashRequest.Read(httpContext) is not { } request)
        {
            return false;
        }

        httpContext.Features.Set(request);
        return true;
    }
}
