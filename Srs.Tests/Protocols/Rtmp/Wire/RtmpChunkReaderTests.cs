using System.Buffers;
using Srs.Media.Protocols.Rtmp;
using Srs.Media.Protocols.Rtmp.Wire;
using static Srs.Tests.Protocols.Rtmp.Wire.WireTestSupport;

namespace Srs.Tests.Protocols.Rtmp.Wire;

public sealed class RtmpChunkReaderTests
{
    private static readonly string P128 = Convert.ToHexString(Pattern(128));
    private static readonly string P2 = Convert.ToHexString(Pattern(130)[128..]);

    /// <summary>Chunks, and the messages they make: type, chunk stream, message stream, timestamp, length.</summary>
    public static TheoryData<string, string> Chunks => new()
    {
        { "06 000010 000002 09 01000000 AABB", "9 6 1 16 2" },
        { "00 00 000010 000002 09 01000000 AABB", "9 64 1 16 2" },
        { "01 FF FF 000010 000002 09 01000000 AABB", "9 65599 1 16 2" },
        { "06 000010 000002 09 01000000 AABB 46 000005 000001 08 CC", "9 6 1 16 2; 8 6 1 21 1" },
        { "06 000010 000002 09 01000000 AABB 86 000005 CCDD", "9 6 1 16 2; 9 6 1 21 2" },
        { "06 000010 000002 09 01000000 AABB C6 CCDD", "9 6 1 16 2; 9 6 1 32 2" },
        { "06 000010 000002 09 01000000 AABB 86 000005 CCDD C6 EEFF", "9 6 1 16 2; 9 6 1 21 2; 9 6 1 26 2" },
        { "46 000007 000001 09 AA", "9 6 0 7 1" },
        { "42 000000 000006 04 0007 00000001", "4 2 0 0 6" },
        { "06 000000 000000 09 01000000 06 000001 000001 09 01000000 AA", "9 6 1 1 1" },
        { $"06 000000 000082 09 01000000 {P128} C6 {P2}", "9 6 1 0 130" },
        { $"06 000000 000082 09 01000000 {P128} 04 000003 000001 08 01000000 AA C6 {P2}", "8 4 1 3 1; 9 6 1 0 130" },
        { $"06 000000 000082 09 01000000 {P128} 46 000002 000082 09 {P2}", "9 6 1 2 130" },
        { "06 FFFFFF 000001 09 01000000 01020304 AA", "9 6 1 16909060 1" },
        { $"06 FFFFFF 000082 09 01000000 01020304 {P128} C6 01020304 {P2}", "9 6 1 16909060 130" },
        { $"06 FFFFFF 000082 09 01000000 01020304 {P128} C6 {P2}", "9 6 1 16909060 130" },
        { "06 FFFFFF 000001 09 01000000 00FFFFFF AA 46 FFFFFF 000001 09 01000000 BB", "9 6 1 16777215 1; 9 6 1 33554431 1" },
        { "06 000001 000001 09 01000000 AA 86 FFFFFF 01000000 BB C6 01000000 CC", "9 6 1 1 1; 9 6 1 16777217 1; 9 6 1 33554433 1" },
        { "06 000001 000001 09 01000000 AA 86 FFFFFF 01000000 BB C6 CC", "9 6 1 1 1; 9 6 1 16777217 1; 9 6 1 33554433 1" },
        { "06 FFFFFF 000001 09 01000000 FFFFFFFF AA 86 000002 BB", "9 6 1 4294967295 1; 9 6 1 1 1" },
        { "06 FFFFFF 000001 09 01000000 FFFFFFFF AA 86 000002 BB C6 CC", "9 6 1 4294967295 1; 9 6 1 1 1; 9 6 1 3 1" },
    };

    [Theory]
    [MemberData(nameof(Chunks))]
    public void TryRead_WholeInput_GivesMessages(string hex, string expected) =>
        Assert.Equal(expected, ReadAll(Split(Hex(hex), int.MaxValue / 2)));

    [Theory]
    [MemberData(nameof(Chunks))]
    public void TryRead_OneByteSegments_GivesMessages(string hex, string expected) => Assert.Equal(expected, ReadAll(Split(Hex(hex), 1)));

    [Theory]
    [MemberData(nameof(Chunks))]
    public void TryRead_OneByteAtATime_GivesMessagesAndHoldsOnlyHeaders(string hex, string expected)
    {
        var pool = new CountingPool();
        var messages = new List<string>();
        using (var reader = new RtmpChunkReader(pool))
        {
            var kept = new List<byte>();
            foreach (var next in Hex(hex))
            {
                kept.Add(next);
                var buffer = new ReadOnlySequence<byte>(kept.ToArray());
                while (reader.TryRead(ref buffer, out var message))
                {
                    messages.Add(DescribeAndDispose(message!));
                }

                kept = [.. buffer.ToArray()];
                Assert.InRange(kept.Count, 0, RtmpChunkHeader.MaxLength - 1);
            }
        }

        Assert.Equal(expected, string.Join("; ", messages));
        pool.AssertAllReturned();
    }

    [Theory]
    [MemberData(nameof(Chunks))]
    public void TryRead_Truncated_NeedsMoreAndLeaksNothing(string hex, string expected)
    {
        var bytes = Hex(hex);
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.StartsWith(ReadAll(new ReadOnlySequence<byte>(bytes, 0, length)), expected, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Chunks))]
    public void TryRead_Mutated_GivesMessagesOrProtocolErrorAndLeaksNothing(string hex, string expected)
    {
        foreach (var bytes in Mutations(Hex(hex), seed: expected.Length, count: 500))
        {
            try
            {
                ReadAll(Split(bytes, 1 + bytes.Length % 5));
            }
            catch (RtmpProtocolException)
            {
            }
        }
    }

    [Theory]
    [InlineData("86 000000 AA", RtmpErrorCode.RtmpChunkStart)]
    [InlineData("C6 AA", RtmpErrorCode.RtmpChunkStart)]
    [InlineData("P 06 000000 000082 09 01000000", RtmpErrorCode.RtmpChunkStart)]
    [InlineData("P 46 000000 000083 09", RtmpErrorCode.RtmpPacketSize)]
    internal void TryRead_ChunkOutOfPlace_IsProtocolError(string hex, RtmpErrorCode code)
    {
        var bytes = Hex(hex.Replace("P", $"06 000000 000082 09 01000000 {P128}", StringComparison.Ordinal));

        var error = Assert.Throws<RtmpProtocolException>(() => ReadAll(new ReadOnlySequence<byte>(bytes)));

        Assert.Equal(code, error.Code);
    }

    [Fact]
    public void TryRead_ChunkOfSixtyThousand_IsConsumedAsItComes()
    {
        var pool = new CountingPool();
        using var reader = new RtmpChunkReader(pool);
        reader.SetChunkSize(60_000);
        var buffer = new ReadOnlySequence<byte>([.. Hex("06 000000 00EA60 09 01000000"), .. Pattern(1000)]);

        Assert.False(reader.TryRead(ref buffer, out _));
        Assert.True(buffer.IsEmpty);
        Assert.InRange(pool.BytesOut, 1000, 4096);

        buffer = new ReadOnlySequence<byte>([.. Pattern(60_000)[1000..]]);
        Assert.True(reader.TryRead(ref buffer, out var message));
        Assert.Equal(Pattern(60_000), message!.Payload.Span.ToArray());
        message.Dispose();
        pool.AssertAllReturned();
    }

    [Fact]
    public void TryRead_SixteenMegabytesDeclaredOneSent_HoldsLittle()
    {
        var pool = new CountingPool();
        using (var reader = new RtmpChunkReader(pool))
        {
            reader.SetChunkSize(RtmpLimits.MaxChunkSize);
            var buffer = new ReadOnlySequence<byte>(Hex("06 000000 FFFFFF 09 01000000 AA"));

            Assert.False(reader.TryRead(ref buffer, out _));
            Assert.InRange(pool.BytesOut, 1, 4096);
        }

        pool.AssertAllReturned();
    }

    [Fact]
    public void TryRead_LongerThanLimit_IsRefusedBeforePayload()
    {
        using var reader = new RtmpChunkReader(new CountingPool(), maxMessageBytes: 1000);
        var buffer = new ReadOnlySequence<byte>(Hex("06 000000 0003E9 09 01000000"));

        var error = Assert.Throws<RtmpProtocolException>(() => reader.TryRead(ref buffer, out _));

        Assert.Equal(RtmpErrorCode.RtmpMsgSize, error.Code);
        Assert.Contains("1001", error.Message, StringComparison.Ordinal);
        Assert.Contains("1000", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TryRead_OneChunkStreamTooMany_IsRefused()
    {
        var opened = new List<byte>();
        for (var i = 0; i < RtmpLimits.MaxChunkStreams; i++)
        {
            opened.AddRange([0x00, (byte)i, .. Hex("000000 000001 08 00000000 AA")]);
        }

        Assert.Equal(RtmpLimits.MaxChunkStreams, ReadAll(new ReadOnlySequence<byte>(opened.ToArray())).Split("; ").Length);
        opened.AddRange(Hex("06 000000 000001 08 00000000 AA"));
        var error = Assert.Throws<RtmpProtocolException>(() => ReadAll(new ReadOnlySequence<byte>(opened.ToArray())));
        Assert.Contains("64", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TryRead_ManyUnfinishedMessages_StopAtLimit()
    {
        var pool = new CountingPool();
        using (var reader = new RtmpChunkReader(pool, maxMessageBytes: 2_000_000))
        {
            reader.SetChunkSize(1_000_000);
            var error = Assert.Throws<RtmpProtocolException>(() =>
            {
                for (byte i = 3; i < 20; i++)
                {
                    var buffer = new ReadOnlySequence<byte>([i, .. Hex("000000 1E8480 09 01000000"), .. new byte[1_000_000]]);
                    Assert.False(reader.TryRead(ref buffer, out _));
                }
            });
            Assert.Equal(RtmpErrorCode.RtmpMsgSize, error.Code);
            Assert.InRange(pool.BytesOut, 1, 8_000_000);
        }

        pool.AssertAllReturned();
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(127u)]
    [InlineData(0x80000000u)]
    [InlineData(uint.MaxValue)]
    public void SetChunkSize_OutOfRange_NamesValueAndLimit(uint chunkSize)
    {
        using var reader = new RtmpChunkReader(new CountingPool());

        var error = Assert.Throws<RtmpProtocolException>(() => reader.SetChunkSize(chunkSize));

        Assert.Equal(RtmpErrorCode.RtmpChunkSize, error.Code);
        Assert.Contains($"{chunkSize}", error.Message, StringComparison.Ordinal);
        Assert.Contains("128", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SetChunkSize_BeyondMessageLimit_IsClamped()
    {
        using var reader = new RtmpChunkReader(new CountingPool());

        reader.SetChunkSize(128);
        Assert.Equal(128, reader.ChunkSize);
        reader.SetChunkSize(int.MaxValue);
        Assert.Equal(RtmpLimits.MaxMessageBytes, reader.ChunkSize);
    }

    [Fact]
    public void Abort_UnfinishedMessage_IsDroppedAndNextBegins()
    {
        var pool = new CountingPool();
        using var reader = new RtmpChunkReader(pool);
        var buffer = new ReadOnlySequence<byte>(Hex($"06 000000 000082 09 01000000 {P128}"));
        Assert.False(reader.TryRead(ref buffer, out _));

        reader.Abort(6);
        reader.Abort(7);
        reader.Abort(uint.MaxValue);

        pool.AssertAllReturned();
        buffer = new ReadOnlySequence<byte>(Hex("06 000005 000001 09 01000000 AA"));
        Assert.True(reader.TryRead(ref buffer, out var message));
        Assert.Equal("9 6 1 5 1", DescribeAndDispose(message!));
    }

    private static string ReadAll(ReadOnlySequence<byte> buffer)
    {
        var pool = new CountingPool();
        var messages = new List<string>();
        try
        {
            using var reader = new RtmpChunkReader(pool);
            while (reader.TryRead(ref buffer, out var message))
            {
                messages.Add(DescribeAndDispose(message!));
            }
        }
        finally
        {
            pool.AssertAllReturned();
        }

        return string.Join("; ", messages);
    }

    private static string DescribeAndDispose(RtmpMessage message)
    {
        using (message)
        {
            var isWhole = message.Payload.Length < 130 || message.Payload.Span.SequenceEqual(Pattern(message.Payload.Length));
            return $"{(byte)message.Type} {message.ChunkStreamId} {message.StreamId} {message.Timestamp} {message.Payload.Length}"
                + (isWhole ? "" : " damaged");
        }
    }
}
