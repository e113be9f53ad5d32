using System.Text;
using System.Text.Json;
using Srs.Media.Protocols.Rtc.Sdp;
using Srs.Tests.TestSupport;
using static Srs.Tests.Protocols.Rtc.Sdp.SdpTestSupport;

namespace Srs.Tests.Protocols.Rtc.Sdp;

/// <summary>Implementations that nobody here wrote take our answers.</summary>
[Trait("Category", "Interop")]
public sealed class RtcAnswerInteropTests
{
    /// <summary>Makes a peer connection and its offer; the answer is given to it later.</summary>
    private const string OfferScript = """
        async ([kind, transceivers]) => {
          const peer = window.peer = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
          for (const t of transceivers) {
            if (t === 'data') { peer.createDataChannel('chat'); continue; }
            const [media, codec] = t.split('/');
            const init = { direction: kind === 'publish' ? 'sendonly' : 'recvonly' };
            if (codec === 'simulcast') init.sendEncodings = [{ rid: 'q' }, { rid: 'h' }, { rid: 'f' }];
            const transceiver = peer.addTransceiver(media, init);
            if (codec && codec !== 'simulcast') {
              transceiver.setCodecPreferences(RTCRtpReceiver.getCapabilities(media).codecs.filter(c => c.mimeType.toLowerCase() === t || c.mimeType.endsWith('rtx')));
            }
          }
          await peer.setLocalDescription();
          return peer.localDescription.sdp;
        }
        """;

    private const string AnswerScript = """
        async answer => {
          await window.peer.setRemoteDescription({ type: 'answer', sdp: answer });
          const found = window.peer.getTransceivers().filter(t => t.currentDirection !== 'stopped' && t.currentDirection !== 'inactive').map(t => [
            t.currentDirection ?? 'none',
            (t.currentDirection === 'sendonly' ? t.sender.getParameters() : t.receiver.getParameters()).codecs.map(c => c.mimeType + '=' + c.payloadType).join(),
            t.sender.getParameters().encodings.length].join(' '));
          window.peer.close();
          return found;
        }
        """;

    /// <summary>Makes the same offer as the vector's, hears the answer, and tells directions and codecs.</summary>
    private const string AiortcScript = """
        import asyncio, json, sys
        from aiortc import RTCPeerConnection, RTCSessionDescription
        from aiortc.mediastreams import AudioStreamTrack, VideoStreamTrack
        async def main():
            pc = RTCPeerConnection()
            if 'data' in sys.argv[1]:
                pc.createDataChannel('chat')
            if 'publish' in sys.argv[1]:
                pc.addTransceiver(AudioStreamTrack(), direction='sendonly')
                pc.addTransceiver(VideoStreamTrack(), direction='sendonly')
            else:
                pc.addTransceiver('audio', direction='recvonly')
                pc.addTransceiver('video', direction='recvonly')
            await pc.setLocalDescription(await pc.createOffer())
            await pc.setRemoteDescription(RTCSessionDescription(sys.stdin.read(), 'answer'))
            print(json.dumps([[t.currentDirection, [c.mimeType + '=' + str(c.payloadType) for c in t._codecs]] for t in pc.getTransceivers()]))
            await pc.close()
        asyncio.run(asyncio.wait_for(main(), 20))
        """;

    public static TheoryData<string[], string[]> Publishers => new()
    {
        { ["audio", "video"], ["sendonly audio/opus", "sendonly video/H264"] },
        { ["video"], ["sendonly video/H264"] },
        { ["audio"], ["sendonly audio/opus"] },
        { ["audio/pcmu", "video/vp8"], ["sendonly audio/PCMU", "sendonly video/VP8"] },
        { ["video/vp9", "audio"], ["sendonly video/VP9", "sendonly audio/opus"] },
        { ["audio", "video/av1", "video/h264"], ["sendonly audio/opus", "sendonly video/AV1", "sendonly video/H264"] },
        { ["data", "audio", "video"], ["sendonly audio/opus", "sendonly video/H264"] },
        { ["audio", "video/simulcast"], ["sendonly audio/opus", "sendonly video/H264"] },
    };

    public static TheoryData<string[], string[]> Players => new()
    {
        { ["audio", "video"], ["recvonly audio/opus", "recvonly video/H264"] },
        { ["video"], ["recvonly video/H264"] },
        { ["audio"], ["recvonly audio/opus"] },
        { ["video", "audio", "data"], ["recvonly video/H264", "recvonly audio/opus"] },
        { ["audio", "video/vp8"], ["recvonly audio/opus", "recvonly video/VP8"] },
        { ["audio", "video", "video", "video"], ["recvonly audio/opus", "recvonly video/H264", "recvonly video/H264"] },
    };

    [Theory]
    [MemberData(nameof(Publishers))]
    public Task Answer_ChromiumPublishes_Agrees(string[] transceivers, string[] expected) =>
        AssertChromiumAgreesAsync("publish", transceivers, expected, Publish() with { MaxLayers = 3 });

    [Theory]
    [MemberData(nameof(Players))]
    public Task Answer_ChromiumPlays_Agrees(string[] transceivers, string[] expected) => AssertChromiumAgreesAsync("play", transceivers, expected, PlayAll());

    [Theory]
    [InlineData("aiortc-publish", "sendonly audio/opus", "sendonly video/H264")]
    [InlineData("aiortc-play", "recvonly audio/opus", "recvonly video/H264")]
    [InlineData("aiortc-play-data", "recvonly audio/opus", "recvonly video/H264")]
    public async Task Answer_Aiortc_Agrees(string name, string audio, string video) =>
        await AssertAiortcAgreesAsync(name, AnswerAll(name, ReadOffer(name)), audio, video);

    [Fact]
    public async Task Answer_AiortcPlaysVideoOnly_Agrees() =>
        await AssertAiortcAgreesAsync(
            "aiortc-play", RtcNegotiator.Answer(ReadOffer("aiortc-play"), Play(Track(0, RtcEncoding.Vp8))), "inactive audio/opus", "recvonly video/VP8");

    private static async Task AssertAiortcAgreesAsync(string name, RtcAgreement agreement, params string[] expected)
    {
        var result = await Aiortc.RunAsync(AiortcScript, [name], Encoding.UTF8.GetBytes(agreement.Answer));

        Assert.True(result.ExitCode == 0, result.Error);
        var transceivers = JsonDocument.Parse(result.Output).RootElement.EnumerateArray().ToArray();
        Assert.Equal(expected, transceivers.Select(static t => $"{t[0].GetString()} {t[1][0].GetString()!.Split('=')[0]}"));
    }

    private static async Task AssertChromiumAgreesAsync(string kind, string[] transceivers, string[] expected, RtcAnswerRules rules)
    {
        Assert.SkipUnless(
            RequiresToolFactAttribute.GetSkipReason("chromium", !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI"))) is null, "chromium is not on PATH.");
        await using var browser = await TestBrowser.OpenAsync();
        var (page, faults) = await TestBrowser.NewPageAsync(browser);
        var offer = await page.EvaluateAsync<string>(OfferScript, new object[] { kind, transceivers });

        var agreement = RtcNegotiator.Answer(offer, rules);
        var found = await page.EvaluateAsync<string[]>(AnswerScript, agreement.Answer);

        Assert.Equal(expected.Length, found.Length);
        foreach (var (want, got) in expected.Zip(found))
        {
            Assert.StartsWith(want.Split(' ')[0], got, StringComparison.Ordinal);
            Assert.Contains(want.Split(' ')[^1], got, StringComparison.Ordinal);
        }

        if (transceivers.Contains("video/simulcast"))
        {
            Assert.EndsWith(" 3", found[^1], StringComparison.Ordinal);
            Assert.Equal(["q", "h", "f"], agreement.Media[^1].Layers);
        }

        Assert.Empty(faults);
    }
}
