using System.Buffers.Binary;
using Srs.Media.Protocols.Rtc.Dtls;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Protocols.Rtc.Dtls;

/// <summary>Datagrams that nobody's peer sends: dropped, without harm to this session or another.</summary>
public sealed class DtlsHostileTests
{
    [Fact]
    public void Receive_NoiseBetweenAllDatagrams_Connected()
    {
        var random = new Random(1);
        using var pair = new DtlsPair();
        pair.Network = (_, datagram) => [.. Noise(random, 50), datagram, .. Noise(random, 50)];

        pair.Run();

        pair.AssertConnected();
        foreach (var noise in Noise(random, 2000))
        {
            pair.Server.Receive(noise);
            pair.Client.Receive(noise);
        }

        pair.AssertConnected();

        // And it still hears its peer.
        pair.Network = null;
        pair.Client.Close();
        pair.Deliver();
        Assert.Equal(DtlsState.Closed, pair.Server.State);
    }

    /// <summary>A record that says it is one, with a body of anything.</summary>
    [Fact]
    public void Receive_TenThousandRecordsOfNoise_ServerStillAnswers()
    {
        var random = new Random(2);
        using var pair = new DtlsPair();
        pair.Server.Start();
        foreach (var noise in Noise(random, 10_000))
        {
            pair.Server.Receive(noise);
        }

        Assert.Equal(DtlsState.Handshaking, pair.Server.State);
        pair.Client.Start();
        pair.RunOn();
        pair.AssertConnected();
    }

    /// <summary>The handshake is not authenticated while it runs, so a forged alert must not end it.</summary>
    [Theory]
    [InlineData(40)]
    [InlineData(0)]
    public void Receive_ForgedAlerts_Connected(byte number)
    {
        byte[] alert = [21, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0, 0, 99, 0, 2, 2, number];
        using var pair = new DtlsPair { Network = (_, datagram) => [alert, datagram, alert] };

        pair.Run();

        pair.AssertConnected();
    }

    [Fact]
    public void Receive_AlertAndNothingMore_FailedAfterRecoveryTime()
    {
        using var pair = new DtlsPair { Network = static (isToServer, datagram) => isToServer ? [datagram] : [] };
        pair.Server.Start();
        pair.Client.Start();
        pair.Deliver();
        pair.Client.Dispose();

        pair.Server.Receive([21, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0, 0, 1, 0, 2, 2, 46]);
        pair.RunOn();

        Assert.Equal(DtlsState.Failed, pair.Server.State);
        Assert.Equal("The peer refused the DTLS handshake with alert certificate_unknown (46).", pair.Server.Reason);
        Assert.Equal(DtlsSession.RecoveryTime, pair.Clock.Elapsed);
    }

    /// <summary>Two that cannot be answered are forgotten; the third is the last.</summary>
    [Fact]
    public void Receive_BrokenClientHellos_TheGenuineOneIsAnswered()
    {
        using var pair = new DtlsPair();
        pair.Server.Start();
        pair.Client.Start();
        var broken = BreakCiphers(pair.Sent[0].Datagram);
        pair.Server.Receive(broken);
        pair.Server.Receive(broken);
        Assert.Equal(DtlsState.Handshaking, pair.Server.State);
        Assert.Single(pair.Sent);

        pair.RunOn();

        pair.AssertConnected();
    }

    [Fact]
    public void Receive_OnlyBrokenClientHellos_FailedWithReasonAndAlert()
    {
        using var pair = new DtlsPair { Network = static (isToServer, datagram) => isToServer ? [] : [datagram] };
        pair.Server.Start();
        pair.Client.Start();
        var broken = BreakCiphers(pair.Sent[0].Datagram);
        for (var i = 0; i < DtlsSession.MaxClientHellos; i++)
        {
            pair.Server.Receive(broken);
        }

        Assert.Equal(DtlsState.Failed, pair.Server.State);
        Assert.Equal("The DTLS handshake failed: no shared cipher.", pair.Server.Reason);
        Assert.Equal(21, pair.Sent[^1].Datagram[0]);
    }

    /// <summary>What is damaged in the clear cannot be repaired; it ends in good order, and never with keys that differ.</summary>
    [Theory]
    [InlineData(0.05)]
    [InlineData(0.3)]
    public void Handshake_DamagedDatagrams_EndsAndNeverWithOtherKeys(double damage)
    {
        var connected = 0;
        for (var seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            using var pair = new DtlsPair(DtlsContexts.Named(seed % 2 == 0 ? "ecdsa" : "rsa-large"))
            {
                Network = (_, datagram) => random.NextDouble() < damage ? Mutations.Of(datagram, 1, random.Next()) : [datagram],
            };

            pair.Run();

            Assert.True(pair.IsIdle);
            if (pair.IsConnected)
            {
                connected++;
                pair.AssertSameKeys();
            }
        }

        Assert.True(connected > 10, $"{connected} connected");
    }

    [Fact]
    public void Receive_MutationsOfAllDatagrams_ServerEndsOrGoesOn()
    {
        List<byte[]> sent;
        using (var pair = new DtlsPair().Run())
        {
            sent = [.. pair.Sent.Select(static datagram => datagram.Datagram)];
        }

        foreach (var datagram in sent)
        {
            var seed = 0;
            foreach (var mutated in Mutations.Of(datagram, 300).Concat(Mutations.Truncations(datagram)))
            {
                using var pair = new DtlsPair();
                pair.Server.Start();
                pair.Server.Receive(mutated);
                if (seed++ % 10 == 0)
                {
                    pair.Client.Start();
                    pair.Client.Receive(mutated);
                }
            }
        }
    }

    /// <summary>What was recorded is dropped when it comes again, and closes nothing.</summary>
    [Fact]
    public void Receive_EverythingAgain_StillConnected()
    {
        using var pair = new DtlsPair().Run();
        foreach (var (_, isToServer, datagram) in pair.Sent.ToList())
        {
            (isToServer ? pair.Server : pair.Client).Receive(datagram);
        }

        pair.Deliver();
        pair.AssertConnected();
    }

    private static IEnumerable<byte[]> Noise(Random random, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var length = random.Next(1, 300);
            var record = new byte[13 + length];
            random.NextBytes(record);
            if (i % 4 != 0)
            {
                record[0] = (byte)random.Next(20, 24);
                record[1] = 0xFE;
                record[2] = 0xFD;
                record[3] = 0;
                record[4] = (byte)(i % 2);
                BinaryPrimitives.WriteUInt16BigEndian(record.AsSpan(11), (ushort)length);
            }

            yield return record;
        }
    }

    /// <summary>A ClientHello with ciphers that nobody knows.</summary>
    private static byte[] BreakCiphers(byte[] clientHello)
    {
        // Record and message header, version, random, an empty session id, an empty cookie, the length of the ciphers.
        const int Length = 13 + 12 + 2 + 32 + 1 + 1;
        var broken = (byte[])clientHello.Clone();
        var length = BinaryPrimitives.ReadUInt16BigEndian(broken.AsSpan(Length));
        broken.AsSpan(Length + 2, length).Fill(0xEE);
        return broken;
    }
}
