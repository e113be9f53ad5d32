using System.Buffers;
using Srs.Media.Protocols.Rtc.Ice;
using Srs.Tests.Protocols.Rtc.Stun;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Protocols.Rtc.Ice;

public sealed class IceTcpFramingTests
{
    private static readonly byte[][] Datagrams = [[1, 2, 3], [], [.. new byte[IceTcpFraming.MaxReceivedBytes]], StunSamples.Request];

    [Fact]
    public void Read_WhatWasWritten_WholeOrByteByByte()
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (var datagram in Datagrams)
        {
            IceTcpFraming.Write(output, datagram);
        }

        foreach (var buffer in new[] { new ReadOnlySequence<byte>(output.WrittenMemory), SplitSequence.OneBytePerSegment(output.WrittenMemory) })
        {
            var left = buffer;
            foreach (var expected in Datagrams)
            {
                Assert.Equal(OperationStatus.Done, IceTcpFraming.TryRead(ref left, out var datagram));
                Assert.Equal(expected, datagram.ToArray());
            }

            Assert.Equal(OperationStatus.NeedMoreData, IceTcpFraming.TryRead(ref left, out _));
            Assert.True(left.IsEmpty);
        }
    }

    [Fact]
    public void Read_Truncated_NeedsMoreAndTakesNothing()
    {
        foreach (var part in Mutations.Truncations([0, 3, 1, 2, 3]))
        {
            var buffer = new ReadOnlySequence<byte>(part);
            Assert.Equal(OperationStatus.NeedMoreData, IceTcpFraming.TryRead(ref buffer, out _));
            Assert.Equal(part.Length, buffer.Length);
        }
    }

    [Fact]
    public void Read_TooLong_IsRefusedByItsLengthAlone()
    {
        var buffer = new ReadOnlySequence<byte>([0x08, 0x01]);

        Assert.Equal(OperationStatus.InvalidData, IceTcpFraming.TryRead(ref buffer, out _));
        Assert.Equal(OperationStatus.NeedMoreData, IceTcpFraming.TryRead(ref buffer, out _, maxBytes: 3000));
    }

    [Fact]
    public void LooksLikeIce_Check_AsSoonAsTenBytesAreThere()
    {
        byte[] frame = [0, (byte)StunSamples.Request.Length, .. StunSamples.Request];
        for (var length = 0; length <= frame.Length; length++)
        {
            var expected = length < IceTcpFraming.ProbeLength ? OperationStatus.NeedMoreData : OperationStatus.Done;
            Assert.Equal(expected, IceTcpFraming.LooksLikeIce(new ReadOnlySequence<byte>(frame[..length])));
            Assert.Equal(expected, IceTcpFraming.LooksLikeIce(SplitSequence.OneBytePerSegment(frame.AsMemory(0, length))));
        }

        frame[1]++;
        Assert.Equal(OperationStatus.InvalidData, IceTcpFraming.LooksLikeIce(new ReadOnlySequence<byte>(frame)));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("POST /rtc/v1/whip/ HTTP/1.1\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n")]
    [InlineData("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003")]
    public void LooksLikeIce_OtherProtocols_AreKnownByTheThirdOrFourthByte(string text)
    {
        var bytes = System.Text.Encoding.Latin1.GetBytes(text);

        Assert.Equal(OperationStatus.InvalidData, IceTcpFraming.LooksLikeIce(new ReadOnlySequence<byte>(bytes[..4])));
    }
}
