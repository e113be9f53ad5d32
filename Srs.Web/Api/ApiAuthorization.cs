namespace Srs.Web.Api;

/// <summary>What every route of the server asks of its caller: the one table, which a test compares with the routes that there are.</summary>
internal static class ApiAuthorization
{
    /// <summary>Stands for all methods that have no route of their own; they are told 405, or 404 where nothing is.</summary>
    private const string OtherMethods = "*";

    /// <summary>By method and pattern. <see cref="ApiRole.None"/> asks nothing: streams have rules of their own, at the broker.</summary>
    public static readonly IReadOnlyDictionary<string, ApiRole> Routes = new Dictionary<string, ApiRole>(StringComparer.Ordinal)
    {
        ["GET /api/"] = ApiRole.Read,
        ["GET /api/v1/"] = ApiRole.Read,
        ["GET /api/v1/versions"] = ApiRole.Read,
        ["GET /api/v1/summaries"] = ApiRole.Read,
        ["GET /api/v1/vhosts/"] = ApiRole.Read,
        ["GET /api/v1/vhosts/{id}"] = ApiRole.Read,
        ["GET /api/v1/streams/"] = ApiRole.Read,
        ["GET /api/v1/streams/{id}"] = ApiRole.Read,
        ["GET /api/v1/clients/"] = ApiRole.Read,
        ["GET /api/v1/clients/{id}"] = ApiRole.Read,
        ["DELETE /api/v1/clients/{id}"] = ApiRole.Operate,
        ["POST /api/v1/clients/{id}/reconnect"] = ApiRole.Operate,
        ["GET /api/v1/callbacks"] = ApiRole.Read,
        ["GET /api/v1/revocations/"] = ApiRole.Read,
        ["POST /api/v1/revocations/"] = ApiRole.Operate,
        ["DELETE /api/v1/revocations/{id}"] = ApiRole.Operate,
        ["GET /api/v1/config"] = ApiRole.Read,
        ["PUT /api/v1/config"] = ApiRole.Admin,
        ["PATCH /api/v1/config"] = ApiRole.Admin,
        ["POST /api/v1/config/validate"] = ApiRole.Admin,
        ["POST /api/v1/config/diff"] = ApiRole.Admin,
        ["POST /api/v1/config/rollback"] = ApiRole.Admin,
        ["GET /api/v1/config/history"] = ApiRole.Read,

        // Its rpc=reload asks for more itself.
        ["GET /api/v1/raw"] = ApiRole.Read,

        ["* /api/"] = ApiRole.Read,
        ["* /api/v1/"] = ApiRole.Read,
        ["* /api/v1/versions"] = ApiRole.Read,
        ["* /api/v1/summaries"] = ApiRole.Read,
        ["* /api/v1/vhosts/"] = ApiRole.Read,
        ["* /api/v1/vhosts/{id}"] = ApiRole.Read,
        ["* /api/v1/streams/"] = ApiRole.Read,
        ["* /api/v1/streams/{id}"] = ApiRole.Read,
        ["* /api/v1/clients/"] = ApiRole.Read,
        ["* /api/v1/clients/{id}"] = ApiRole.Read,
        ["* /api/v1/clients/{id}/reconnect"] = ApiRole.Read,
        ["* /api/v1/callbacks"] = ApiRole.Read,
        ["* /api/v1/revocations/"] = ApiRole.Read,
        ["* /api/v1/revocations/{id}"] = ApiRole.Read,
        ["* /api/v1/config"] = ApiRole.Read,
        ["* /api/v1/config/validate"] = ApiRole.Read,
        ["* /api/v1/config/diff"] = ApiRole.Read,
        ["* /api/v1/config/rollback"] = ApiRole.Read,
        ["* /api/v1/config/history"] = ApiRole.Read,
        ["* /api/v1/raw"] = ApiRole.Read,
        ["* /api/{**path}"] = ApiRole.Read,

        ["GET /"] = ApiRole.None,
        ["GET /healthz"] = ApiRole.None,
        ["HEAD /healthz"] = ApiRole.None,
        ["GET /readyz"] = ApiRole.None,
        ["HEAD /readyz"] = ApiRole.None,
        ["GET /metrics"] = ApiRole.None,
        ["GET /swagger/{documentName}/swagger.json"] = ApiRole.None,
        ["HEAD /swagger/{documentName}/swagger.json"] = ApiRole.None,
        ["* /swagger/{**path}"] = ApiRole.None,
        ["POST /rtc/v1/whip/"] = ApiRole.None,
        ["PATCH /rtc/v1/whip/"] = ApiRole.None,
        ["DELETE /rtc/v1/whip/"] = ApiRole.None,
        ["* /rtc/v1/whip/"] = ApiRole.None,
        ["POST /rtc/v1/whep/"] = ApiRole.None,
        ["* /rtc/v1/whep/"] = ApiRole.None,
        ["POST /rtc/v1/whip-play/"] = ApiRole.None,
        ["* /rtc/v1/whip-play/"] = ApiRole.None,
        ["POST /rtc/v1/publish/"] = ApiRole.None,
        ["* /rtc/v1/publish/"] = ApiRole.None,
        ["POST /rtc/v1/play/"] = ApiRole.None,
        ["* /rtc/v1/play/"] = ApiRole.None,
        ["GET /{**path:llhls}"] = ApiRole.None,
        ["HEAD /{**path:llhls}"] = ApiRole.None,
        ["OPTIONS /{**path:llhls}"] = ApiRole.None,
        ["GET /{**path:dash}"] = ApiRole.None,
        ["HEAD /{**path:dash}"] = ApiRole.None,
        ["OPTIONS /{**path:dash}"] = ApiRole.None,
        ["GET /utc-time"] = ApiRole.None,
        ["HEAD /utc-time"] = ApiRole.None,
        ["GET /{**path:hls}"] = ApiRole.None,
        ["HEAD /{**path:hls}"] = ApiRole.None,
        ["OPTIONS /{**path:hls}"] = ApiRole.None,
        ["GET /{**path:live}"] = ApiRole.None,
        ["HEAD /{**path:live}"] = ApiRole.None,
        ["OPTIONS /{**path:live}"] = ApiRole.None,
        ["CONNECT /{**path:live}"] = ApiRole.None,
        ["POST /{**path:live}"] = ApiRole.None,
        ["PUT /{**path:live}"] = ApiRole.None,
    };

    /// <summary>The rows that a route needs in the table.</summary>
    public static IEnumerable<string> RowsOf(RouteEndpoint endpoint)
    {
        var pattern = endpoint.RoutePattern.RawText ?? "";
        var methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [OtherMethods];
        return methods.Select(method => $"{method} {(pattern.StartsWith('/') ? pattern : "/" + pattern)}");
    }

    /// <summary>What a request needs. A route that the table has forgotten is the administrator's.</summary>
    public static ApiRole Find(HttpContext context)
    {
        var method = context.Request.Method;
        var rows = context.GetEndpoint() is RouteEndpoint endpoint ? RowsOf(endpoint) : [];
        var row = rows.FirstOrDefault(row => row.StartsWith(OtherMethods, StringComparison.Ordinal) || row.StartsWith(method + " ", StringComparison.OrdinalIgnoreCase));
        return row is not null && Routes.TryGetValue(row, out var role) ? role : ApiRole.Admin;
    }
}
