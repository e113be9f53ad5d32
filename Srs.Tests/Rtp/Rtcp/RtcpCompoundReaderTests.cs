using Srs.Media.Rtp;
using Srs.Media.Rtp.Rtcp;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Rtp.Rtcp;

public sealed class RtcpCompoundReaderTests
{
    [Fact]
    public void TryRead_Compound_TellsEachPacket()
    {
        var compound = (byte[])[.. RtcpVectors.SenderReport, .. RtcpVectors.Description, .. RtcpVectors.Nack, .. RtcpVectors.PictureLoss];

        Assert.Equal(
            [RtcpPacketType.SenderReport, RtcpPacketType.SourceDescription, RtcpPacketType.TransportFeedback, RtcpPacketType.PayloadFeedback],
            Types(compound, isDamaged: false));
    }

    [Fact]
    public void TryRead_DamagedTail_KeepsWhatCameBefore() =>
        Assert.Equal([RtcpPacketType.PayloadFeedback], Types([.. RtcpVectors.PictureLoss, .. RtcpVectors.Nack[..^4]], isDamaged: true));

    [Theory]
    [InlineData("41ce00020000000700000008")] // version 1
    [InlineData("81ce")] // half a header
    [InlineData("81ceffff0000000700000008")] // longer than the datagram
    [InlineData("a1ce00020000000700000000")] // padding of no bytes
    [InlineData("a1ce00020000000700000009")] // more padding than there is
    [InlineData("a1ce0000")] // padding, and no room for its count
    public void TryRead_LyingLengths_EndTheWalk(string packet) => Assert.Empty(Types(Convert.FromHexString(packet), isDamaged: true));

    [Fact]
    public void TryRead_ManySmallPackets_StopsAtTheLimit()
    {
        var bomb = Enumerable.Repeat(Convert.FromHexString("80cb0000"), 10_000).SelectMany(static bytes => bytes).ToArray();

        Assert.Equal(RtpLimits.MaxCompoundPackets, Types(bomb, isDamaged: true).Count);
    }

    [Fact]
    public void Readers_MutatedCompounds_NeverThrow()
    {
        var compound = (byte[])
        [
            .. RtcpVectors.SenderReport, .. RtcpVectors.ReceiverReport, .. RtcpVectors.Descriptions, .. RtcpVectors.Bye, .. RtcpVectors.Nack,
            .. RtcpVectors.PictureLoss, .. RtcpVectors.BitrateEstimate, .. RtcpVectors.TransportFeedback, .. RtcpVectors.FullIntraRequest,
        ];
        foreach (var mutated in Mutations.Truncations(compound).Concat(Mutations.Of(compound, 30_000)))
        {
            ReadEverything(mutated);
        }
    }

    [Fact]
    public void Readers_BodiesOfAnyLength_NeverThrow()
    {
        var random = new Random(3);
        for (var i = 0; i < 30_000; i++)
        {
            var packet = new byte[4 + (4 * random.Next(12))];
            random.NextBytes(packet);
            packet[0] = (byte)(0x80 | (packet[0] & 0x1F));
            packet[1] = (byte)(200 + random.Next(8));
            packet[2] = 0;
            packet[3] = (byte)((packet.Length / 4) - 1);
            ReadEverything(packet);
        }
    }

    private static List<RtcpPacketType> Types(byte[] compound, bool isDamaged)
    {
        var types = new List<RtcpPacketType>();
        var reader = new RtcpCompoundReader(compound);
        while (reader.TryRead(out var packet))
        {
            types.Add(packet.Type);
        }

        Assert.Equal(isDamaged, reader.IsDamaged);
        return types;
    }

    private static void ReadEverything(byte[] compound)
    {
        var reader = new RtcpCompoundReader(compound);
        var seen = 0L;
        while (reader.TryRead(out var packet))
        {
            seen += RtcpSenderReport.TryRead(packet, out var sender) ? Sum(sender.Blocks) : 0;
            seen += RtcpReceiverReport.TryRead(packet, out var receiver) ? Sum(receiver.Blocks) : 0;
            seen += RtcpSourceDescription.TryRead(packet, out var description) && description.TryFindName(0x9A, out var name) ? name.Length : 0;
            seen += RtcpPictureLoss.TryRead(packet, out var loss) ? loss.MediaSsrc : 0;
            if (RtcpBye.TryRead(packet, out var bye))
            {
                for (var i = 0; i < bye.Count; i++)
                {
                    seen += bye[i];
                }
            }

            if (RtcpNack.TryRead(packet, out var nack))
            {
                foreach (var sequence in nack)
                {
                    seen += sequence;
                }
            }

            if (RtcpFullIntraRequest.TryRead(packet, out var request))
            {
                for (var i = 0; i < request.Count; i++)
                {
                    seen += request[i].Number;
                }
            }

            if (RtcpBitrateEstimate.TryRead(packet, out var estimate))
            {
                Assert.InRange(estimate.BitsPerSecond, 0, long.MaxValue);
                for (var i = 0; i < estimate.Count; i++)
                {
                    seen += estimate[i];
                }
            }

            if (RtcpTransportFeedback.TryRead(packet, out var feedback))
            {
                var count = 0;
                foreach (var status in feedback)
                {
                    count++;
                    seen += status.Sequence;
                }

                Assert.Equal(feedback.StatusCount, count);
            }
        }

        Assert.InRange(seen, long.MinValue, long.MaxValue);
    }

    private static long Sum(RtcpReportBlocks blocks)
    {
        var sum = 0L;
        for (var i = 0; i < blocks.Count; i++)
        {
            sum += blocks[i].Ssrc;
        }

        return sum;
    }
}
