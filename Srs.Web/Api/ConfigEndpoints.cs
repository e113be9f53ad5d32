using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Features;
using Srs.Media.Net;
using Srs.Web.Api.Dto;
using Srs.Web.Configuration;
using Srs.Web.Reload;

namespace Srs.Web.Api;

/// <summary>The settings of the running server; SRS has no such routes.</summary>
internal static class ConfigEndpoints
{
    private const string Route = "/api/v1/config";

    /// <summary>What a client says that sends a patch to a route that takes both.</summary>
    private const string PatchType = "application/merge-patch+json";

    /// <summary>Streams and changes that one answer holds.</summary>
    private const int MaxItems = 1000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Route, GetConfig).WithTags("Config");
        Describe(routes.MapPut(Route, PutConfig));
        Describe(routes.MapPatch(Route, PatchConfig));
        routes.MapOtherMethods(Route);
        Describe(routes.MapPost(Route + "/validate", Validate));
        routes.MapOtherMethods(Route + "/validate");
        Describe(routes.MapPost(Route + "/diff", Diff));
        routes.MapOtherMethods(Route + "/diff");
        routes.MapPost(Route + "/rollback", Rollback).WithTags("Config")
            .Produces<FailureResponse>(StatusCodes.Status403Forbidden, ApiResponse.Json)
            .Produces<FailureResponse>(StatusCodes.Status404NotFound, ApiResponse.Json)
            .Produces<FailureResponse>(StatusCodes.Status422UnprocessableEntity, ApiResponse.Json);
        routes.MapOtherMethods(Route + "/rollback");
        routes.MapGet(Route + "/history", GetHistory).WithTags("Config");
        routes.MapOtherMethods(Route + "/history");
    }

    /// <summary>All settings in force, with *** for secrets, and for users and queries in addresses.</summary>
    /// <remarks>What is shown masked may be sent back so: it then stays as it is.</remarks>
    /// <param name="server">This server.</param>
    /// <param name="running">The settings.</param>
    /// <param name="reloader">What changes them.</param>
    public static ApiResult<ConfigResponse> GetConfig(ServerIdentity server, RunningOptions running, Reloader reloader) => server.Sign(new ConfigResponse
    {
        Version = reloader.History[^1].Version,
        NeedsRestart = [.. reloader.NeedsRestart],
        Config = JsonSerializer.SerializeToElement(OptionsJson.Write(running.Current, isMasked: true), ApiJsonContext.Default.JsonObject),
    });

    /// <summary>Replaces all settings, as one: what is left out gets its default.</summary>
    /// <remarks>
    /// The body is the section Srs as appsettings.json has it. 422 with code 1023 and all reasons when something is wrong; nothing is changed then. With <c>persist=true</c> the
    /// change is kept in a file that is read at the next start.
    /// </remarks>
    /// <param name="persist">Whether it counts after the next start, too.</param>
    /// <param name="request">The body.</param>
    /// <param name="server">This server.</param>
    /// <param name="reloader">What changes the settings.</param>
    public static Task<ApiResult<ConfigChangeResponse>> PutConfig(bool? persist, HttpRequest request, ServerIdentity server, Reloader reloader) =>
        ChangeAsync(request, isPatch: false, persist ?? false, server, reloader);

    /// <summary>Changes some settings, as one.</summary>
    /// <remarks>The body is a JSON merge patch (RFC 7396) of the section Srs: null gives a setting its default, or removes a virtual host. All else as for PUT.</remarks>
    /// <param name="persist">Whether it counts after the next start, too.</param>
    /// <param name="request">The body.</param>
    /// <param name="server">This server.</param>
    /// <param name="reloader">What changes the settings.</param>
    public static Task<ApiResult<ConfigChangeResponse>> PatchConfig(bool? persist, HttpRequest request, ServerIdentity server, Reloader reloader) =>
        ChangeAsync(request, isPatch: true, persist ?? false, server, reloader);

    /// <summary>Tells all that is wrong with settings, and changes nothing.</summary>
    /// <remarks>
    /// The body is what PATCH takes with the content type application/merge-patch+json, what PUT takes with any other; without a body the files, variables and arguments
    /// are read again.
    /// </remarks>
    /// <param name="request">The body.</param>
    /// <param name="server">This server.</param>
    /// <param name="reloader">What reads the settings.</param>
    public static async Task<ApiResult<ConfigValidateResponse>> Validate(HttpRequest request, ServerIdentity server, Reloader reloader)
    {
        try
        {
            await reloader.PlanAsync(await ReadAsync(request), IsPatch(request));
            return server.Sign(new ConfigValidateResponse { Valid = true, Errors = [] });
        }
        catch (ConfigurationException e)
        {
            return server.Sign(new ConfigValidateResponse { Valid = false, Errors = [.. e.Errors] });
        }
        catch (Exception e) when (IsBadBody(e))
        {
            return ApiResult<ConfigValidateResponse>.Fail(StatusCodes.Status400BadRequest, ApiErrorCode.JsonLoads, e.Message);
        }
    }

    /// <summary>Tells what settings would change, what needs a restart and which streams are touched, and changes nothing.</summary>
    /// <remarks>The body is as for validate: without one, what a reload would do.</remarks>
    /// <param name="request">The body.</param>
    /// <param name="server">This server.</param>
    /// <param name="reloader">What reads the settings.</param>
    public static async Task<ApiResult<ConfigDiffResponse>> Diff(HttpRequest request, ServerIdentity server, Reloader reloader)
    {
        try
        {
            var plan = await reloader.PlanAsync(await ReadAsync(request), IsPatch(request));
            return server.Sign(new ConfigDiffResponse
            {
                Total = plan.Changes.Count,
                Changes = [.. plan.Changes.Take(MaxItems).Select(ApiConfigChange.From)],
                NeedsRestart = [.. plan.NeedsRestart],
                Vhosts = [.. plan.Vhosts.Take(MaxItems)],
                Streams = [.. plan.Streams.Take(MaxItems)],
                Ended = plan.Ended,
                Remarks = [.. plan.Remarks.Take(MaxItems)],
            });
        }
        catch (ConfigurationException e)
        {
            return Invalid<ConfigDiffResponse>(e);
        }
        catch (Exception e) when (IsBadBody(e))
        {
            return ApiResult<ConfigDiffResponse>.Fail(StatusCodes.Status400BadRequest, ApiErrorCode.JsonLoads, e.Message);
        }
    }

    /// <summary>Goes back to the settings before the last change, or to those of a version in the history.</summary>
    /// <remarks>404 when the history has none such, 422 when the settings are not good any more, such as for want of a file.</remarks>
    /// <param name="version">The version; absent for the one before the last change.</param>
    /// <param name="persist">Whether it counts after the next start, too.</param>
    /// <param name="request">The request.</param>
    /// <param name="server">This server.</param>
    /// <param name="reloader">What changes the settings.</param>
    public static async Task<ApiResult<ConfigChangeResponse>> Rollback(int? version, bool? persist, HttpRequest request, ServerIdentity server, Reloader reloader)
    {
        try
        {
            return await reloader.RollbackAsync(version, AuthorOf(request), persist ?? false) is { } plan
                ? Answer(server, plan)
                : ApiResult<ConfigChangeResponse>.Fail(StatusCodes.Status404NotFound, ApiErrorCode.ConfigInvalid, "The history has no such version.");
        }
        catch (ConfigurationException e)
        {
            return Invalid<ConfigChangeResponse>(e);
        }
    }

    /// <summary>The last changes of the settings, the newest last.</summary>
    /// <remarks>The last 10, the start of the server included; of each, the first 1000 keys.</remarks>
    /// <param name="server">This server.</param>
    /// <param name="reloader">What changes the settings.</param>
    public static ApiResult<ConfigHistoryResponse> GetHistory(ServerIdentity server, Reloader reloader) => server.Sign(new ConfigHistoryResponse
    {
        History =
        [
            .. reloader.History.Select(static record => new ApiConfigRecord
            {
                Version = record.Version,
                Time = record.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
                Author = record.Author,
                Trigger = record.Trigger,
                Persisted = record.IsPersisted,
                Total = record.Changes.Count,
                Changes = [.. record.Changes.Take(MaxItems).Select(ApiConfigChange.From)],
            }),
        ],
    });

    private static async Task<ApiResult<ConfigChangeResponse>> ChangeAsync(HttpRequest request, bool isPatch, bool persists, ServerIdentity server, Reloader reloader)
    {
        try
        {
            var body = await ReadAsync(request) ?? throw new FormatException("There is no body; send the settings as JSON.");
            return Answer(server, await reloader.ChangeAsync(body, isPatch, AuthorOf(request), persists));
        }
        catch (ConfigurationException e)
        {
            return Invalid<ConfigChangeResponse>(e);
        }
        catch (Exception e) when (IsBadBody(e))
        {
            return ApiResult<ConfigChangeResponse>.Fail(StatusCodes.Status400BadRequest, ApiErrorCode.JsonLoads, e.Message);
        }
    }

    private static ApiResult<ConfigChangeResponse> Answer(ServerIdentity server, ReloadPlan plan) => server.Sign(new ConfigChangeResponse
    {
        Version = plan.Version,
        Persisted = plan.IsPersisted,
        Total = plan.Changes.Count,
        Changes = [.. plan.Changes.Take(MaxItems).Select(ApiConfigChange.From)],
        NeedsRestart = [.. plan.NeedsRestart],
        Ended = plan.Ended,
        Remarks = [.. plan.Remarks.Take(MaxItems)],
    });

    private static ApiResult<T> Invalid<T>(ConfigurationException e)
        where T : class =>
        ApiResult<T>.Fail(StatusCodes.Status422UnprocessableEntity, ApiErrorCode.ConfigInvalid, "The settings are wrong; nothing was changed.", e.Errors);

    private static async Task<JsonObject?> ReadAsync(HttpRequest request)
    {
        var body = await ApiBody.ReadAsync(request, ConfigBody.MaxBytes);
        return body.Length == 0 ? null : ConfigBody.Parse(body.Span);
    }

    private static bool IsPatch(HttpRequest request) => request.ContentType?.StartsWith(PatchType, StringComparison.OrdinalIgnoreCase) ?? false;

    private static bool IsBadBody(Exception e) => e is JsonException or FormatException or BadHttpRequestException;

    /// <summary>Name of the user or key, or where the call comes from.</summary>
    internal static string AuthorOf(HttpRequest request) =>
        request.HttpContext.Features.GetRequiredFeature<ApiCaller>().Name is { Length: > 0 } name ? name : $"{request.HttpContext.Connection.RemoteIpAddress?.MapToIPv4IfPossible()}";

    private static void Describe(RouteHandlerBuilder route) => route.WithTags("Config")
        .Accepts<JsonObject>("application/json", PatchType, "*/*") // curl -d calls it a form.
        .Produces<FailureResponse>(StatusCodes.Status400BadRequest, ApiResponse.Json)
        .Produces<FailureResponse>(StatusCodes.Status403Forbidden, ApiResponse.Json)
        .Produces<FailureResponse>(StatusCodes.Status422UnprocessableEntity, ApiResponse.Json);
}
