using System.Buffers;
using Srs.Media.Containers.Flv;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Codecs.H264;

/// <summary>H.264 bytes out of the vectors.</summary>
internal static class H264Samples
{
    /// <summary>The AVCDecoderConfigurationRecord in an FLV vector.</summary>
    public static byte[] GetConfig(string vector) => GetVideoBodies(vector).First(body => body[1] == 0)[5..];

    /// <summary>The access units in an FLV vector, with 4-byte lengths.</summary>
    public static IEnumerable<byte[]> GetAccessUnits(string vector) =>
        GetVideoBodies(vector).Where(body => body[1] == 1).Select(body => body[5..]);

    /// <summary>The first sequence parameter set in an FLV vector.</summary>
    public static byte[] GetSps(string vector)
    {
        var config = GetConfig(vector);
        return config.AsSpan(8, (config[6] << 8) | config[7]).ToArray();
    }

    private static List<byte[]> GetVideoBodies(string vector)
    {
        var buffer = new ReadOnlySequence<byte>(TestVectors.Read(vector));
        var demuxer = new FlvDemuxer();
        var bodies = new List<byte[]>();
        while (demuxer.TryRead(ref buffer, out var header, out var body))
        {
            if (header.Type == FlvTagType.Video)
            {
                bodies.Add(body.ToArray());
            }
        }

        return bodies;
    }
}
