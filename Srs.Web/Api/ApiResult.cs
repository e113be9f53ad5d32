using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Metadata;
using Srs.Web.Api.Dto;

namespace Srs.Web.Api;

/// <summary>An API answer: <typeparamref name="T"/>, or SRS's <c>{"code":N}</c>, both with status 200.</summary>
internal sealed class ApiResult<T> : IResult, IEndpointMetadataProvider
    where T : class
{
    private readonly T? _value;
    private readonly ApiErrorCode _error;

    private ApiResult(T? value, ApiErrorCode error) => (_value, _error) = (value, error);

    public static implicit operator ApiResult<T>(T value) => new(value, default);

    public static implicit operator ApiResult<T>(ApiErrorCode error) => new(null, error);

    /// <inheritdoc/>
    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), [ApiResponse.Json]));

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (_value is null)
        {
            return ApiResponse.WriteAsync(httpContext, new FailureResponse { Code = (int)_error }, ApiJsonContext.Default.FailureResponse);
        }

        var type = (JsonTypeInfo<T>?)ApiJsonContext.Default.GetTypeInfo(typeof(T))
            ?? throw new InvalidOperationException($"{typeof(T)} is not in the JSON context.");
        return ApiResponse.WriteAsync(httpContext, _value, type);
    }
}
