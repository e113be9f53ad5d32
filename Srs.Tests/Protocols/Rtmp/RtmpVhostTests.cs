using Srs.Media.Protocols.Rtmp.Wire;
using Srs.Media.Streams;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Protocols.Rtmp;

/// <summary>Which virtual host a client gets, and what that means for it.</summary>
public sealed class RtmpVhostTests
{
    private static readonly Dictionary<string, VhostOptions> Vhosts = new()
    {
        ["Demo.example.com"] = new VhostOptions { ChunkSize = 4096, OutAckSize = 1_000_000, InAckSize = 2000 },
        ["other"] = new VhostOptions(),
        ["off"] = new VhostOptions { Enabled = false },
    };

    [Theory]
    [InlineData("rtmp://nobody/live", "livestream", "__defaultVhost__")]
    [InlineData("rtmp://demo.EXAMPLE.com:1935/live", "livestream", "Demo.example.com")]
    [InlineData("rtmp://nobody/live?vhost=demo.example.com", "livestream", "Demo.example.com")]
    [InlineData("rtmp://nobody/live", "livestream?vhost=other&token=1", "other")]
    [InlineData("rtmp://nobody/live...vhost...other", "livestream", "other")]
    [InlineData("rtmp://demo.example.com/live", "livestream?domain=other", "other")]
    [InlineData("rtmp://nobody/live?vhost=unknown", "livestream", "__defaultVhost__")]
    public async Task Publish_ByUrl_FindsVhost(string tcUrl, string stream, string vhost)
    {
        await using var host = new RtmpTestHost(vhosts: Vhosts);
        await using var client = await host.ConnectAsync(tcUrl: tcUrl);

        await client.PublishAsync(stream);

        Assert.NotNull(host.Describe(vhost: vhost)!.PublisherId);
        Assert.DoesNotContain('?', Assert.Single(host.Clients).TcUrl);
    }

    [Fact]
    public async Task Vhosts_SameName_AreDifferentStreams()
    {
        await using var host = new RtmpTestHost(vhosts: Vhosts);
        await using var first = await host.ConnectAsync(tcUrl: "rtmp://other/live");
        await using var second = await host.ConnectAsync(tcUrl: "rtmp://demo.example.com/live");

        await first.PublishAsync();
        await second.PublishAsync();

        Assert.Equal(2, host.Streams.Streams.Length);
    }

    [Fact]
    public async Task Connect_Options_AreThoseOfTheVhost()
    {
        await using var host = new RtmpTestHost(vhosts: Vhosts);
        await using var client = await host.ConnectAsync(tcUrl: "rtmp://demo.example.com/live");

        Assert.Equal(1_000_000u, RtmpControlMessage.Read(client.Received[0].Type, client.Received[0].Payload));
        Assert.Equal(4096u, RtmpControlMessage.Read(client.Received[2].Type, client.Received[2].Payload));
        await client.PublishAsync();
        await client.SendMediaAsync(50);
        await client.ReadUntilAsync(static r => r.Type == RtmpMessageType.Acknowledgement);
    }

    [Fact]
    public async Task Connect_DisabledVhost_IsRejectedWithAReason()
    {
        await using var host = new RtmpTestHost(vhosts: Vhosts);
        await using var client = host.Open();
        await client.ShakeHandsAsync();

        await client.SendConnectAsync(tcUrl: "rtmp://off/live");
        var error = await client.ReadUntilAsync(static r => r.Command?.Name == "_error");
        await client.ReadToEndAsync();

        Assert.Equal("NetConnection.Connect.Rejected", error.Command!.Argument(0)["code"].AsString());
        await host.Log.WaitForAsync("was refused, code 2014");
    }

    [Theory]
    [InlineData("publish", "NetStream.Publish.BadName")]
    [InlineData("play", "NetStream.Play.Failed")]
    public async Task DisabledVhostInStreamParameters_IsRefused(string command, string code)
    {
        await using var host = new RtmpTestHost(vhosts: Vhosts);
        await using var client = await host.ConnectAsync();

        await client.CallAsync(command, 5, 1, "livestream?vhost=off");
        await client.ReadStatusAsync(code);
        await client.ReadToEndAsync();

        await host.Log.WaitForAsync("was refused, code 2014");
    }
}
