using System.Text.Json;
using Srs.Media.Frames;
using Srs.Media.Streams;
using Srs.Tests.TestSupport;
using Srs.Tests.Transcoding;

namespace Srs.Tests.Interop;

/// <summary>Sound between RTMP and WebRTC, heard by aiortc and ffmpeg.</summary>
public sealed class RtcSoundInteropTests
{
    private const string Play = """
        import asyncio, json, sys, urllib.request
        import numpy
        from aiortc import RTCPeerConnection, RTCSessionDescription

        async def main(url):
            pc = RTCPeerConnection()
            tracks = {}
            pc.on("track", lambda track: tracks.__setitem__(track.kind, track))
            pc.addTransceiver("audio", direction="recvonly")
            pc.addTransceiver("video", direction="recvonly")
            await pc.setLocalDescription(await pc.createOffer())
            request = urllib.request.Request(url, pc.localDescription.sdp.encode(), {"Content-Type": "application/sdp"})
            answer = await asyncio.to_thread(lambda: urllib.request.urlopen(request).read().decode())
            await pc.setRemoteDescription(RTCSessionDescription(answer, "answer"))
            heard, steps, last = [], [], None
            while len(heard) < 150:
                frame = await asyncio.wait_for(tracks["audio"].recv(), 15)
                heard.append(frame.to_ndarray().reshape(-1)[::2].astype(float) / 32768)
                if last is not None:
                    steps.append(frame.pts - last)
                last = frame.pts
            sound = numpy.concatenate(heard[50:])
            spectrum = abs(numpy.fft.rfft(sound * numpy.hanning(len(sound))))
            level = 10 * numpy.log10((sound ** 2).mean() + 1e-12)
            print(json.dumps({"hertz": float(spectrum.argmax()) * 48000 / len(sound), "decibels": float(level), "odd": sum(s != 960 for s in steps)}))
            await pc.close()

        asyncio.run(asyncio.wait_for(main(sys.argv[1]), 25))
        """;

    private const string Publish = """
        import asyncio, fractions, sys, urllib.request
        import numpy
        from av import AudioFrame
        from aiortc import MediaStreamTrack, RTCPeerConnection, RTCSessionDescription

        class Tone(MediaStreamTrack):
            kind = "audio"
            sent = 0
            start = None

            async def recv(self):
                loop = asyncio.get_running_loop()
                self.start = self.start or loop.time()
                await asyncio.sleep(max(0, self.start + self.sent / 48000 - loop.time()))
                at = numpy.arange(self.sent, self.sent + 960)
                frame = AudioFrame(format="s16", layout="mono", samples=960)
                frame.planes[0].update((numpy.sin(at * 2 * numpy.pi * 440 / 48000) * 4096).astype(numpy.int16).tobytes())
                frame.pts, frame.sample_rate, frame.time_base = self.sent, 48000, fractions.Fraction(1, 48000)
                self.sent += 960
                return frame

        async def main(url):
            pc = RTCPeerConnection()
            pc.addTrack(Tone())
            await pc.setLocalDescription(await pc.createOffer())
            request = urllib.request.Request(url, pc.localDescription.sdp.encode(), {"Content-Type": "application/sdp"})
            answer = await asyncio.to_thread(lambda: urllib.request.urlopen(request).read().decode())
            await pc.setRemoteDescription(RTCSessionDescription(answer, "answer"))
            await asyncio.to_thread(sys.stdin.read)
            await pc.close()

        asyncio.run(main(sys.argv[1]))
        """;

    private static readonly string[] On =
    [
        "Srs:RtcServer:Enabled=true", "Srs:RtcServer:Listen=0.0.0.0:0", "Srs:DefaultVhost:Rtc:Enabled=true",
        "Srs:DefaultVhost:Rtc:RtcToRtmp=true", "Srs:DefaultVhost:Rtc:RtmpToRtc=true",
    ];

    [RequiresToolFact("ffmpeg")]
    public async Task RtmpWithAac_PlayedByAiortc_IsTheSameTone()
    {
        await using var server = await SrsTestServer.StartAsync(On);
        await using var encoder = RunningTool.Publish($"rtmp://127.0.0.1:{server.RtmpPort}/live/cam");
        await Wait.UntilAsync(() => HeadersOf(server) is { HasAudio: true, HasVideo: true }, "the publisher");

        var result = await Aiortc.RunAsync(Play, [$"http://127.0.0.1:{server.HttpPort}/rtc/v1/whep/?app=live&stream=cam"]);

        using var heard = JsonDocument.Parse(result.AssertSucceeded().OutputText);
        Assert.InRange(heard.RootElement.GetProperty("hertz").GetDouble(), 435, 445);
        Assert.InRange(heard.RootElement.GetProperty("decibels").GetDouble(), -27, -18);
    }

    [RequiresToolFact("ffmpeg")]
    public async Task AiortcWithOpus_PlayedByFfmpegOverRtmpAndFlv_IsTheSameTone()
    {
        await using var server = await SrsTestServer.StartAsync(On);
        await using var publisher = await Aiortc.StartAsync(Publish, [$"http://127.0.0.1:{server.HttpPort}/rtc/v1/whip/?app=live&stream=cam"]);
        await Wait.UntilAsync(() => HeadersOf(server)?.First(MediaKind.Audio)?.Codec == MediaCodec.Aac, "the sound");

        foreach (var address in new[] { $"rtmp://127.0.0.1:{server.RtmpPort}/live/cam", $"http://127.0.0.1:{server.HttpPort}/live/cam.flv" })
        {
            var result = await ExternalTool.RunAsync("ffmpeg", ["-v", "error", "-i", address, "-t", "3", "-c", "copy", "-f", "adts", "-"]);

            var (hertz, level) = await Tone.ListenAsync("aac", result.AssertSucceeded().Output);
            Assert.InRange(hertz, 430, 450);
            Assert.InRange(level, -27, -18);
        }
    }

    private static StreamHeaders? HeadersOf(SrsTestServer server) => server.Streams.Find(new StreamKey(VhostTable.DefaultName, "live", "cam"))?.Headers;
}
