using System.Buffers.Binary;

namespace Srs.Media.Protocols.Dash;

/// <summary>What stands for a segment without frames.</summary>
internal static class DashEmptySegment
{
    /// <summary>FFmpeg 5 looks at the first 2048 bytes of what it reads, and gives up a stream that ends within them.</summary>
    private const int Padding = 4096;

    private const int BoxHeader = 8;

    /// <summary>An empty segment: styp, free, and media data that nothing refers to (ISO/IEC 14496-12 §8.16.2, §8.1.2, §8.1.1).</summary>
    public static ReadOnlyMemory<byte> Bytes { get; } = Make();

    private static byte[] Make()
    {
        var type = "\0\0\0\u0018stypmsdh\0\0\0\0msdhcmfs"u8;
        var bytes = new byte[type.Length + Padding + (BoxHeader * 2)];
        type.CopyTo(bytes);
        WriteBox(bytes.AsSpan(type.Length), "free"u8, Padding);
        WriteBox(bytes.AsSpan(type.Length + Padding), "mdat"u8, BoxHeader * 2);
        return bytes;
    }

    private static void WriteBox(Span<byte> output, ReadOnlySpan<byte> type, int length)
    {
        BinaryPrimitives.WriteInt32BigEndian(output, length);
        type.CopyTo(output[4..]);
    }
}
