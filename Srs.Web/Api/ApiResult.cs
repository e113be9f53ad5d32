using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Metadata;
using Srs.Web.Api.Dto;

namespace Srs.Web.Api;

/// <summary>An API answer: <typeparamref name="T"/>, or SRS's <c>{"code":N}</c>, both with status 200; routes of our own fail with another.</summary>
internal sealed class ApiResult<T> : IResult, IEndpointMetadataProvider
    where T : class
{
    private readonly T? _value;
    private readonly int _status;
    private readonly FailureResponse? _failure;

    private ApiResult(T? value, int status, FailureResponse? failure) => (_value, _status, _failure) = (value, status, failure);

    public static implicit operator ApiResult<T>(T value) => new(value, StatusCodes.Status200OK, null);

    public static implicit operator ApiResult<T>(ApiErrorCode error) => new(null, StatusCodes.Status200OK, new FailureResponse { Code = (int)error });

    /// <summary>A failure of a route that SRS has not, with a status and a sentence.</summary>
    public static ApiResult<T> Fail(int status, ApiErrorCode error, string desc, IReadOnlyList<string>? errors = null) =>
        new(null, status, new FailureResponse { Code = (int)error, Desc = desc, Errors = errors });

    /// <inheritdoc/>
    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), [ApiResponse.Json]));

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (_value is null)
        {
            httpContext.Response.StatusCode = _status;
            return ApiResponse.WriteAsync(httpContext, _failure!, ApiJsonContext.Default.FailureResponse);
        }

        var type = (JsonTypeInfo<T>?)ApiJsonContext.Default.GetTypeInfo(typeof(T))
            ?? throw new InvalidOperationException($"{typeof(T)} is not in the JSON context.");
        return ApiResponse.WriteAsync(httpContext, _value, type);
    }
}
