using Srs.Media.Protocols.Rtmp.Wire;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Lifetime;

/// <summary>Publishes a stream of <see cref="MarkedMedia"/> over RTMP until it is disposed; its numbers go on when it starts anew.</summary>
internal sealed class MarkedPublisher(SrsTestServer server, int mark, TimeSpan interval, int frameLength) : IAsyncDisposable
{
    private CancellationTokenSource? _stop;
    private RtmpTestClient? _client;
    private Task _publishing = Task.CompletedTask;
    private int _next;

    /// <summary>Name of the stream.</summary>
    public string Stream { get; } = $"marked{mark}";

    /// <summary>What its frames are marked with.</summary>
    public int Mark => mark;

    /// <summary>Number of the newest picture.</summary>
    public int Newest => Volatile.Read(ref _next) - 1;

    /// <summary>Begins at a key frame and returns when there is something to play.</summary>
    public async Task StartAsync()
    {
        _client = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await _client.SendControlAsync(RtmpMessageType.SetChunkSize, 60_000);
        await _client.PublishAsync(Stream);
        await _client.SendHeadersAsync();
        _next += (MarkedMedia.Group - (_next % MarkedMedia.Group)) % MarkedMedia.Group;
        await SendAsync(0);
        _stop = new CancellationTokenSource();
        _publishing = RunAsync(_stop.Token);
        await Wait.UntilAsync(() => server.Describe(Stream)?.Headers.Tracks.Length == 2, "the publisher to be there");
    }

    /// <summary>Breaks off, or leaves in good order, and comes back.</summary>
    public async Task RestartAsync(bool resets)
    {
        await _stop!.CancelAsync();
        await _publishing;
        if (resets)
        {
            _client!.Reset();
        }

        await DisposeAsync();
        await Wait.UntilAsync(() => server.Describe(Stream)?.PublisherId is null, "the publisher to be gone");
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_stop is not null && _client is not null)
        {
            await _stop.CancelAsync();
            await _publishing;
            _stop.Dispose();
            _stop = null;
            await _client.DisposeAsync();
        }
    }

    private async Task RunAsync(CancellationToken stop)
    {
        try
        {
            for (uint time = 40; !stop.IsCancellationRequested; time += 40)
            {
                await Task.Delay(interval, stop).ContinueWith(static _ => { }, TaskScheduler.Default);
                await SendAsync(time);
            }
        }
        catch (IOException)
        {
            // The server has stopped.
        }
    }

    private async Task SendAsync(uint time)
    {
        await _client!.SendVideoAsync(MarkedMedia.Video(mark, _next, frameLength), time);
        await _client.SendAudioAsync(MarkedMedia.Audio(mark, _next), time);
        Volatile.Write(ref _next, _next + 1);
    }
}
