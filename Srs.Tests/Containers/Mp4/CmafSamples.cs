using System.Buffers.Binary;
using System.Text;
using Srs.Media.Containers.Mp4;
using Srs.Media.Frames;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Containers.Mp4;

/// <summary>Tracks and frames for fragments, and what is in a fragment as this file reads it: versions and flags as ours writes them.</summary>
internal static class CmafSamples
{
    public static CmafTrackFormat VideoFormat { get; } = Describe(new TrackInfo
    {
        Kind = MediaKind.Video,
        Codec = MediaCodec.H264,
        Config = TestMedia.AvcHeader.AsMemory(5),
        Video = new VideoFormat(638, 358, "Main", "3.0"),
    });

    /// <summary>AAC LC, 44100 Hz, stereo.</summary>
    public static CmafTrackFormat SoundFormat { get; } = Describe(SoundTrack([0x12, 0x10], 44100));

    public static TrackInfo SoundTrack(byte[] config, int sampleRate) => new()
    {
        Kind = MediaKind.Audio,
        Codec = MediaCodec.Aac,
        Config = config,
        Audio = new AudioFormat(sampleRate, 2, 16, "LC"),
    };

    public static CmafTrackFormat Describe(TrackInfo track)
    {
        Assert.True(CmafTrackFormat.TryCreate(track, [], 1, out var format));
        return format;
    }

    public static MediaFrame Picture(double dts, double? pts = null, bool isKey = false)
    {
        using var frame = TestFrames.Make(VideoFormat.Track, dts, isKey);
        return EncodedTrack.Copy(frame, TimeSpan.FromMilliseconds(dts), TimeSpan.FromMilliseconds(pts ?? dts));
    }

    public static MediaFrame Sound(double time, TrackInfo? track = null) => TestFrames.Make(track ?? SoundFormat.Track, time);

    /// <summary>Types of the boxes.</summary>
    public static List<string> Types(ReadOnlySpan<byte> file)
    {
        var types = new List<string>();
        var boxes = new Mp4BoxReader(file);
        while (boxes.TryReadNext(out var header, out _))
        {
            types.Add(header.ToString()[..4]);
        }

        return types;
    }

    /// <summary>Content of a box of the fragment, wherever it is.</summary>
    public static byte[] Find(CmafFragment fragment, string type)
    {
        var bytes = fragment.Bytes.Span;
        var at = bytes.IndexOf(Encoding.ASCII.GetBytes(type));
        return bytes[(at + 4)..(at - 4 + BinaryPrimitives.ReadInt32BigEndian(bytes[(at - 4)..]))].ToArray();
    }

    public static (List<uint> Durations, List<int> Offsets) Read(CmafFragment fragment)
    {
        var (tfhd, trun) = (Find(fragment, "tfhd"), Find(fragment, "trun"));
        var present = BinaryPrimitives.ReadUInt32BigEndian(trun) & 0xFFFFFF;
        var shared = (BinaryPrimitives.ReadUInt32BigEndian(tfhd) & 8) != 0 ? BinaryPrimitives.ReadUInt32BigEndian(tfhd.AsSpan(8)) : 0;
        var at = 12 + ((present & 4) != 0 ? 4 : 0);
        uint Next(uint flag)
        {
            at += (present & flag) != 0 ? 4 : 0;
            return (present & flag) != 0 ? BinaryPrimitives.ReadUInt32BigEndian(trun.AsSpan(at - 4)) : 0;
        }

        var (durations, offsets) = (new List<uint>(), new List<int>());
        for (var i = 0; i < fragment.FrameCount; i++)
        {
            durations.Add((present & 0x100) != 0 ? Next(0x100) : shared);
            Next(0x200);
            Next(0x400);
            offsets.Add((int)Next(0x800));
        }

        Assert.Equal(trun.Length, at);
        Assert.Equal(fragment.DecodeDuration, durations.Sum(static duration => duration));
        return (durations, offsets);
    }
}
