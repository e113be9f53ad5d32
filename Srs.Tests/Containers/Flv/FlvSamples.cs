using System.Buffers;
using Srs.Media.Containers.Flv;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Containers.Flv;

/// <summary>Tags out of the vectors.</summary>
internal static class FlvSamples
{
    /// <summary>Every tag of an FLV vector.</summary>
    public static List<(FlvTagHeader Header, byte[] Body)> ReadTags(string vector) => ReadTags(TestVectors.Read(vector));

    /// <summary>Every tag of an FLV byte stream, which must end where a tag ends.</summary>
    public static List<(FlvTagHeader Header, byte[] Body)> ReadTags(byte[] stream)
    {
        var buffer = new ReadOnlySequence<byte>(stream);
        var demuxer = new FlvDemuxer();
        var tags = new List<(FlvTagHeader Header, byte[] Body)>();
        while (demuxer.TryRead(ref buffer, out var header, out var body))
        {
            tags.Add((header, body.ToArray()));
        }

        Assert.Equal(4, buffer.Length);
        return tags;
    }
}
