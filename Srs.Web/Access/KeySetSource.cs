using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using Srs.Media.Access;
using Srs.Web.Api;

namespace Srs.Web.Access;

/// <summary>Fetches JSON web key sets by HTTP and keeps them.</summary>
/// <remarks>
/// A set is asked for again after ten minutes, or when a token names a key that it has not, but at most every thirty seconds, whatever
/// clients send. While a new one cannot be had, the old one stands for a day. Redirects are not followed.
/// </remarks>
internal sealed class KeySetSource : IKeySetSource, IDisposable
{
    /// <summary>Largest answer in bytes.</summary>
    internal const int MaxBytes = 65536;

    /// <summary>Time after which a set is asked for again.</summary>
    internal static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);

    /// <summary>Least time between two questions.</summary>
    internal static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    /// <summary>How long a set stands that cannot be had anew.</summary>
    internal static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Uri, Entry> _entries = new();
    private readonly HttpClient _http;
    private readonly TimeProvider _clock;
    private readonly ILogger<KeySetSource> _logger;

    /// <summary>Makes one.</summary>
    /// <param name="clock">The time.</param>
    /// <param name="logger">Its log.</param>
    /// <param name="handler">What asks; null for the network. Taken over.</param>
    public KeySetSource(TimeProvider clock, ILogger<KeySetSource> logger, HttpMessageHandler? handler = null)
    {
        _clock = clock;
        _logger = logger;
        _http = new HttpClient(handler ?? new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None, UseCookies = false })
        {
            Timeout = Timeout,
            MaxResponseContentBufferSize = MaxBytes,
        };
    }

    /// <inheritdoc/>
    public async ValueTask<ImmutableArray<JsonWebKey>> GetAsync(Uri address, string? keyId, CancellationToken cancellationToken)
    {
        var entry = _entries.GetOrAdd(address, static _ => new Entry());
        Task? fetch;
        lock (entry)
        {
            var isMissing = entry.Keys.IsEmpty || (keyId is not null && !entry.Keys.Any(key => key.KeyId == keyId));
            var isOld = entry.FetchedAt is not { } fetched || _clock.GetElapsedTime(fetched) >= Fresh;
            if ((isMissing || isOld) && (entry.AskedAt is not { } asked || _clock.GetElapsedTime(asked) >= Pause))
            {
                entry.AskedAt = _clock.GetTimestamp();
                entry.Fetch = FetchAsync(address, entry);
            }

            // With the key at hand nobody waits for newer ones.
            fetch = isMissing ? entry.Fetch : null;
        }

        if (fetch is not null)
        {
            await fetch.WaitAsync(cancellationToken);
        }

        lock (entry)
        {
            return entry.FetchedAt is { } fetched && _clock.GetElapsedTime(fetched) < Longest ? entry.Keys : [];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task FetchAsync(Uri address, Entry entry)
    {
        // Not under the caller's lock.
        await Task.Yield();
        try
        {
            using var response = await _http.GetAsync(address);
            var body = await response.Content.ReadAsByteArrayAsync();
            if (response.StatusCode != HttpStatusCode.OK)
            {
                throw new FormatException($"The answer is {(int)response.StatusCode}.");
            }

            var keys = PublicKeyReader.ReadSet(body);
            lock (entry)
            {
                (entry.Keys, entry.FetchedAt) = (keys, _clock.GetTimestamp());
            }
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or FormatException or IOException)
        {
            _logger.KeySetFailed(SecretParameters.MaskAll(address.OriginalString), e is OperationCanceledException ? $"No answer came within {Timeout.TotalSeconds} s." : e.Message);
        }
    }

    /// <summary>What is known of one address. Under its own lock.</summary>
    private sealed class Entry
    {
        public ImmutableArray<JsonWebKey> Keys { get; set; } = [];

        public long? FetchedAt { get; set; }

        public long? AskedAt { get; set; }

        public Task? Fetch { get; set; }
    }
}
