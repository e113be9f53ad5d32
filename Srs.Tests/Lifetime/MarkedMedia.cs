using System.Buffers.Binary;

namespace Srs.Tests.Lifetime;

/// <summary>Frames all of whose bytes tell which stream they belong to, and that are numbered.</summary>
internal static class MarkedMedia
{
    /// <summary>Frames from key frame to key frame.</summary>
    public const int Group = 25;

    private const int VideoHeader = 10;
    private const int AudioHeader = 3;

    /// <summary>An H.264 picture of <paramref name="length"/> bytes of body.</summary>
    public static byte[] Video(int mark, int number, int length)
    {
        var body = new byte[length];
        var isKey = number % Group == 0;
        body[0] = (byte)(isKey ? 0x17 : 0x27);
        body[1] = 1;
        BinaryPrimitives.WriteInt32BigEndian(body.AsSpan(5), length - 9);
        body[9] = (byte)(isKey ? 0x65 : 0x41);
        return Fill(body, VideoHeader, mark, number);
    }

    /// <summary>An AAC frame.</summary>
    public static byte[] Audio(int mark, int number) => Fill([0xAF, 1, 0x21, .. new byte[60]], AudioHeader, mark, number);

    /// <summary>Finds bytes of another stream in a frame.</summary>
    /// <returns>The frame's number; null when something in it is not <paramref name="mark"/>'s.</returns>
    public static int? Check(ReadOnlySpan<byte> body, bool isVideo, int mark)
    {
        var start = isVideo ? VideoHeader : AudioHeader;
        return body.Length < start + sizeof(int) || body[start..^sizeof(int)].ContainsAnyExcept(Byte(mark)) ? null : BinaryPrimitives.ReadInt32BigEndian(body[^sizeof(int)..]);
    }

    private static byte Byte(int mark) => (byte)(0x80 + mark);

    private static byte[] Fill(byte[] body, int start, int mark, int number)
    {
        body.AsSpan(start).Fill(Byte(mark));
        BinaryPrimitives.WriteInt32BigEndian(body.AsSpan(body.Length - sizeof(int)), number);
        return body;
    }
}
