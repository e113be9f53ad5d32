using Srs.Media.Rtp.Rtcp;

namespace Srs.Tests.Rtp.Rtcp;

public sealed class RtcpTransportFeedbackTests
{
    private const long None = TransportFeedbackWriter.NotReceived;

    [Fact]
    public void TryRead_EachKindOfChunk_TellsStatusesAndTimes()
    {
        Assert.True(TryRead(RtcpVectors.TransportFeedback, out var feedback));

        Assert.Equal((7u, 8u, 1700, 17, 4, 9), (feedback.SenderSsrc, feedback.MediaSsrc, (int)feedback.BaseSequence, feedback.StatusCount, feedback.ReferenceTime, (int)feedback.FeedbackCount));
        var statuses = ToList(feedback);
        Assert.Equal([1700, 1701, 1702, 1716], statuses.Where(static status => status.HasCome).Select(static status => (int)status.Sequence));
        Assert.Equal([1025, 1027, 1030, 1026], statuses.Where(static status => status.HasCome).Select(static status => status.Arrival));
    }

    [Fact]
    public void Write_AllKindsOfLossAndDelay_ComesBack()
    {
        var random = new Random(1);
        Span<byte> buffer = stackalloc byte[TransportFeedbackWriter.MaxLength];
        for (var round = 0; round < 2000; round++)
        {
            var arrivals = new long[random.Next(1, TransportFeedbackWriter.MaxStatuses)];
            var loss = random.Next(3) * 0.4;
            var spread = round % 3 == 0 ? 20_000 : round % 3 == 1 ? 200 : 20;
            var time = (long)random.Next(1_000_000);
            for (var i = 0; i < arrivals.Length; i++)
            {
                time += random.Next(-spread / 2, spread);
                arrivals[i] = random.NextDouble() < loss ? None : time;
            }

            arrivals[random.Next(arrivals.Length)] = time;
            var first = (ushort)random.Next(65_536);
            var length = TransportFeedbackWriter.Write(buffer, 7, 8, (byte)round, first, arrivals, out var told);

            Assert.True(TryRead(buffer[..length].ToArray(), out var feedback));
            Assert.InRange(told, 1, arrivals.Length);
            AssertTold(feedback, first, arrivals.AsSpan(0, told));
        }
    }

    [Fact]
    public void Write_StepTooLongForItsField_EndsThePacket()
    {
        Span<byte> buffer = stackalloc byte[TransportFeedbackWriter.MaxLength];
        TransportFeedbackWriter.Write(buffer, 7, 8, 0, 1, [1000, 1001, 1001 + short.MaxValue, 1002 + short.MaxValue + short.MaxValue], out var told);

        Assert.Equal(3, told);
    }

    [Fact]
    public void Write_LongLosses_AreRuns()
    {
        Span<byte> buffer = stackalloc byte[TransportFeedbackWriter.MaxLength];
        var arrivals = Enumerable.Repeat(None, 300).Prepend(1024).Append(1025).ToArray();

        // Header and sources, the fixed part, two vectors, a run, two small deltas: 12 + 8 + 6 + 2.
        Assert.Equal(28, TransportFeedbackWriter.Write(buffer, 7, 8, 0, 1, arrivals, out _));
    }

    [Fact]
    public void TryRead_TooManyStatuses_IsRefused()
    {
        var bomb = Convert.FromHexString("8fcd0008000000070000000800" + "00" + "ffff00000400" + string.Concat(Enumerable.Repeat("1fff", 8)));
        Assert.Equal(36, bomb.Length);

        Assert.False(TryRead(bomb, out _));
    }

    [Theory]
    [InlineData("8fcd0004000000070000000806a4000100000409")] // no chunk
    [InlineData("8fcd0005000000070000000806a400030000040920030100")] // three came, two times
    [InlineData("8fcd0005000000070000000806a400030000040900000000")] // runs of nothing
    public void TryRead_LessThanItTells_IsRefused(string packet) => Assert.False(TryRead(Convert.FromHexString(packet), out _));

    private static void AssertTold(RtcpTransportFeedback feedback, ushort first, ReadOnlySpan<long> arrivals)
    {
        Assert.Equal(arrivals.Length, feedback.StatusCount);
        var i = 0;
        foreach (var status in feedback)
        {
            Assert.Equal((ushort)(first + i), status.Sequence);
            Assert.Equal(arrivals[i] != None, status.HasCome);
            Assert.Equal(arrivals[i] == None ? 0 : arrivals[i], status.Arrival);
            i++;
        }
    }

    private static bool TryRead(byte[] compound, out RtcpTransportFeedback feedback)
    {
        var reader = new RtcpCompoundReader(compound);
        Assert.True(reader.TryRead(out var packet));
        return RtcpTransportFeedback.TryRead(packet, out feedback);
    }

    private static List<TransportFeedbackStatus> ToList(RtcpTransportFeedback feedback)
    {
        var statuses = new List<TransportFeedbackStatus>();
        foreach (var status in feedback)
        {
            statuses.Add(status);
        }

        return statuses;
    }
}
