using System.Text.Json;

namespace Srs.Tests.TestSupport;

/// <summary>aiortc as publisher and player of the real server.</summary>
internal static class AiortcPeer
{
    /// <summary>Plays by WHEP for some seconds from the first picture on.</summary>
    private const string Player = """
        import asyncio, json, sys, time, urllib.request
        import numpy
        from aiortc import RTCPeerConnection, RTCSessionDescription

        async def main(url, seconds):
            pc = RTCPeerConnection()
            tracks = {}
            pc.on("track", lambda track: tracks.__setitem__(track.kind, track))
            pc.addTransceiver("audio", direction="recvonly")
            pc.addTransceiver("video", direction="recvonly")
            await pc.setLocalDescription(await pc.createOffer())
            request = urllib.request.Request(url, pc.localDescription.sdp.encode(), {"Content-Type": "application/sdp"})
            answer = await asyncio.to_thread(lambda: urllib.request.urlopen(request).read().decode())
            await pc.setRemoteDescription(RTCSessionDescription(answer, "answer"))
            heard, times, came = [], [], []

            async def listen():
                while True:
                    frame = await tracks["audio"].recv()
                    heard.append(frame.to_ndarray().reshape(-1).astype(float) / 32768)

            listening = asyncio.create_task(listen())
            begin, first = time.monotonic(), None
            while first is None or time.monotonic() < first + seconds:
                frame = await asyncio.wait_for(tracks["video"].recv(), 20)
                first = first or time.monotonic()
                times.append(frame.pts)
                came.append(time.monotonic() - first)
            listening.cancel()
            sound = numpy.concatenate(heard[len(heard) // 3:] or [numpy.zeros(1)])
            print(json.dumps({
                "pictures": len(times),
                "disorder": sum(b <= a for a, b in zip(times, times[1:])),
                "rate": sum(t > 1 for t in came) / (came[-1] - 1),
                "width": frame.width,
                "firstPicture": first - begin,
                "level": float(10 * numpy.log10((sound ** 2).mean() + 1e-12)),
                "state": pc.connectionState,
            }))
            await pc.close()

        asyncio.run(asyncio.wait_for(main(sys.argv[1], float(sys.argv[2])), 60))
        """;

    /// <summary>Publishes by WHIP until its input ends: a picture that moves at 20 frames a second, and a tone.</summary>
    private const string Publisher = """
        import asyncio, fractions, sys, urllib.request
        import numpy
        from av import AudioFrame, VideoFrame
        from aiortc import MediaStreamTrack, RTCPeerConnection, RTCRtpSender, RTCSessionDescription

        class Paced(MediaStreamTrack):
            sent = 0
            begin = None

            async def pace(self, rate):
                loop = asyncio.get_running_loop()
                self.begin = self.begin or loop.time()
                await asyncio.sleep(max(0, self.begin + self.sent / rate - loop.time()))
                self.sent += 1
                return self.sent - 1

        class Tone(Paced):
            kind = "audio"

            async def recv(self):
                number = await self.pace(50)
                at = numpy.arange(number * 960, number * 960 + 960)
                frame = AudioFrame(format="s16", layout="mono", samples=960)
                frame.planes[0].update((numpy.sin(at * 2 * numpy.pi * 440 / 48000) * 8192).astype(numpy.int16).tobytes())
                frame.pts, frame.sample_rate, frame.time_base = number * 960, 48000, fractions.Fraction(1, 48000)
                return frame

        class Picture(Paced):
            kind = "video"

            async def recv(self):
                number = await self.pace(20)
                pixels = numpy.zeros((180, 320, 3), numpy.uint8)
                pixels[:, :, 1] = number % 256
                pixels[60:120, number * 4 % 260:][:, :60] = 255
                frame = VideoFrame.from_ndarray(pixels)
                frame.pts, frame.time_base = number * 4500, fractions.Fraction(1, 90000)
                return frame

        async def main(url, codec):
            pc = RTCPeerConnection()
            pc.addTrack(Tone())
            pc.addTrack(Picture())
            codecs = [c for c in RTCRtpSender.getCapabilities("video").codecs if c.name == codec or c.name == "rtx"]
            pc.getTransceivers()[1].setCodecPreferences(codecs)
            await pc.setLocalDescription(await pc.createOffer())
            request = urllib.request.Request(url, pc.localDescription.sdp.encode(), {"Content-Type": "application/sdp"})
            answer = await asyncio.to_thread(lambda: urllib.request.urlopen(request).read().decode())
            await pc.setRemoteDescription(RTCSessionDescription(answer, "answer"))
            await asyncio.to_thread(sys.stdin.read)
            await pc.close()

        asyncio.run(main(sys.argv[1], sys.argv[2]))
        """;

    /// <summary>What a player saw and heard.</summary>
    /// <param name="Pictures">Decoded.</param>
    /// <param name="Disorder">Pictures that were not later than the one before.</param>
    /// <param name="Rate">Pictures a second, those of the first second left out, in which what was before may pass quickly.</param>
    /// <param name="Width">Of the last one.</param>
    /// <param name="FirstPicture">Seconds from the answer to it.</param>
    /// <param name="Level">Of the sound, decibels below full scale.</param>
    /// <param name="State">Of the connection at the end.</param>
    internal sealed record Seen(int Pictures, int Disorder, double Rate, int Width, double FirstPicture, double Level, string State);

    /// <summary>Plays a stream by WHEP for some seconds; skips the test where there is no aiortc.</summary>
    public static async Task<Seen> PlayAsync(SrsTestServer server, string stream, double seconds)
    {
        var result = await Aiortc.RunAsync(Player, [Address(server, "whep", stream), seconds.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        return JsonSerializer.Deserialize<Seen>(result.AssertSucceeded().Output, JsonSerializerOptions.Web)!;
    }

    /// <summary>Publishes by WHIP until it is disposed: 320 by 180 at 20 pictures a second, and a tone at -15 dB.</summary>
    /// <param name="server">The server.</param>
    /// <param name="stream">Name of the stream.</param>
    /// <param name="codec">H264 or VP8.</param>
    public static Task<RunningTool> PublishAsync(SrsTestServer server, string stream, string codec) =>
        Aiortc.StartAsync(Publisher, [Address(server, "whip", stream), codec]);

    private static string Address(SrsTestServer server, string kind, string stream) => $"http://127.0.0.1:{server.HttpPort}/rtc/v1/{kind}/?app=live&stream={stream}";
}
