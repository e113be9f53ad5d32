using System.Buffers.Binary;
using System.Globalization;
using System.Text.RegularExpressions;
using Srs.Media.Codecs.Aac;
using Srs.Media.Codecs.Mp3;
using Srs.Media.Frames;
using Srs.Media.Transcoding;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Transcoding;

/// <summary>Tones that ffmpeg encodes, and what it hears in those that come out.</summary>
internal static partial class Tone
{
    /// <summary>Frames of a tone as AAC, and settings to transcode them.</summary>
    /// <param name="hertz">Pitch.</param>
    /// <param name="sampleRate">Samples per second.</param>
    /// <param name="channels">1 or 2.</param>
    /// <param name="seconds">How long.</param>
    public static async Task<(TranscodeSettings Settings, List<(byte[] Payload, TimeSpan Time)> Frames)> MakeAacAsync(
        int hertz, int sampleRate = 44_100, int channels = 2, int seconds = 3)
    {
        using var adts = new MemoryStream(await EncodeAsync(hertz, sampleRate, channels, seconds, "adts", "aac"));
        var reader = new AdtsReader(adts);
        var frames = new List<(byte[], TimeSpan)>();
        byte[] config = [];
        while (await reader.ReadAsync(TestContext.Current.CancellationToken) is { } bytes)
        {
            using (bytes)
            {
                Assert.True(AdtsFrame.TryRead(bytes.Span, out var frame));
                config = frame.ToAudioSpecificConfig();

                // As RTMP rounds them.
                var time = TimeSpan.FromMilliseconds(Math.Round(frames.Count * 1024 * 1000.0 / sampleRate));
                frames.Add((bytes.Span[frame.HeaderLength..].ToArray(), time));
            }
        }

        return (new TranscodeSettings(MediaCodec.Aac, sampleRate, channels, config, MediaCodec.Opus, 64_000), frames);
    }

    /// <summary>Frames of a tone as MP3.</summary>
    public static async Task<(TranscodeSettings Settings, List<(byte[] Payload, TimeSpan Time)> Frames)> MakeMp3Async(int hertz)
    {
        var mp3 = (await EncodeAsync(hertz, 44_100, 2, 3, "mp3", "libmp3lame", "-write_xing", "0", "-id3v2_version", "0")).AsMemory();
        var frames = new List<(byte[], TimeSpan)>();
        while (Mp3FrameHeader.TryRead(mp3.Span, out var frame) && frame.FrameLength <= mp3.Length)
        {
            frames.Add((mp3[..frame.FrameLength].ToArray(), TimeSpan.FromMilliseconds(Math.Round(frames.Count * 1152 / 44.1))));
            mp3 = mp3[frame.FrameLength..];
        }

        return (new TranscodeSettings(MediaCodec.Mp3, 44_100, 2, default, MediaCodec.Opus, 64_000), frames);
    }

    /// <summary>Frames of 20 ms of a tone as G.711.</summary>
    public static async Task<(TranscodeSettings Settings, List<(byte[] Payload, TimeSpan Time)> Frames)> MakeG711Async(int hertz, MediaCodec codec)
    {
        var format = codec == MediaCodec.G711ALaw ? "alaw" : "mulaw";
        var bytes = await EncodeAsync(hertz, 8000, 1, 3, format, $"pcm_{format}");
        var frames = bytes.Chunk(160).Select(static (chunk, i) => (chunk, TimeSpan.FromMilliseconds(20 * i))).ToList();
        return (new TranscodeSettings(codec, 8000, 1, default, MediaCodec.Opus, 64_000), frames);
    }

    /// <summary>What ffmpeg hears: pitch, and level compared with full scale.</summary>
    /// <param name="format">ffmpeg's name of the format.</param>
    /// <param name="stream">The sound.</param>
    public static async Task<(double Hertz, double Decibels)> ListenAsync(string format, byte[] stream)
    {
        var result = await ExternalTool.RunAsync(
            "ffmpeg",
            ["-v", "info", "-f", format, "-i", "pipe:0", "-af", "atrim=start=0.3,aformat=sample_rates=48000:channel_layouts=mono,astats=measure_perchannel=Zero_crossings_rate:measure_overall=RMS_level", "-f", "null", "-"],
            stream);
        var text = result.AssertSucceeded().Error;
        Assert.DoesNotContain("Error", text, StringComparison.Ordinal);
        return (Read(Crossings().Match(text)) * 48_000 / 2, Read(Level().Match(text)));

        static double Read(Match match) =>
            match.Groups[1].ValueSpan is "-inf" ? double.NegativeInfinity : double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
    }

    /// <summary>Opus packets in Ogg (RFC 7845), for programs that decode them.</summary>
    public static byte[] ToOgg(IEnumerable<byte[]> packets, int channels)
    {
        using var ogg = new MemoryStream();
        byte[] head = [.. "OpusHead"u8, 1, (byte)channels, 0, 0, 0x80, 0xBB, 0, 0, 0, 0, 0];
        var sequence = 0;
        WritePage(ogg, head, flags: 2, granule: 0, sequence++);
        WritePage(ogg, [.. "OpusTags"u8, 0, 0, 0, 0, 0, 0, 0, 0], flags: 0, granule: 0, sequence++);
        var granule = 0L;
        foreach (var packet in packets)
        {
            WritePage(ogg, packet, flags: 0, granule += 960, sequence++);
        }

        return ogg.ToArray();
    }

    /// <summary>AAC frames with headers before them.</summary>
    public static byte[] ToAdts(IEnumerable<byte[]> frames, byte[] config)
    {
        Assert.True(AudioSpecificConfig.TryRead(config, out var aac));
        Assert.True(AdtsHeader.TryCreate(aac, out var header));
        var stream = new List<byte>();
        var bytes = new byte[AdtsHeader.Length];
        foreach (var frame in frames)
        {
            header.Write(frame.Length, bytes);
            stream.AddRange([.. bytes, .. frame]);
        }

        return [.. stream];
    }

    private static async Task<byte[]> EncodeAsync(int hertz, int sampleRate, int channels, int seconds, string format, string encoder, params string[] more)
    {
        var tone = string.Create(CultureInfo.InvariantCulture, $"sine=frequency={hertz}:sample_rate={sampleRate}:duration={seconds}");
        var result = await ExternalTool.RunAsync(
            "ffmpeg", ["-v", "error", "-f", "lavfi", "-i", tone, "-ac", channels.ToString(CultureInfo.InvariantCulture), "-c:a", encoder, .. more, "-f", format, "-"]);
        Assert.NotEmpty(result.AssertSucceeded().Output);
        return result.Output;
    }

    // RFC 3533 §6: a page for each packet.
    private static void WritePage(MemoryStream ogg, byte[] packet, byte flags, long granule, int sequence)
    {
        var lacing = Enumerable.Repeat((byte)255, packet.Length / 255).Append((byte)(packet.Length % 255)).ToArray();
        var page = new byte[27 + lacing.Length + packet.Length];
        "OggS"u8.CopyTo(page);
        page[5] = flags;
        BinaryPrimitives.WriteInt64LittleEndian(page.AsSpan(6), granule);
        page[14] = 1;
        BinaryPrimitives.WriteInt32LittleEndian(page.AsSpan(18), sequence);
        page[26] = (byte)lacing.Length;
        lacing.CopyTo(page, 27);
        packet.CopyTo(page, 27 + lacing.Length);
        var crc = 0u;
        foreach (var value in page)
        {
            crc ^= (uint)value << 24;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 0x80000000) != 0 ? (crc << 1) ^ 0x04C11DB7 : crc << 1;
            }
        }

        BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(22), crc);
        ogg.Write(page);
    }

    [GeneratedRegex(@"Zero crossings rate: ([\d.]+)")]
    private static partial Regex Crossings();

    [GeneratedRegex(@"RMS level dB: (-?(?:[\d.]+|inf))")]
    private static partial Regex Level();
}
