using System.Buffers;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Srs.Media.Buffers;
using Srs.Media.Protocols.Rtmp.Wire;

namespace Srs.Tests.Protocols.Rtmp.Wire;

/// <summary>Clients that check the server's digests, and go away when they are wrong.</summary>
[Trait("Category", "Interop")]
public sealed class RtmpHandshakeInteropTests
{
    private const string Url = "rtmp://127.0.0.1:{0}/live/livestream";
    private const string Rtmpdump =
        "-q -r " + Url + " --swfhash 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef --swfsize 1000 -o /dev/null";

    [Theory]
    [InlineData("rtmpdump", Rtmpdump)]
    [InlineData("ffmpeg", "-v quiet -i " + Url + " -f null -")]
    public async Task Answer_ClientThatVerifies_GoesOnToConnect(string tool, string arguments) =>
        Assert.Equal("connect", await HandshakeAsync(tool, arguments, damageAt: null));

    [Theory]
    [InlineData("rtmpdump", Rtmpdump, RtmpHandshake.C0C1Length)]
    [InlineData("ffmpeg", "-v quiet -i " + Url + " -f null -", 100)]
    [InlineData("ffmpeg", "-v quiet -i " + Url + " -f null -", RtmpHandshake.C0C1Length)]
    public async Task Answer_DamagedOnTheWay_IsRefusedByClient(string tool, string arguments, int damageAt) =>
        Assert.Null(await HandshakeAsync(tool, arguments, damageAt));

    /// <summary>Name of the first command, or null when the client went away before it.</summary>
    private static async Task<string?> HandshakeAsync(string tool, string arguments, int? damageAt)
    {
        Assert.SkipUnless(File.Exists($"/usr/bin/{tool}"), $"{tool} is not installed.");
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(TimeSpan.FromSeconds(30));
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var process = Process.Start(new ProcessStartInfo(
            $"/usr/bin/{tool}", string.Format(arguments, port))
        { RedirectStandardError = true, RedirectStandardInput = true })!;
        try
        {
            using var client = await listener.AcceptTcpClientAsync(timeout.Token);
            await using var stream = client.GetStream();
            var c0c1 = new byte[RtmpHandshake.C0C1Length];
            await stream.ReadExactlyAsync(c0c1, timeout.Token);
            var answer = new byte[RtmpHandshake.S0S1S2Length];
            Assert.NotEqual(RtmpHandshakeKind.Simple, RtmpHandshake.Answer(c0c1, answer));
            if (damageAt is { } at)
            {
                answer[at] ^= 1;
            }

            await stream.WriteAsync(answer, timeout.Token);
            return await ReadFirstCommandAsync(stream, timeout.Token);
        }
        catch (Exception e) when (e is IOException)
        {
            return null;
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task<string?> ReadFirstCommandAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        await stream.ReadExactlyAsync(new byte[RtmpHandshake.C2Length], cancellationToken);
        using var reader = new RtmpChunkReader(BufferPool.Shared);
        var received = new byte[4096];
        var kept = Array.Empty<byte>();
        while (await stream.ReadAsync(received, cancellationToken) is var length and > 0)
        {
            var buffer = new ReadOnlySequence<byte>([.. kept, .. received[..length]]);
            if (reader.TryRead(ref buffer, out var message))
            {
                using (message)
                {
                    return RtmpCommand.Read(message!.Type, message.Payload.Span).Name;
                }
            }

            kept = buffer.ToArray();
        }

        return null;
    }
}
