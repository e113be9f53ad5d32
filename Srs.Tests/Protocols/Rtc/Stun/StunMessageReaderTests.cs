using System.Buffers.Binary;
using System.Text;
using Srs.Media.Protocols.Rtc.Stun;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Protocols.Rtc.Stun;

public sealed class StunMessageReaderTests
{
    [Fact]
    public void Read_SampleRequest_IsAsPublished()
    {
        Assert.True(StunMessageReader.TryRead(StunSamples.Request, out var message));
        Assert.Equal(StunClass.Request, message.Class);
        Assert.Equal(StunMessageReader.Binding, message.Method);
        Assert.Equal("b7e7a701bc34d686fa87dfae", Convert.ToHexStringLower(message.TransactionId));
        Assert.Equal("STUN test client", Encoding.UTF8.GetString(message.Software));
        Assert.Equal("evtj:h6vY", Encoding.UTF8.GetString(message.Username));
        Assert.Equal("evtj", Encoding.UTF8.GetString(message.ReceiverFragment));
        Assert.Equal("h6vY", Encoding.UTF8.GetString(message.SenderFragment));
        Assert.Equal(0x6E0001FFu, message.Priority);
        Assert.Equal(0x932FF9B151263B36ul, message.Controlled);
        Assert.Null(message.Controlling);
        Assert.False(message.HasUseCandidate);
        Assert.True(message.HasFingerprint);
        Assert.True(message.HasIntegrityOf(StunSamples.Password));
        Assert.False(message.HasIntegrityOf("VOkJxbRl1RmTxUk/WvJxBu"u8));
        Assert.True(message.UnknownAttributes.IsEmpty);
    }

    [Fact]
    public void Read_SampleResponses_AreAsPublished()
    {
        foreach (var (sample, family) in new[] { (StunSamples.IPv4Response, 1), (StunSamples.IPv6Response, 2) })
        {
            Assert.True(StunMessageReader.TryRead(sample, out var message));
            Assert.Equal(StunClass.Success, message.Class);
            Assert.Equal("test vector", Encoding.UTF8.GetString(message.Software));
            Assert.Equal(family, message.XorMappedAddress[1]);
            Assert.Equal(32853, BinaryPrimitives.ReadUInt16BigEndian(message.XorMappedAddress[2..]) ^ 0x2112);
            Assert.True(message.HasIntegrityOf(StunSamples.Password));
        }
    }

    [Fact]
    public void Read_Truncated_IsRefused()
    {
        foreach (var part in Mutations.Truncations(StunSamples.Request))
        {
            Assert.False(StunMessageReader.TryRead(part, out _));
        }

        Assert.False(StunMessageReader.TryRead([.. StunSamples.Request, 0, 0, 0, 0], out _));
    }

    /// <summary>Whatever is changed, nothing is thrown and nothing that the integrity covers is believed.</summary>
    [Fact]
    public void Read_Mutated_IsRefusedOrNotAuthentic()
    {
        foreach (var mutated in Mutations.Of(StunSamples.Request, 50_000))
        {
            if (StunMessageReader.TryRead(mutated, out var message) && message.HasIntegrityOf(StunSamples.Password))
            {
                // Changed back, or only in the padding behind what is covered.
                Assert.Equal("evtj:h6vY", Encoding.UTF8.GetString(message.Username));
                Assert.Equal(0x6E0001FFu, message.Priority);
            }
        }
    }

    /// <summary>With the length and the fingerprint put right, so that the attributes are reached.</summary>
    [Fact]
    public void Read_MutatedAndRepaired_ThrowsNothing()
    {
        var (body, read) = (StunSamples.Request[..^8], 0);
        foreach (var mutated in Mutations.Of(body, 50_000, seed: 7))
        {
            if (mutated.Length < StunMessageReader.HeaderLength)
            {
                continue;
            }

            byte[] message = [.. mutated, 0x80, 0x28, 0, 4, 0, 0, 0, 0];
            BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), (ushort)(message.Length - StunMessageReader.HeaderLength));
            BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(^4), StunFingerprint.Compute(message.AsSpan(..^8)));
            if (StunMessageReader.TryRead(message, out var reader))
            {
                read++;
                _ = reader.Username.Length + reader.Software.Length + reader.ErrorCode + reader.XorMappedAddress.Length;
                _ = (reader.Priority, reader.Controlled, reader.Controlling, reader.HasIntegrityOf(StunSamples.Password));
                Assert.InRange(reader.UnknownAttributes.Length, 0, StunMessageReader.MaxUnknownAttributes);
            }
        }

        Assert.InRange(read, 1000, 50_000);
    }

    [Fact]
    public void Read_AttributesBehindIntegrity_AreNotBelieved()
    {
        var buffer = new byte[256];
        var writer = new StunMessageWriter(buffer, StunClass.Request, new byte[12]);
        writer.Add(StunAttribute.Username, "a:b"u8);
        writer.AddIntegrity(StunSamples.Password);
        writer.Add(StunAttribute.UseCandidate, []);
        writer.Add(StunAttribute.Priority, 1u);
        writer.Add((StunAttribute)0x7777, []);
        Assert.True(StunMessageReader.TryRead(buffer.AsSpan(0, writer.Finish()), out var message));

        Assert.True(message.HasIntegrityOf(StunSamples.Password));
        Assert.False(message.HasUseCandidate);
        Assert.Null(message.Priority);
        Assert.True(message.UnknownAttributes.IsEmpty);
    }

    [Fact]
    public void Read_RepeatedAttribute_TheFirstCounts()
    {
        var buffer = new byte[256];
        var writer = new StunMessageWriter(buffer, StunClass.Request, new byte[12]);
        writer.Add(StunAttribute.Username, "first"u8);
        writer.Add(StunAttribute.Username, "second"u8);
        Assert.True(StunMessageReader.TryRead(buffer.AsSpan(0, writer.Finish()), out var message));

        Assert.Equal("first", Encoding.UTF8.GetString(message.Username));
        Assert.True(message.ReceiverFragment.IsEmpty);
    }

    [Theory]
    [InlineData(StunMessageReader.MaxAttributes - 1, true)]
    [InlineData(StunMessageReader.MaxAttributes, true)]
    [InlineData(StunMessageReader.MaxAttributes + 1, false)]
    public void Read_ManyAttributes_AreLimited(int count, bool isRead)
    {
        var buffer = new byte[1024];
        var writer = new StunMessageWriter(buffer, StunClass.Request, new byte[12]);
        for (var i = 0; i < count; i++)
        {
            writer.Add((StunAttribute)(0x7000 + i), []);
        }

        Assert.Equal(isRead, StunMessageReader.TryRead(buffer.AsSpan(0, writer.Length), out var message));
        Assert.Equal(isRead ? StunMessageReader.MaxUnknownAttributes : 0, message.UnknownAttributes.Length);
    }

    [Fact]
    public void Read_LongerThanAnyCheck_IsRefused()
    {
        var buffer = new byte[StunMessageReader.MaxMessageBytes + 100];
        var writer = new StunMessageWriter(buffer, StunClass.Request, new byte[12]);
        writer.Add(StunAttribute.Software, new byte[StunMessageReader.MaxMessageBytes - 24]);
        Assert.True(StunMessageReader.TryRead(buffer.AsSpan(0, writer.Length), out _));
        writer.Add(StunAttribute.UseCandidate, []);

        Assert.False(StunMessageReader.TryRead(buffer.AsSpan(0, writer.Length), out _));
    }

    [Fact]
    public void Read_FingerprintIsWrong_IsRefused()
    {
        var wrong = (byte[])StunSamples.Request.Clone();
        wrong[^1] ^= 1;

        Assert.False(StunMessageReader.TryRead(wrong, out _));
    }
}
