using System.Net;
using System.Net.Http.Headers;
using Srs.Media.Containers.Flv;
using Srs.Media.Net;

namespace Srs.Media.Protocols.HttpFlv;

/// <summary>Plays a stream that a server sends as one endless FLV file.</summary>
/// <remarks>One call at a time. After an exception it can only be disposed.</remarks>
public sealed class HttpFlvClient : IAsyncDisposable
{
    private const int MaxResponseHeaderKilobytes = 64;

    private readonly HttpFlvClientOptions _options;
    private readonly HttpClient _http;
    private readonly HttpResponseMessage _response;
    private readonly Stream _body;
    private readonly FlvFileReader _reader;
    private readonly WaitTimeout _timeout;

    private HttpFlvClient(HttpFlvClientOptions options, HttpClient http, HttpResponseMessage response, Stream body)
    {
        _options = options;
        _http = http;
        _response = response;
        _body = body;
        _reader = new FlvFileReader(body, options.MaxTagBytes, options.BufferPool);
        _timeout = new WaitTimeout(options.TimeProvider);
    }

    /// <summary>Where the stream comes from, after redirects.</summary>
    public Uri? Address => _response.RequestMessage?.RequestUri;

    /// <summary>Asks for a stream and waits for the headers of the answer.</summary>
    /// <param name="url">Such as <c>http://host:8080/live/livestream.flv</c>; http or https.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The caller disposes it.</returns>
    /// <exception cref="ArgumentException">The URL is not http or https.</exception>
    /// <exception cref="HttpRequestException">The server does not answer, or with another status than 200.</exception>
    /// <exception cref="TimeoutException">It is too slow.</exception>
    public static async Task<HttpFlvClient> ConnectAsync(
        string url, HttpFlvClientOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new HttpFlvClientOptions();
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw new ArgumentException("The URL must be like http://host/app/stream.flv.", nameof(url));
        }

        var http = MakeHttp(options);
        using var timeout = new WaitTimeout(options.TimeProvider);
        HttpResponseMessage? response = null;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            foreach (var (name, value) in options.Headers)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }

            var token = timeout.Start(options.ConnectTimeout, cancellationToken);
            response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                throw new HttpRequestException($"The server answers {(int)response.StatusCode}.", null, response.StatusCode);
            }

            var body = await response.Content.ReadAsStreamAsync(token).ConfigureAwait(false);
            return new HttpFlvClient(options, http, response, body);
        }
        catch (Exception e)
        {
            response?.Dispose();
            http.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            if (e is OperationCanceledException)
            {
                throw new TimeoutException($"The server has not answered within {options.ConnectTimeout.TotalSeconds} s.", e);
            }

            throw;
        }
        finally
        {
            timeout.Stop();
        }
    }

    /// <summary>Reads the next tag.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The caller disposes it; null at the end of the stream.</returns>
    /// <exception cref="TimeoutException">None came within <see cref="HttpFlvClientOptions.ReceiveTimeout"/>.</exception>
    /// <exception cref="FlvFormatException">The answer is no FLV, or a limit is broken.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public async ValueTask<FlvTag?> ReadAsync(CancellationToken cancellationToken = default)
    {
        var token = _timeout.Start(_options.ReceiveTimeout, cancellationToken);
        try
        {
            return await _reader.ReadAsync(token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new TimeoutException($"The server sent no tag within {_options.ReceiveTimeout.TotalSeconds} s.", e);
        }
        finally
        {
            _timeout.Stop();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _reader.DisposeAsync().ConfigureAwait(false);
        await _body.DisposeAsync().ConfigureAwait(false);
        _response.Dispose();
        _http.Dispose();
        _timeout.Dispose();
    }

    private static HttpClient MakeHttp(HttpFlvClientOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = options.MaxRedirects > 0,
            MaxAutomaticRedirections = Math.Max(1, options.MaxRedirects),
            MaxResponseHeadersLength = MaxResponseHeaderKilobytes,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            SslOptions = { RemoteCertificateValidationCallback = options.ValidateCertificate },
        };
        var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("Srs.Media", null));
        return http;
    }
}
