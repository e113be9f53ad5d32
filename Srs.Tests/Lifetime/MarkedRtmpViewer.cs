using Srs.Media.Protocols.Rtmp.Wire;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Lifetime;

/// <summary>A <see cref="MarkedViewer"/> over RTMP.</summary>
internal sealed class MarkedRtmpViewer(int mark) : MarkedViewer(mark)
{
    private RtmpTestClient? _client;

    public override void ShutdownSend() => _client!.ShutdownSend();

    public override void Reset() => _client!.Reset();

    protected override async Task OpenAsync(SrsTestServer server, string stream, int receiveBuffer)
    {
        _client = await RtmpTestClient.OpenAsync(server.RtmpPort, receiveBuffer);
        LocalPort = _client.LocalPort;
        await _client.ShakeHandsAsync();
        _client.Announced.Add(("pageUrl", Page));
        await _client.ConnectAsync();
        await _client.PlayAsync(stream);
    }

    protected override async Task<ViewerEnd> ReadAsync()
    {
        try
        {
            if (await _client!.ReadAsync() is not { } message)
            {
                return _client.EndedWhole ? ViewerEnd.Whole : ViewerEnd.CutShort;
            }

            if (message is { IsMedia: true, IsSequenceHeader: false })
            {
                Take(message.Payload, message.Type == RtmpMessageType.Video, message.Timestamp);
            }

            _client.Forget(static _ => true);
            return ViewerEnd.None;
        }
        catch (IOException)
        {
            return ViewerEnd.Reset;
        }
    }

    protected override ValueTask CloseAsync() => _client!.DisposeAsync();
}
