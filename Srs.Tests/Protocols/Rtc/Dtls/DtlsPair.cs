using System.Buffers.Binary;
using Srs.Media.Protocols.Rtc.Dtls;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Protocols.Rtc.Dtls;

/// <summary>A client and a server on a clock that jumps from one event to the next, with a network between them that tests make bad.</summary>
internal sealed class DtlsPair : IDisposable
{
    private readonly LinkedList<(bool IsToServer, byte[] Datagram)> _wire = [];

    public DtlsPair(DtlsContext? client = null, DtlsContext? server = null, DtlsFingerprint? clientFingerprint = null)
    {
        client ??= DtlsContexts.Client;
        server ??= DtlsContexts.Server;
        Client = new DtlsSession(client, DtlsRole.Client, Clock, server.Certificate.Sha256, datagram => Send(true, datagram));
        Server = new DtlsSession(server, DtlsRole.Server, Clock, clientFingerprint ?? client.Certificate.Sha256, datagram => Send(false, datagram));
    }

    public ManualTimeProvider Clock { get; } = new();

    public DtlsSession Client { get; }

    public DtlsSession Server { get; }

    /// <summary>What becomes of a datagram, given whether it goes to the server; itself when null.</summary>
    public Func<bool, byte[], IEnumerable<byte[]>>? Network { get; set; }

    /// <summary>Where in the queue a datagram goes, given the queue's length; at its end when null.</summary>
    public Func<int, int>? Order { get; set; }

    /// <summary>All that was sent: when, to whom, what.</summary>
    public List<(TimeSpan Time, bool IsToServer, byte[] Datagram)> Sent { get; } = [];

    public bool IsConnected => Client.State == DtlsState.Connected && Server.State == DtlsState.Connected;

    /// <summary>Whether nothing more happens by itself.</summary>
    public bool IsIdle => _wire.Count == 0 && Math.Min(Client.NextTimeout, Server.NextTimeout) == long.MaxValue;

    /// <summary>Starts both, the server first, and runs until nothing more happens or a minute has passed.</summary>
    public DtlsPair Run()
    {
        Server.Start();
        Client.Start();
        RunOn();
        return this;
    }

    /// <summary>Delivers and lets time pass until nothing more happens or the time is over.</summary>
    public void RunOn(double seconds = 60)
    {
        var end = Clock.Elapsed + TimeSpan.FromSeconds(seconds);
        while (!IsIdle)
        {
            Deliver();
            var next = Math.Min(Client.NextTimeout, Server.NextTimeout);
            if (next == long.MaxValue || next > end.Ticks)
            {
                return;
            }

            Clock.Advance(TimeSpan.FromTicks(next) - Clock.Elapsed);
            Client.HandleTimeout();
            Server.HandleTimeout();
        }
    }

    /// <summary>Delivers what is on its way, and the answers.</summary>
    public void Deliver()
    {
        while (_wire.First is { } first)
        {
            _wire.RemoveFirst();
            (first.Value.IsToServer ? Server : Client).Receive(first.Value.Datagram);
        }
    }

    /// <summary>Both have the same keys.</summary>
    public void AssertConnected()
    {
        Assert.True(IsConnected, $"Client {Client.State} ({Client.Reason}), server {Server.State} ({Server.Reason})");
        AssertSameKeys();
    }

    public void AssertSameKeys()
    {
        Assert.Equal(Client.Keys.Profile, Server.Keys.Profile);
        Assert.Equal(Client.Keys.Outgoing.Key.ToArray(), Server.Keys.Incoming.Key.ToArray());
        Assert.Equal(Client.Keys.Outgoing.Salt.ToArray(), Server.Keys.Incoming.Salt.ToArray());
        Assert.Equal(Client.Keys.Incoming.Key.ToArray(), Server.Keys.Outgoing.Key.ToArray());
        Assert.Equal(Client.Keys.Incoming.Salt.ToArray(), Server.Keys.Outgoing.Salt.ToArray());
        Assert.NotEqual(Client.Keys.Incoming.Key.ToArray(), Client.Keys.Outgoing.Key.ToArray());
    }

    /// <summary>Cuts the handshake messages in the clear of one sender into small fragments, each a datagram of its own.</summary>
    /// <param name="bytes">Bytes of a message in each.</param>
    public static Func<byte[], IEnumerable<byte[]>> Fragment(int bytes)
    {
        const int RecordHeader = 13;
        const int MessageHeader = 12;
        var sequence = 0;
        return Cut;

        IEnumerable<byte[]> Cut(byte[] datagram)
        {
            for (var at = 0; at < datagram.Length;)
            {
                var end = at + RecordHeader + BinaryPrimitives.ReadUInt16BigEndian(datagram.AsSpan(at + 11));
                var record = datagram[at..end];
                at = end;
                if (record[4] != 0)
                {
                    yield return record;
                    continue;
                }

                var isHandshake = record[0] == 22;
                var start = isHandshake ? ReadUInt24(record, RecordHeader + 6) : 0;
                var length = isHandshake ? ReadUInt24(record, RecordHeader + 9) : 0;
                for (var done = 0; done == 0 || done < length; done += bytes)
                {
                    var piece = isHandshake ? Math.Min(bytes, length - done) : 0;
                    var body = isHandshake ? record[RecordHeader..(RecordHeader + MessageHeader)] : record[RecordHeader..];
                    byte[] fragment = [.. record[..RecordHeader], .. body];
                    if (isHandshake)
                    {
                        WriteUInt24(fragment, RecordHeader + 6, start + done);
                        WriteUInt24(fragment, RecordHeader + 9, piece);
                        fragment = [.. fragment, .. record.AsSpan(RecordHeader + MessageHeader + done, piece)];
                    }

                    BinaryPrimitives.WriteUInt32BigEndian(fragment.AsSpan(7), (uint)sequence++);
                    BinaryPrimitives.WriteUInt16BigEndian(fragment.AsSpan(11), (ushort)(fragment.Length - RecordHeader));
                    yield return fragment;
                }
            }
        }
    }

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
    }

    private static int ReadUInt24(byte[] bytes, int at) => (bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2];

    private static void WriteUInt24(byte[] bytes, int at, int value) =>
        (bytes[at], bytes[at + 1], bytes[at + 2]) = ((byte)(value >> 16), (byte)(value >> 8), (byte)value);

    private void Send(bool isToServer, ReadOnlySpan<byte> datagram)
    {
        Assert.InRange(datagram.Length, 1, 1172);
        var copy = datagram.ToArray();
        Sent.Add((Clock.Elapsed, isToServer, copy));
        foreach (var arriving in Network?.Invoke(isToServer, copy) ?? [copy])
        {
            var place = Order?.Invoke(_wire.Count) ?? _wire.Count;
            if (place >= _wire.Count)
            {
                _wire.AddLast((isToServer, arriving));
            }
            else
            {
                var node = _wire.First!;
                for (var i = 0; i < place; i++)
                {
                    node = node.Next!;
                }

                _wire.AddBefore(node, (isToServer, arriving));
            }
        }
    }
}
