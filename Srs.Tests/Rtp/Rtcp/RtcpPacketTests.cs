using System.Text;
using Srs.Media.Rtp;
using Srs.Media.Rtp.Rtcp;

namespace Srs.Tests.Rtp.Rtcp;

/// <summary>Each type both ways: what another implementation wrote is read, and written byte by byte the same.</summary>
public sealed class RtcpPacketTests
{
    private static readonly RtcpReportBlock Block = new(0x11, 25, -3, 0x0001FFFE, 321, 0x9ABCDEF0, 65_536);

    private readonly byte[] _buffer = new byte[1500];

    [Fact]
    public void SenderReport_BothWays()
    {
        Assert.True(RtcpSenderReport.TryRead(Only(RtcpVectors.SenderReport), out var report));
        Assert.Equal(0x99u, report.Ssrc);
        Assert.Equal(0xDEADBEEF80000000UL, report.Ntp.Value);
        Assert.Equal((90_000u, 10u, 1000u), (report.RtpTimestamp, report.PacketCount, report.OctetCount));
        Assert.Equal(1, report.Blocks.Count);
        Assert.Equal(Block, report.Blocks[0]);

        AssertWritten(RtcpVectors.SenderReport, RtcpSenderReport.Write(_buffer, 0x99, new NtpTime(0xDEADBEEF80000000), 90_000, 10, 1000, Block));
    }

    [Fact]
    public void ReceiverReport_BothWays()
    {
        Assert.True(RtcpReceiverReport.TryRead(Only(RtcpVectors.ReceiverReport), out var report));
        Assert.Equal(0x98u, report.Ssrc);
        Assert.Equal(Block, report.Blocks[1]);

        AssertWritten(RtcpVectors.ReceiverReport, RtcpReceiverReport.Write(_buffer, 0x98, Block, Block));
    }

    [Theory]
    [InlineData(9_000_000, RtcpReportBlock.MaxLost)]
    [InlineData(-9_000_000, RtcpReportBlock.MinLost)]
    public void ReportBlock_LossBeyondItsField_IsClamped(int lost, int expected)
    {
        var length = RtcpReceiverReport.Write(_buffer, 1, Block with { CumulativeLost = lost });
        Assert.True(RtcpReceiverReport.TryRead(Only(_buffer[..length]), out var report));

        Assert.Equal(expected, report.Blocks[0].CumulativeLost);
    }

    [Fact]
    public void SourceDescription_BothWays()
    {
        Assert.True(RtcpSourceDescription.TryRead(Only(RtcpVectors.Descriptions), out var descriptions));
        Assert.True(descriptions.TryFindName(0x99, out var first));
        Assert.True(descriptions.TryFindName(0x9A, out var second));
        Assert.Equal("streams other", $"{Encoding.UTF8.GetString(first)} {Encoding.UTF8.GetString(second)}");
        Assert.False(descriptions.TryFindName(1, out _));

        AssertWritten(RtcpVectors.Description, RtcpSourceDescription.Write(_buffer, 0x99, "stream"u8));
    }

    [Fact]
    public void SourceDescription_NamesOfAllLengths_ComeBack()
    {
        for (var length = 0; length <= RtcpSourceDescription.MaxNameLength; length++)
        {
            var name = Enumerable.Repeat((byte)'x', length).ToArray();
            Array.Fill(_buffer, (byte)0xFF);
            var written = RtcpSourceDescription.Write(_buffer, 7, name);
            Assert.True(RtcpSourceDescription.TryRead(Only(_buffer[..written]), out var description));
            Assert.True(description.TryFindName(7, out var read));
            Assert.Equal(name, read.ToArray());
        }
    }

    [Fact]
    public void Bye_BothWays()
    {
        Assert.True(RtcpBye.TryRead(Only(RtcpVectors.Bye), out var bye));
        Assert.Equal([1u, 2u], [bye[0], bye[1]]);

        AssertWritten(RtcpVectors.Bye, RtcpBye.Write(_buffer, 1, 2));
    }

    [Fact]
    public void Nack_BothWays()
    {
        Assert.True(RtcpNack.TryRead(Only(RtcpVectors.Nack), out var nack));
        Assert.Equal((7u, 8u), (nack.SenderSsrc, nack.MediaSsrc));
        Assert.Equal([100, 101, 116, 117, 200], Sequences(nack));

        AssertWritten(RtcpVectors.Nack, RtcpNack.Write(_buffer, 7, 8, [100, 101, 116, 117, 200], out var consumed));
        Assert.Equal(5, consumed);
    }

    [Fact]
    public void Nack_AroundTheWrap_ComesBack()
    {
        var length = RtcpNack.Write(_buffer, 7, 8, [65_534, 65_535, 0, 14, 15], out _);
        Assert.True(RtcpNack.TryRead(Only(_buffer[..length]), out var nack));

        Assert.Equal([65_534, 65_535, 0, 14, 15], Sequences(nack));
        Assert.Equal(20, length);
    }

    [Fact]
    public void Nack_SmallBuffer_TellsWhatFits()
    {
        var length = RtcpNack.Write(_buffer.AsSpan(0, 19), 7, 8, [1, 100, 200], out var consumed);

        Assert.Equal((16, 1), (length, consumed));
    }

    [Fact]
    public void Nack_OfAWholeTcpFrame_IsCut()
    {
        var storm = new byte[65_536 - 4];
        storm.AsSpan().Fill(0xFF);
        Convert.FromHexString("81cd3ffe").CopyTo(storm, 0);
        Assert.True(RtcpNack.TryRead(Only(storm), out var nack));

        Assert.Equal(RtpLimits.MaxNackPairs * 17, Sequences(nack).Count);
    }

    [Fact]
    public void PictureLoss_BothWays()
    {
        Assert.True(RtcpPictureLoss.TryRead(Only(RtcpVectors.PictureLoss), out var loss));
        Assert.Equal(new RtcpPictureLoss(7, 8), loss);

        AssertWritten(RtcpVectors.PictureLoss, loss.Write(_buffer));
    }

    [Fact]
    public void FullIntraRequest_BothWays()
    {
        Assert.True(RtcpFullIntraRequest.TryRead(Only(RtcpVectors.FullIntraRequest), out var request));
        Assert.Equal((7u, 1), (request.SenderSsrc, request.Count));
        Assert.Equal((8u, (byte)5), request[0]);

        AssertWritten(RtcpVectors.FullIntraRequest, RtcpFullIntraRequest.Write(_buffer, 7, 8, 5));
    }

    [Fact]
    public void BitrateEstimate_BothWays()
    {
        Assert.True(RtcpBitrateEstimate.TryRead(Only(RtcpVectors.BitrateEstimate), out var estimate));
        Assert.Equal((7u, 4_160_000L), (estimate.SenderSsrc, estimate.BitsPerSecond));
        Assert.Equal([0x48u, 0x49u], [estimate[0], estimate[1]]);

        AssertWritten(RtcpVectors.BitrateEstimate, RtcpBitrateEstimate.Write(_buffer, 7, 4_160_000, 0x48, 0x49));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(262_143)]
    [InlineData(262_144)]
    [InlineData(1_000_000_000_000)]
    [InlineData(long.MaxValue)]
    public void BitrateEstimate_AnyRate_IsRoundedDownABit(long rate)
    {
        var length = RtcpBitrateEstimate.Write(_buffer, 7, rate);
        Assert.True(RtcpBitrateEstimate.TryRead(Only(_buffer[..length]), out var estimate));

        Assert.InRange(estimate.BitsPerSecond, rate - (rate >> 17), rate);
    }

    [Fact]
    public void BitrateEstimate_ExponentBeyondAllNumbers_IsTheGreatest()
    {
        var packet = (byte[])RtcpVectors.BitrateEstimate.Clone();
        packet[17] = 0xFF;
        Assert.True(RtcpBitrateEstimate.TryRead(Only(packet), out var estimate));

        Assert.Equal(long.MaxValue, estimate.BitsPerSecond);
    }

    private static List<int> Sequences(RtcpNack nack)
    {
        var sequences = new List<int>();
        foreach (var sequence in nack)
        {
            sequences.Add(sequence);
        }

        return sequences;
    }

    private static RtcpPacket Only(byte[] compound)
    {
        var reader = new RtcpCompoundReader(compound);
        Assert.True(reader.TryRead(out var packet));
        Assert.False(reader.TryRead(out _));
        Assert.False(reader.IsDamaged);
        return packet;
    }

    private void AssertWritten(byte[] expected, int length) => Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(_buffer, 0, length));
}
