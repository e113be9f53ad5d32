using System.Buffers;
using Srs.Media.Containers.Flv;

namespace Srs.Tests.TestSupport;

/// <summary>FLV files of the frames of <see cref="TestMedia"/>.</summary>
internal static class TestFlv
{
    /// <summary>The file header with both flags, and the codec headers.</summary>
    public static byte[] Start(uint time = 0)
    {
        var output = new ArrayBufferWriter<byte>();
        FlvMuxer.WriteFileHeader(hasAudio: true, hasVideo: true, output);
        FlvMuxer.WriteTag(FlvTagType.Video, time, TestMedia.AvcHeader, output);
        FlvMuxer.WriteTag(FlvTagType.Audio, time, TestMedia.AacHeader, output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Video and audio tags, 40 ms apart, a key frame each 25 frames.</summary>
    public static byte[] Frames(int first, int count, uint start = 0)
    {
        var output = new ArrayBufferWriter<byte>();
        for (var i = first; i < first + count; i++)
        {
            var time = start + ((uint)i * 40);
            FlvMuxer.WriteTag(FlvTagType.Video, time, i % 25 == 0 ? TestMedia.KeyFrame(i) : TestMedia.InterFrame(i), output);
            FlvMuxer.WriteTag(FlvTagType.Audio, time, TestMedia.AacFrame(i), output);
        }

        return output.WrittenSpan.ToArray();
    }
}
