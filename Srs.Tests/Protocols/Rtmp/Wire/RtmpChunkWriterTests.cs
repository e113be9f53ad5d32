using System.Buffers;
using Srs.Media.Protocols.Rtmp.Wire;
using static Srs.Tests.Protocols.Rtmp.Wire.WireTestSupport;

namespace Srs.Tests.Protocols.Rtmp.Wire;

public sealed class RtmpChunkWriterTests
{
    /// <summary>Chunk stream, timestamp, first chunk header, continuation header; message stream 1, 130 bytes of type 9.</summary>
    public static TheoryData<int, uint, string, string> Headers => new()
    {
        { 6, 0x010203, "06 010203 000082 09 01000000", "C6" },
        { 63, 0xFFFFFE, "3F FFFFFE 000082 09 01000000", "FF" },
        { 64, 0, "00 00 000000 000082 09 01000000", "C0 00" },
        { 319, 0, "00 FF 000000 000082 09 01000000", "C0 FF" },
        { 320, 0, "01 00 01 000000 000082 09 01000000", "C1 00 01" },
        { 65599, 0, "01 FF FF 000000 000082 09 01000000", "C1 FF FF" },
        { 6, 0xFFFFFF, "06 FFFFFF 000082 09 01000000 00FFFFFF", "C6 00FFFFFF" },
        { 6, uint.MaxValue, "06 FFFFFF 000082 09 01000000 FFFFFFFF", "C6 FFFFFFFF" },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void Write_TwoChunks_HasHeadersOfSpecification(int chunkStreamId, uint timestamp, string first, string continuation)
    {
        var body = Pattern(130);
        var header = new RtmpMessageHeader(RtmpMessageType.Video, chunkStreamId, 1, timestamp);
        var writer = new RtmpChunkWriter();

        var written = Written(output => writer.Write(output, header, body.AsSpan(0, 5), body.AsSpan(5)));

        Assert.Equal([.. Hex(first), .. body[..128], .. Hex(continuation), .. body[128..]], written);
        Assert.Equal(written.Length, writer.Measure(header, body.Length));
    }

    [Theory]
    [InlineData(0, 0, 128)]
    [InlineData(1, 0, 128)]
    [InlineData(0, 128, 128)]
    [InlineData(127, 1, 128)]
    [InlineData(128, 1, 128)]
    [InlineData(129, 0, 128)]
    [InlineData(5, 1000, 128)]
    [InlineData(300, 300, 128)]
    [InlineData(5, 100_000, 60_000)]
    [InlineData(5, 100_000, 1_000_000)]
    public void Write_AnyLengths_CanBeReadAndMeasured(int bodyHeaderLength, int payloadLength, int chunkSize)
    {
        var writer = new RtmpChunkWriter { ChunkSize = chunkSize };
        var body = Pattern(bodyHeaderLength + payloadLength);
        var header = new RtmpMessageHeader(RtmpMessageType.Audio, RtmpChunkStreamId.Audio, 1, 0x01000000);
        var output = new StingyWriter(50);

        writer.Write(output, header, body.AsSpan(0, bodyHeaderLength), body.AsSpan(bodyHeaderLength));

        Assert.Equal(output.Written.Length, writer.Measure(header, body.Length));
        Assert.InRange(output.LongestRequest, 0, RtmpChunkHeader.MaxLength);
        var pool = new CountingPool();
        using var reader = new RtmpChunkReader(pool);
        reader.SetChunkSize((uint)chunkSize);
        var buffer = new ReadOnlySequence<byte>(output.Written);
        if (body.Length == 0)
        {
            Assert.False(reader.TryRead(ref buffer, out _));
            return;
        }

        Assert.True(reader.TryRead(ref buffer, out var message));
        using (message)
        {
            Assert.Equal(body, message!.Payload.Span.ToArray());
            Assert.Equal(0x01000000u, message.Timestamp);
        }
    }

    [Fact]
    public void WriteControl_WindowAckSize_IsOnChunkStream2() => Assert.Equal(
        Hex("02 000000 000004 05 00000000 002625A0"),
        Written(output => new RtmpChunkWriter().WriteControl(output, RtmpMessageType.WindowAckSize, Hex("002625A0"))));

    [Fact]
    public void Write_Warm_AllocatesNothing()
    {
        var writer = new RtmpChunkWriter();
        var output = new ArrayBufferWriter<byte>(100_000);
        var payload = Pattern(20_000);
        var header = new RtmpMessageHeader(RtmpMessageType.Video, RtmpChunkStreamId.Video, 1, uint.MaxValue);
        writer.Write(output, header, [1, 2], payload);
        output.ResetWrittenCount();

        var before = GC.GetAllocatedBytesForCurrentThread();
        writer.Write(output, header, [1, 2], payload);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void ChunkSize_BelowLimit_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RtmpChunkWriter { ChunkSize = RtmpLimits.MinChunkSize - 1 });
}
