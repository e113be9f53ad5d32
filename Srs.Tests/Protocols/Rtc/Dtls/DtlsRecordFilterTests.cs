using Srs.Media.Protocols.Rtc.Dtls;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Protocols.Rtc.Dtls;

public sealed class DtlsRecordFilterTests
{
    private const byte ClientHello = 1;
    private const byte ServerHello = 2;
    private const byte Finished = 20;

    [Fact]
    public void Accept_WholeHandshake_EverythingInBothDirections()
    {
        using var pair = new DtlsPair(DtlsContexts.Named("rsa-large"), DtlsContexts.Named("ecdsa-large")).Run();
        var (server, client) = (new DtlsRecordFilter(DtlsRole.Server), new DtlsRecordFilter(DtlsRole.Client));

        Assert.All(pair.Sent, sent => Assert.Equal(sent.Datagram.Length, (sent.IsToServer ? server : client).Accept(sent.Datagram)));
    }

    [Fact]
    public void Accept_MessageOfTheOtherRole_Dropped()
    {
        var (server, client) = (new DtlsRecordFilter(DtlsRole.Server), new DtlsRecordFilter(DtlsRole.Client));

        Assert.Equal(0, server.Accept(Message(ServerHello)));
        Assert.Equal(0, client.Accept(Message(ClientHello)));
        Assert.Equal(Message(ClientHello).Length, server.Accept(Message(ClientHello)));
        Assert.Equal(Message(ServerHello).Length, client.Accept(Message(ServerHello)));
        Assert.Equal(0, server.Accept(Message(Finished)));
    }

    [Theory]
    [InlineData(14, 0xFF)]
    [InlineData(17, 0xFF)]
    [InlineData(21, 1)]
    [InlineData(24, 11)]
    [InlineData(1, 3)]
    [InlineData(0, 23)]
    [InlineData(0, 20)]
    [InlineData(4, 2)]
    public void Accept_FieldThatLies_Dropped(int at, byte value)
    {
        var message = Message(ClientHello);
        message[at] = value;

        Assert.Equal(0, new DtlsRecordFilter(DtlsRole.Server).Accept(message));
    }

    [Fact]
    public void Accept_RecordThatIsCut_OnlyThoseBefore()
    {
        byte[] datagram = [.. Message(ClientHello), .. Message(ClientHello)];
        var filter = new DtlsRecordFilter(DtlsRole.Server);

        for (var length = 0; length < datagram.Length; length++)
        {
            Assert.Equal(length < datagram.Length / 2 ? 0 : datagram.Length / 2, filter.Accept(datagram.AsSpan(0, length)));
        }

        Assert.Equal(datagram.Length, filter.Accept(datagram));
    }

    [Fact]
    public void Accept_AlertInTheClear_NotedAndDropped()
    {
        var filter = new DtlsRecordFilter(DtlsRole.Client);

        Assert.Equal(0, filter.Accept([21, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0, 0, 1, 0, 2, 2, 70]));
        Assert.Equal(70, filter.TakeAlert());
        Assert.Null(filter.TakeAlert());
        Assert.Equal(0, filter.Accept([21, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0, 0, 1, 0, 2, 1, 70]));
        Assert.Null(filter.TakeAlert());
    }

    [Fact]
    public void Accept_EncryptedRecords_TheFirstOnes()
    {
        var filter = new DtlsRecordFilter(DtlsRole.Server);
        byte[] first = [22, 0xFE, 0xFD, 0, 1, 0, 0, 0, 0, 0, DtlsRecordFilter.MaxEncryptedSequence - 1, 0, 24, .. new byte[24]];
        byte[] later = [22, 0xFE, 0xFD, 0, 1, 0, 0, 0, 0, 0, DtlsRecordFilter.MaxEncryptedSequence, 0, 24, .. new byte[24]];
        byte[] muchLater = [22, 0xFE, 0xFD, 0, 1, 1, 0, 0, 0, 0, 0, 0, 24, .. new byte[24]];
        byte[] data = [23, 0xFE, 0xFD, 0, 1, 0, 0, 0, 0, 0, 1, 0, 24, .. new byte[24]];
        byte[] tooShort = [22, 0xFE, 0xFD, 0, 1, 0, 0, 0, 0, 0, 1, 0, 23, .. new byte[23]];

        Assert.Equal(first.Length, filter.Accept(first));
        Assert.Equal(0, filter.Accept(later));
        Assert.Equal(0, filter.Accept(muchLater));
        Assert.Equal(0, filter.Accept(data));
        Assert.Equal(0, filter.Accept(tooShort));
        Assert.Equal(0, filter.Accept(tooShort, isConnected: true));
        Assert.Equal(later.Length, filter.Accept(later, isConnected: true));
        Assert.Equal(data.Length, filter.Accept(data, isConnected: true));
    }

    [Fact]
    public void Accept_Mutations_NothingThrown()
    {
        var filter = new DtlsRecordFilter(DtlsRole.Server);
        foreach (var mutated in Mutations.Of([.. Message(ClientHello), .. Message(11), 20, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0, 0, 5, 0, 1, 1], 5000))
        {
            Assert.InRange(filter.Accept(mutated), 0, mutated.Length);
        }
    }

    /// <summary>A record with a message of 10 bytes.</summary>
    private static byte[] Message(byte type) => [22, 0xFE, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0, 22, type, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0, 10, .. new byte[10]];
}
