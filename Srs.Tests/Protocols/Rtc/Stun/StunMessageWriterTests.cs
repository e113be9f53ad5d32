using System.Net;
using Srs.Media.Net.Udp;
using Srs.Media.Protocols.Rtc.Stun;

namespace Srs.Tests.Protocols.Rtc.Stun;

public sealed class StunMessageWriterTests
{
    /// <summary>The samples pad with spaces, which their integrity covers; without SOFTWARE the rest is the same byte for byte.</summary>
    [Theory]
    [InlineData("192.0.2.1:32853", "002000080001a147e112a643")]
    [InlineData("[2001:db8:1234:5678:11:2233:4455:6677]:32853", "002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9")]
    public void XorMappedAddress_OfTheSamples_IsAsPublished(string address, string expected)
    {
        var buffer = new byte[128];
        var writer = new StunMessageWriter(buffer, StunClass.Success, StunSamples.Request.AsSpan(8, 12));
        writer.AddXorMappedAddress(UdpEndpoint.From(IPEndPoint.Parse(address)));

        Assert.Equal(expected, Convert.ToHexStringLower(buffer.AsSpan(20, writer.Length - 20)));
    }

    [Fact]
    public void Request_WithoutWhatIsPadded_IsWhatTheReaderBelieves()
    {
        var buffer = new byte[256];
        var writer = new StunMessageWriter(buffer, StunClass.Request, StunSamples.Request.AsSpan(8, 12));
        writer.Add(StunAttribute.Username, "evtj:h6v"u8);
        writer.Add(StunAttribute.IceControlling, 0x0123456789ABCDEFul);
        writer.Add(StunAttribute.Priority, 0x6E0001FFu);
        writer.Add(StunAttribute.UseCandidate, []);
        writer.AddIntegrity(StunSamples.Password);
        var length = writer.Finish();

        Assert.True(StunMessageReader.TryRead(buffer.AsSpan(0, length), out var message));
        Assert.True(message.HasIntegrityOf(StunSamples.Password));
        Assert.Equal(0x0123456789ABCDEFul, message.Controlling);
        Assert.True(message.HasUseCandidate);
        Assert.Equal(length, message.Length);
    }

    [Fact]
    public void Error_WithUnknownAttributes_CodeAndTypesAreRead()
    {
        var buffer = new byte[256];
        var writer = new StunMessageWriter(buffer, StunClass.Error, new byte[12]);
        writer.AddErrorCode(StunErrorCode.UnknownAttribute);
        writer.AddUnknownAttributes([0x1234, 0x0002]);
        var length = writer.Finish();

        Assert.Equal("0009000400000414", Convert.ToHexStringLower(buffer.AsSpan(20, 8)));
        Assert.Equal("000a000412340002", Convert.ToHexStringLower(buffer.AsSpan(28, 8)));
        Assert.True(StunMessageReader.TryRead(buffer.AsSpan(0, length), out var message));
        Assert.Equal(420, message.ErrorCode);
        Assert.Equal(StunClass.Error, message.Class);
    }

    [Fact]
    public void Add_NoRoom_Throws() => Assert.Throws<ArgumentOutOfRangeException>(static () =>
    {
        var writer = new StunMessageWriter(new byte[24], StunClass.Error, new byte[12]);
        writer.AddErrorCode(StunErrorCode.RoleConflict);
    });
}
