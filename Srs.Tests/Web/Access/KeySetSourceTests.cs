using System.Net;
using System.Security.Cryptography;
using System.Text;
using Srs.Media.Access;
using Srs.Tests.Access;
using Srs.Tests.TestSupport;
using Srs.Web.Access;

namespace Srs.Tests.Web.Access;

public sealed class KeySetSourceTests : IDisposable
{
    private static readonly Uri Address = new("https://login.example/jwks?secret=hidden");

    private readonly ManualTimeProvider _clock = new();
    private readonly LogCollector _log = new();
    private readonly Handler _handler = new();
    private readonly KeySetSource _source;
    private readonly string _set;

    public KeySetSourceTests()
    {
        using var rsa = RSA.Create(2048);
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _set = TestTokens.KeySet(rsa, ecdsa);
        _handler.Answer = () => Text(_set);
        _source = new KeySetSource(_clock, _log.CreateLogger<KeySetSource>(), _handler);
    }

    [Fact]
    public async Task Get_KnownKey_AsksOnceUntilOld()
    {
        Assert.Equal(2, (await GetAsync("r1")).Length);
        Assert.Equal(2, (await GetAsync(null)).Length);
        Assert.Equal(1, _handler.Calls);

        _clock.Advance(KeySetSource.Fresh);
        Assert.Equal(2, (await GetAsync("r1")).Length);
        await Wait.UntilAsync(() => _handler.Calls == 2, "the second question");
    }

    [Fact]
    public async Task Get_UnknownKeys_AskAtMostOncePerPause()
    {
        for (var i = 0; i < 100; i++)
        {
            await GetAsync($"unknown{i}");
        }

        Assert.Equal(1, _handler.Calls);
        _clock.Advance(KeySetSource.Pause);
        await GetAsync("unknown");
        await GetAsync("unknown");
        Assert.Equal(2, _handler.Calls);
    }

    [Fact]
    public async Task Get_ManyAtOnce_ShareOneQuestion()
    {
        var gate = new TaskCompletionSource();
        _handler.Gate = gate.Task;
        var asking = Enumerable.Range(0, 50).Select(_ => GetAsync("r1")).ToList();
        gate.SetResult();

        Assert.All(await Task.WhenAll(asking).WithinLimitAsync(), static keys => Assert.Equal(2, keys.Length));
        Assert.Equal(1, _handler.Calls);
    }

    [Fact]
    public async Task Get_ServerFails_KeepsOldKeysForADay()
    {
        await GetAsync("r1");
        _handler.Answer = static () => throw new HttpRequestException("Refused.");
        for (var hour = 0; hour < 23; hour++)
        {
            _clock.Advance(TimeSpan.FromHours(1));
            Assert.Equal(2, (await GetAsync("r1")).Length);
        }

        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Empty(await GetAsync("r1"));
        await _log.WaitForAsync("https://login.example/jwks");
        Assert.Empty(_log.Errors);
        Assert.False(_log.Contains("hidden"));
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("too long")]
    [InlineData("redirect")]
    [InlineData("error")]
    [InlineData("")]
    public async Task Get_BadAnswer_GivesNoKeysAndOneWarning(string kind)
    {
        _handler.Answer = () => kind switch
        {
            "too long" => Text(_set + new string(' ', KeySetSource.MaxBytes)),
            "redirect" => new HttpResponseMessage(HttpStatusCode.Redirect) { Headers = { Location = new Uri("http://169.254.169.254/") }, Content = new StringContent(_set) },
            "error" => new HttpResponseMessage(HttpStatusCode.InternalServerError) { Content = new StringContent(_set) },
            _ => Text(kind),
        };

        Assert.Empty(await GetAsync("r1"));
        Assert.Empty(await GetAsync("r1"));
        Assert.Single(_log.Lines, static line => line.Level == Microsoft.Extensions.Logging.LogLevel.Warning);
        Assert.Empty(_log.Errors);
    }

    public void Dispose()
    {
        _source.Dispose();
        _handler.Dispose();
        _log.Dispose();
    }

    private static HttpResponseMessage Text(string text) => new(HttpStatusCode.OK) { Content = new StringContent(text, Encoding.UTF8, "application/json") };

    private async Task<System.Collections.Immutable.ImmutableArray<JsonWebKey>> GetAsync(string? keyId) =>
        await _source.GetAsync(Address, keyId, TestContext.Current.CancellationToken);

    private sealed class Handler : HttpMessageHandler
    {
        private int _calls;

        public int Calls => Volatile.Read(ref _calls);

        public Task Gate { get; set; } = Task.CompletedTask;

        public Func<HttpResponseMessage> Answer { get; set; } = static () => new HttpResponseMessage();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _calls);
            await Gate;
            return Answer();
        }
    }
}
