using System.Buffers;
using System.Buffers.Binary;
using Srs.Media.Containers.Flv;

namespace Srs.Tests.TestSupport;

/// <summary>Bodies of FLV tags that a server takes for good media; frames carry a number to recognise them by.</summary>
internal static class TestMedia
{
    /// <summary>Sequence headers of two encoders that differ.</summary>
    public static readonly byte[] AvcHeader = FirstVideo("avc-main-638x358.flv");
    public static readonly byte[] OtherAvcHeader = FirstVideo("avc-baseline-854x480.flv");

    /// <summary>AAC LC, 44100 Hz, stereo.</summary>
    public static readonly byte[] AacHeader = [0xAF, 0, 0x12, 0x10];

    public static byte[] KeyFrame(int number) => Avc(0x17, 0x65, number);

    public static byte[] InterFrame(int number) => Avc(0x27, 0x41, number);

    /// <summary>A key frame every 25 frames, of about that many bytes.</summary>
    public static byte[] BigFrame(int number, int length)
    {
        var body = new byte[length];
        var isKey = number % 25 == 0;
        body[0] = (byte)(isKey ? 0x17 : 0x27);
        body[1] = 1;
        BinaryPrimitives.WriteInt32BigEndian(body.AsSpan(5), length - 9);
        body[9] = (byte)(isKey ? 0x65 : 0x41);
        body.AsSpan(10).Fill(0x80);
        BinaryPrimitives.WriteInt32BigEndian(body.AsSpan(length - 4), number);
        return body;
    }

    public static byte[] AacFrame(int number) => [0xAF, 1, 0x21, .. Number(number)];

    public static byte[] Mp3Frame(int number) => [0x2F, 0xFF, 0xFB, 0x90, 0x64, .. Number(number)];

    /// <summary>The number of a frame made here, which are its last bytes.</summary>
    public static int NumberOf(byte[] body) => BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(body.Length - 4));

    private static byte[] Avc(byte first, byte unit, int number) => [first, 1, 0, 0, 0, 0, 0, 0, 6, unit, 0x88, .. Number(number)];

    private static byte[] Number(int number)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }

    private static byte[] FirstVideo(string vector)
    {
        var file = new ReadOnlySequence<byte>(TestVectors.Read(vector));
        var demuxer = new FlvDemuxer();
        while (demuxer.TryRead(ref file, out var header, out var body))
        {
            if (header.Type == FlvTagType.Video)
            {
                return body.ToArray();
            }
        }

        throw new InvalidDataException($"{vector} has no video.");
    }
}
