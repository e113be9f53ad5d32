using Srs.Media.Rtp;
using Srs.Media.Rtp.Stages;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Rtp.Stages;

public sealed class RtpRewriterTests : IDisposable
{
    private static readonly RtpRewriterOptions Options = new()
    {
        Ssrc = 0xABCD,
        PayloadType = 120,
        FirstSequence = 65_534,
        FirstTimestamp = 0xFFFF_0000,
    };

    private readonly TrackingBufferPool _pool = new();
    private readonly RtpTestPackets _publisher;
    private readonly byte[] _buffer = new byte[2000];

    public RtpRewriterTests() => _publisher = new RtpTestPackets(_pool);

    public void Dispose()
    {
        _publisher.Dispose();
        _pool.AssertAllReturned();
    }

    [Fact]
    public void Write_ContinuousPackets_AreNumberedFromTheFirst()
    {
        var rewriter = new RtpRewriter(Options);

        Assert.Equal((65_534, 0xFFFF_0000u), Forward(rewriter, 100));
        Assert.Equal((65_535, 0xFFFF_0000u + 3000), Forward(rewriter, 101));
        Assert.Equal((0, unchecked(0xFFFF_0000u + 6000)), Forward(rewriter, 102));
        Assert.True(RtpPacketReader.TryRead(_buffer.AsSpan(0, 16), out var header));
        Assert.Equal((0xABCDu, 120, false), (header.Ssrc, (int)header.PayloadType, header.HasExtension));
        Assert.Equal(RtpTestPackets.PayloadOf(102), _buffer[12..16]);
    }

    /// <summary>A publisher that repeats an extension as often as it fits does not get beyond the room that its viewers' packets have.</summary>
    [Fact]
    public void Write_ExtensionsAsLongAsTheyCanBe_GrowsNoMoreThanTold()
    {
        var writer = new RtpPacketWriter(_buffer, new RtpHeader { PayloadType = RtpTestPackets.PayloadType, SequenceNumber = 7 });
        for (var i = 0; i < 8; i++)
        {
            Assert.True(writer.TryAddExtension(2, new byte[16]));
        }

        writer.EndHeader();
        writer.AddPayload(new byte[100]);
        Assert.True(RtpPacketReader.TryRead(_buffer.AsSpan(0, writer.Length), out var header));
        using var packet = _publisher.Track.Receive(_buffer.AsSpan(0, writer.Length), header, _publisher.Now)!;
        var rewriter = new RtpRewriter(Options with
        {
            RetransmissionSsrc = 0xABCE,
            RetransmissionPayloadType = 121,
            Mid = new byte[16],
            Extensions = new RtpExtensionMap(
                (1, RtpExtensionKind.Mid), (2, RtpExtensionKind.AudioLevel), (3, RtpExtensionKind.TransportSequence), (4, RtpExtensionKind.AbsoluteSendTime)),
        });

        Assert.InRange(rewriter.Write(packet, default, _buffer), 100 + 64, 100 + RtpRewriter.MaxGrowth);
        Assert.InRange(rewriter.WriteAgain(65_534, packet, default, _buffer), 100 + 64, 100 + RtpRewriter.MaxGrowth);
    }

    [Fact]
    public void Write_NoFirstNumbers_KeepsThePublishers()
    {
        var rewriter = new RtpRewriter(new RtpRewriterOptions { Ssrc = 0x1111, PayloadType = 96 });

        Assert.Equal((100, 300_000u), Forward(rewriter, 100));
        Assert.Equal((102, 306_000u), Forward(rewriter, 102));
    }

    [Fact]
    public void Write_PacketsOfThePast_PassQuickly()
    {
        var rewriter = new RtpRewriter(Options with { FirstSequence = 0 });
        rewriter.HurryTo(306_000);

        Assert.Equal((0, 0xFFFF_0000u + 6000 - (6000 >> 6)), Forward(rewriter, 100));
        using var lost = _publisher.Receive(101);
        Assert.NotNull(lost);
        Assert.Equal((1, 0xFFFF_0000u + 6000 - (3000 >> 6)), Write(rewriter, lost));
        Assert.Equal((2, 0xFFFF_0000u + 6000), Forward(rewriter, 102));
        Assert.Equal((3, 0xFFFF_0000u + 9000), Forward(rewriter, 103));

        // What is sent again is what was sent.
        var length = rewriter.WriteAgain(1, lost, default, _buffer);
        Assert.True(RtpPacketReader.TryRead(_buffer.AsSpan(0, length), out var header));
        Assert.Equal(0xFFFF_0000u + 6000 - (3000 >> 6), header.Timestamp);
    }

    [Fact]
    public void Write_LossAndDisorder_StayAsTheyAre()
    {
        var rewriter = new RtpRewriter(Options with { FirstSequence = 0 });

        Assert.Equal([0, 3, 2, 1, 4], new[] { 10, 13, 12, 11, 14 }.Select(sequence => Forward(rewriter, sequence).Sequence));
    }

    [Fact]
    public void Write_OlderThanTheFirst_IsNotForThisViewer()
    {
        var rewriter = new RtpRewriter(Options with { FirstSequence = 0 });
        _publisher.Take(10);
        using var late = _publisher.Receive(12)!;
        Assert.Equal(0, Forward(rewriter, 13).Sequence);

        Assert.Equal(0, rewriter.Write(late, default, _buffer));
    }

    [Fact]
    public void Write_Twice_IsRefusedTheSecondTime()
    {
        var rewriter = new RtpRewriter(Options);
        using var packet = _publisher.Receive(10)!;

        Assert.NotEqual(0, rewriter.Write(packet, new RtpSendStamp(1, 1), _buffer));
        Assert.Equal(0, rewriter.Write(packet, new RtpSendStamp(2, 2), _buffer));
    }

    [Fact]
    public void Write_PublisherStartsOver_GoesOnByOneAndByTheTimePassed()
    {
        var rewriter = new RtpRewriter(Options with { FirstSequence = 0, FirstTimestamp = 0 });
        Assert.Equal((0, 0u), Forward(rewriter, 10));
        Assert.Equal((2, 6000u), Forward(rewriter, 12));

        _publisher.Ssrc = 0x3333;
        _publisher.Now += TimeSpan.FromMilliseconds(500);
        Assert.False(_publisher.Take(40_000, timestamp: 123));
        Assert.Equal((3, 6000u + 45_000), Forward(rewriter, 40_001, timestamp: 456));
        Assert.Equal((4, 6000u + 45_000 + 3000), Forward(rewriter, 40_002, timestamp: 3456));
    }

    [Fact]
    public void Write_LatePacketOfFormerRun_FitsIntoItsGapOnly()
    {
        var rewriter = new RtpRewriter(Options with { FirstSequence = 0, FirstTimestamp = 0 });
        using var other = new RtpTestPackets(_pool);
        using var first = _publisher.Receive(10)!;
        using var lost = _publisher.Receive(11)!;
        using var third = _publisher.Receive(12)!;
        using var after = _publisher.Receive(13)!;
        using var switched = other.Receive(500)!;
        Assert.Equal(0, Write(rewriter, first).Sequence);
        Assert.Equal(2, Write(rewriter, third).Sequence);
        Assert.Equal(3, Write(rewriter, switched).Sequence);

        Assert.Equal((1, 3000u), Write(rewriter, lost));
        using var next = other.Receive(501)!;
        Assert.Equal(4, Write(rewriter, next).Sequence);

        // What had not been sent when the switch happened begins another run: its publisher is back.
        Assert.Equal(5, Write(rewriter, after).Sequence);
    }

    [Fact]
    public void Cut_Resumed_HasNoGapAndKeepsTheTimeline()
    {
        var rewriter = new RtpRewriter(Options with { FirstSequence = 0, FirstTimestamp = 0 });
        Forward(rewriter, 10);
        _publisher.Take(11);
        rewriter.Cut();
        for (var i = 12; i < 20; i++)
        {
            _publisher.Take(i);
        }

        Assert.Equal((1, 30_000u), Forward(rewriter, 20));
        Assert.Equal((2, 33_000u), Forward(rewriter, 21));
    }

    [Fact]
    public void Write_ManyRuns_FindsTheNewestOnes()
    {
        var rewriter = new RtpRewriter(Options with { FirstSequence = 0, FirstTimestamp = 0 });
        for (var run = 0; run < 100; run++)
        {
            Assert.Equal(run * 2, Forward(rewriter, 100 + (run * 10)).Sequence);
            Assert.Equal((run * 2) + 1, Forward(rewriter, 101 + (run * 10)).Sequence);
            rewriter.Cut();
        }

        Assert.True(rewriter.TryFind(199, out _, out var original));
        Assert.Equal(1091, (ushort)original);
        Assert.True(rewriter.TryFind(185, out _, out original));
        Assert.Equal(1021, (ushort)original);
        Assert.False(rewriter.TryFind(10, out _, out _));
        Assert.False(rewriter.TryFind(200, out _, out _));
    }

    [Fact]
    public void Write_HeaderExtensions_AreMappedAndOursAdded()
    {
        var rewriter = new RtpRewriter(Options with
        {
            Extensions = new RtpExtensionMap(
                (5, RtpExtensionKind.TransportSequence), (6, RtpExtensionKind.AbsoluteSendTime), (7, RtpExtensionKind.Mid), (8, RtpExtensionKind.AudioLevel)),
            Mid = "a1"u8.ToArray(),
        });
        using var packet = _publisher.Receive(10, extension: (2, [0x85]))!;
        var length = rewriter.Write(packet, new RtpSendStamp(0xBEEF, 0x123456), _buffer);

        Assert.Equal("BEDE0003" + "51BEEF" + "62123456" + "716131" + "8085", Convert.ToHexString(_buffer, 12, 16));
        Assert.Equal(12 + 16 + 4, length);
    }

    [Fact]
    public void Write_ExtensionOfThePublishersHop_StaysBehind()
    {
        var rewriter = new RtpRewriter(Options with { Extensions = new RtpExtensionMap((7, RtpExtensionKind.Mid)) });
        using var packet = _publisher.Receive(10, extension: (1, "v"u8.ToArray()))!;

        Assert.Equal(16, rewriter.Write(packet, default, _buffer));
    }

    [Theory]
    [InlineData(true, 12 + 4 + 24 + 4)]
    [InlineData(false, 12 + 4)]
    public void Write_LongExtension_NeedsTheTwoByteForm(bool isAllowed, int expected)
    {
        var rewriter = new RtpRewriter(Options with
        {
            Extensions = new RtpExtensionMap((7, RtpExtensionKind.DependencyDescriptor)),
            AllowsTwoByteExtensions = isAllowed,
        });
        using var packet = _publisher.Receive(10, extension: (3, new byte[20]))!;

        Assert.Equal(expected, rewriter.Write(packet, default, _buffer));
    }

    [Fact]
    public void WriteAgain_WithRetransmissions_IsRfc4588()
    {
        var rewriter = new RtpRewriter(Options with { RetransmissionSsrc = 0xDCBA, RetransmissionPayloadType = 121 });
        using var packet = _publisher.Receive(10)!;
        rewriter.Write(packet, default, _buffer);
        Assert.True(rewriter.TryFind(65_534, out var source, out var original));
        Assert.Equal((packet.Source, packet.Sequence), (source, original));

        var length = rewriter.WriteAgain(65_534, packet, default, _buffer);

        Assert.Equal("80790000FFFF00000000DCBAFFFECAFE000A", Convert.ToHexString(_buffer, 0, length));
        rewriter.WriteAgain(65_534, packet, default, _buffer);
        Assert.Equal(1, _buffer[3]);
    }

    /// <summary>SRTP may never encrypt two different packets under one number.</summary>
    [Fact]
    public void WriteAgain_WithoutRetransmissions_IsBitByBitTheSame()
    {
        var rewriter = new RtpRewriter(Options with
        {
            Extensions = new RtpExtensionMap((5, RtpExtensionKind.TransportSequence), (6, RtpExtensionKind.AbsoluteSendTime)),
        });
        using var packet = _publisher.Receive(10)!;
        var first = _buffer[..rewriter.Write(packet, new RtpSendStamp(1, 2), _buffer)];
        Forward(rewriter, 11);

        Assert.Equal(first, _buffer[..rewriter.WriteAgain(65_534, packet, new RtpSendStamp(7, 8), _buffer)]);
        using var unsent = _publisher.Receive(13)!;
        Forward(rewriter, 14);
        Assert.Equal(0, rewriter.WriteAgain(1, unsent, new RtpSendStamp(9, 10), _buffer));
    }

    [Fact]
    public void Write_PerPacket_AllocatesNothing()
    {
        var options = Options with
        {
            Extensions = new RtpExtensionMap((5, RtpExtensionKind.TransportSequence), (7, RtpExtensionKind.Mid), (8, RtpExtensionKind.AudioLevel)),
            Mid = "0"u8.ToArray(),
            RetransmissionSsrc = 1,
        };
        var viewers = Enumerable.Range(0, 10).Select(_ => new RtpSendTrack(options, "cname"u8.ToArray())).ToArray();
        var packets = Enumerable.Range(0, 200).Select(i => _publisher.Receive(i, extension: (2, [1]))!).ToArray();
        Send(viewers, packets.AsSpan(0, 20));

        var before = GC.GetAllocatedBytesForCurrentThread();
        Send(viewers, packets.AsSpan(20));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        Array.ForEach(packets, static packet => packet.Dispose());
        Assert.All(viewers, static viewer => Assert.Equal((200, 10L), ((int)viewer.Reports.PacketCount, viewer.Budget.Granted)));
    }

    private void Send(RtpSendTrack[] viewers, ReadOnlySpan<RtpPacket> packets)
    {
        foreach (var packet in packets)
        {
            foreach (var viewer in viewers)
            {
                viewer.Write(packet, default, _buffer);
                if (packet.Sequence % 20 == 19)
                {
                    viewer.WriteAgain((ushort)(65_534 + (ushort)packet.Sequence), default, _buffer, _publisher.Now);
                }
            }
        }
    }

    private (int Sequence, uint Timestamp) Forward(RtpRewriter rewriter, int sequence, uint? timestamp = null)
    {
        using var packet = _publisher.Receive(sequence, timestamp);
        Assert.NotNull(packet);
        return Write(rewriter, packet);
    }

    private (int Sequence, uint Timestamp) Write(RtpRewriter rewriter, RtpPacket packet)
    {
        var length = rewriter.Write(packet, default, _buffer);
        Assert.True(RtpPacketReader.TryRead(_buffer.AsSpan(0, length), out var header));
        return (header.SequenceNumber, header.Timestamp);
    }
}
