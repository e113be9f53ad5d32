using System.Buffers;
using Srs.Media.Transcoding;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Transcoding;

public sealed class TranscodePipeTests
{
    private static byte[] Message
    {
        get
        {
            var output = new ArrayBufferWriter<byte>();
            TranscodePipe.Write(output, TranscodePipeKind.Frame, 7, TimeSpan.FromMilliseconds(1.5), [1, 2, 3]);
            return output.WrittenSpan.ToArray();
        }
    }

    [Fact]
    public void Write_Message_AsDocumented() =>
        Assert.Equal("100000000207000000983A000000000000010203", Convert.ToHexString(Message));

    [Fact]
    public void TryRead_WholeOrSplit_GivesTheMessageAndLeavesTheRest()
    {
        byte[] bytes = [.. Message, 0xEE];
        foreach (var input in new[] { new ReadOnlySequence<byte>(bytes), SplitSequence.OneBytePerSegment(bytes) })
        {
            var rest = input;
            Assert.True(TranscodePipe.TryRead(ref rest, out var message));

            Assert.Equal((TranscodePipeKind.Frame, 7u, TimeSpan.FromMilliseconds(1.5)), (message.Kind, message.Job, message.Time));
            Assert.Equal([1, 2, 3], message.Body.ToArray());
            Assert.Equal([0xEE], rest.ToArray());
        }
    }

    [Fact]
    public void TryRead_Truncated_ConsumesNothing()
    {
        foreach (var part in Mutations.Truncations(Message))
        {
            var rest = new ReadOnlySequence<byte>(part);
            Assert.False(TranscodePipe.TryRead(ref rest, out _));
            Assert.Equal(part.Length, rest.Length);
        }
    }

    [Fact]
    public void TryRead_Mutated_GivesMessagesWithinLimitsOrTheException()
    {
        foreach (var mutated in Mutations.Of([.. Message, .. Message], 20_000))
        {
            var rest = new ReadOnlySequence<byte>(mutated);
            try
            {
                while (TranscodePipe.TryRead(ref rest, out var message))
                {
                    Assert.True(Enum.IsDefined(message.Kind));
                    Assert.InRange(message.Body.Length, 0, TranscodePipe.MaxBodyBytes);
                }
            }
            catch (TranscodePipeException)
            {
                // As documented.
            }
        }
    }

    [Theory]
    [InlineData("0E008000")]
    [InlineData("0C000000")]
    [InlineData("FFFFFFFF")]
    public void TryRead_LengthOutOfRange_IsRefusedAtOnce(string hex)
    {
        var rest = new ReadOnlySequence<byte>(Convert.FromHexString(hex));

        Assert.Throws<TranscodePipeException>(() => TranscodePipe.TryRead(ref rest, out _));
    }

    [Fact]
    public void Write_BodyTooLong_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TranscodePipe.Write(new ArrayBufferWriter<byte>(), TranscodePipeKind.Frame, 1, default, new byte[TranscodePipe.MaxBodyBytes + 1]));
}
