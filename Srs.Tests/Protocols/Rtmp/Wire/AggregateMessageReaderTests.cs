using Srs.Media.Buffers;
using Srs.Media.Protocols.Rtmp;
using Srs.Media.Protocols.Rtmp.Wire;
using static Srs.Tests.Protocols.Rtmp.Wire.WireTestSupport;

namespace Srs.Tests.Protocols.Rtmp.Wire;

public sealed class AggregateMessageReaderTests
{
    private const string TwoTags =
        "08 000002 000064 01 000000 AF01 0000000D" +
        "09 000003 000070 01 000000 170100 0000000E";

    [Fact]
    public void TryRead_TwoTags_ShiftsTimesToAggregate()
    {
        var pool = new CountingPool();

        var messages = Read(pool, TwoTags, 5000);

        Assert.Equal(["Audio 5000 7 AF01", "Video 5012 7 170100"], messages);
        pool.AssertAllReturned();
    }

    [Fact]
    public void TryRead_TimesWrap_StayInOrder() =>
        Assert.Equal(["Audio 4294967295 7 AF01", "Video 11 7 170100"], Read(new CountingPool(), TwoTags, uint.MaxValue));

    [Fact]
    public void TryRead_LastTagLengthMissing_IsTolerated() =>
        Assert.Equal(2, Read(new CountingPool(), TwoTags[..^8], 0).Count);

    [Fact]
    public void TryRead_Truncated_IsAggregateError()
    {
        var pool = new CountingPool();
        var digits = Convert.ToHexString(Hex(TwoTags));
        for (var length = 1; length < digits.Length / 2; length++)
        {
            // The tags end at 13 and 31; up to four bytes of tag length may be there or not.
            if (length is (>= 13 and <= 17) or (>= 31 and <= 35))
            {
                continue;
            }

            var error = Assert.Throws<RtmpProtocolException>(() => Read(pool, digits[..(2 * length)], 0));
            Assert.Equal(RtmpErrorCode.RtmpAggregate, error.Code);
        }

        pool.AssertAllReturned();
    }

    [Fact]
    public void TryRead_Mutated_GivesMessagesOrProtocolError()
    {
        var pool = new CountingPool();
        foreach (var bytes in Mutations(Hex(TwoTags), seed: 22, count: 3000))
        {
            try
            {
                Read(pool, Convert.ToHexString(bytes), 1);
            }
            catch (RtmpProtocolException)
            {
            }
        }

        pool.AssertAllReturned();
    }

    [Fact]
    public void TryRead_AggregateWithin_IsRefused() =>
        Assert.Throws<RtmpProtocolException>(() => Read(new CountingPool(), "16 000000 000000 00 000000 0000000B", 0));

    private static List<string> Read(CountingPool pool, string hex, uint timestamp)
    {
        var header = new RtmpMessageHeader(RtmpMessageType.Aggregate, RtmpChunkStreamId.Video, 7, timestamp);
        using var aggregate = new RtmpMessage(header, PooledBytes.Copy(pool, Hex(hex)));
        var reader = new AggregateMessageReader(aggregate);
        var messages = new List<string>();
        while (reader.TryRead(pool, out var message))
        {
            using (message)
            {
                messages.Add($"{message!.Type} {message.Timestamp} {message.StreamId} {Convert.ToHexString(message.Payload.Span)}");
            }
        }

        return messages;
    }
}
