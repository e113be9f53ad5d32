using Srs.Media.Protocols.Rtc.Dtls;

namespace Srs.Tests.Protocols.Rtc.Dtls;

public sealed class DtlsRetransmissionTests
{
    /// <summary>When a flight that nobody answers is sent, in milliseconds: doubling from 100 to 1600.</summary>
    private static readonly double[] Schedule = [0, 100, 300, 700, 1500, 3100, 4700, 6300, 7900, 9500, 11_100];

    [Fact]
    public void Client_NobodyAnswers_DoublingAndThenFailed()
    {
        using var pair = new DtlsPair { Network = static (_, _) => [] };
        pair.Client.Start();
        pair.RunOn();

        Assert.Equal(Schedule, pair.Sent.Select(static sent => sent.Time.TotalMilliseconds));
        Assert.Equal(DtlsState.Failed, pair.Client.State);
        Assert.Equal(TimeSpan.FromMilliseconds(12_700), pair.Clock.Elapsed);
        Assert.StartsWith("The peer stopped answering in the DTLS handshake", pair.Client.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Server_NobodyAnswers_DoublingAndThenFailed()
    {
        using var pair = new DtlsPair { Network = static (isToServer, datagram) => isToServer ? [datagram] : [] };
        pair.Server.Start();
        pair.Client.Start();
        pair.Deliver();
        pair.Client.Dispose();
        pair.RunOn();

        var flights = pair.Sent.Where(static sent => !sent.IsToServer).ToList();
        Assert.Equal(Schedule, flights.Select(static sent => sent.Time.TotalMilliseconds));
        Assert.Equal(DtlsState.Failed, pair.Server.State);

        // The same messages in as many datagrams, under record numbers of their own.
        Assert.All(flights, flight => Assert.Equal(flights[0].Datagram.Length, flight.Datagram.Length));
        Assert.Equal(flights.Count, flights.Select(static flight => Convert.ToHexString(flight.Datagram)).Distinct().Count());
    }

    /// <summary>RFC 6347 section 4.2.4: a new flight starts with the first interval again.</summary>
    /// <summary>A peer that proves its address and then never begins holds a session for a while, and not for ever.</summary>
    [Fact]
    public void Server_ClientNeverBegins_FailedAfterItsTime()
    {
        using var pair = new DtlsPair();
        pair.Server.Start();
        pair.Clock.Advance(DtlsSession.MaxHandshake - TimeSpan.FromSeconds(1));
        pair.Server.HandleTimeout();
        Assert.Equal(DtlsState.Handshaking, pair.Server.State);
        pair.Clock.Advance(TimeSpan.FromSeconds(1));
        pair.Server.HandleTimeout();

        Assert.Equal(DtlsState.Failed, pair.Server.State);
    }

    [Fact]
    public void Client_NextFlight_FromTheFirstIntervalAgain()
    {
        using var pair = new DtlsPair();
        pair.Client.Start();
        pair.Network = (_, datagram) => pair.Clock.Elapsed < TimeSpan.FromMilliseconds(700) ? [] : [datagram];
        pair.Server.Start();
        pair.RunOn(0.69);
        pair.Clock.Advance(TimeSpan.FromMilliseconds(690) - pair.Clock.Elapsed);
        Assert.Equal(DtlsState.Handshaking, pair.Server.State);

        // From 700 ms on the server hears the client, and from then on only the client's second flight is lost.
        var lost = 0;
        pair.Network = (isToServer, datagram) => isToServer && datagram[13] == 11 && lost++ < 2 ? [] : [datagram];
        pair.RunOn();

        pair.AssertConnected();
        Assert.Equal(2, lost - 1);
        var second = pair.Sent
            .Where(static sent => sent.IsToServer && sent.Datagram[13] == 11)
            .Select(static sent => sent.Time.TotalMilliseconds).ToList();
        Assert.Equal([second[0], second[0] + 100, second[0] + 300], second);
    }

    /// <summary>The last flight has no timer: it is sent again when the client's comes again.</summary>
    [Fact]
    public void Server_LastFlightLost_SentAgainWhenAskedFor()
    {
        using var pair = new DtlsPair();
        var lost = 0;
        pair.Network = (isToServer, datagram) => !isToServer && datagram[0] == 20 && lost++ < 3 ? [] : [datagram];
        pair.Run();

        pair.AssertConnected();
        Assert.True(lost > 3);
    }

    [Fact]
    public void HandleTimeout_BeforeItIsDue_Nothing()
    {
        using var pair = new DtlsPair { Network = static (_, _) => [] };
        pair.Client.Start();
        pair.Clock.Advance(TimeSpan.FromMilliseconds(100) - TimeSpan.FromTicks(1));
        pair.Client.HandleTimeout();
        Assert.Single(pair.Sent);

        pair.Clock.Advance(TimeSpan.FromTicks(1));
        pair.Client.HandleTimeout();
        Assert.Equal(2, pair.Sent.Count);
    }

    [Theory]
    [InlineData("ecdsa", 0.3, 0.1, true)]
    [InlineData("rsa-large", 0.2, 0.1, true)]
    [InlineData("ecdsa", 0.1, 0.5, true)]
    [InlineData("ecdsa", 0.0, 0.9, true)]
    [InlineData("ecdsa", 0.35, 0.0, false)]
    public void Handshake_LossDuplicationAndDisorder_Connected(string certificate, double loss, double duplication, bool isDisordered)
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            using var pair = new DtlsPair(DtlsContexts.Named(certificate))
            {
                Network = (_, datagram) => random.NextDouble() < loss ? [] : random.NextDouble() < duplication ? [datagram, datagram] : [datagram],
                Order = isDisordered ? length => random.Next(length + 1) : null,
            };

            pair.Run();

            pair.AssertConnected();
        }
    }

    /// <summary>Two runs with the same seed are the same: nothing depends on the machine's clock.</summary>
    [Fact]
    public void Handshake_SameSeed_SameCourse()
    {
        Assert.Equal(Course(), Course());

        static List<(TimeSpan, bool, int)> Course()
        {
            var random = new Random(11);
            using var pair = new DtlsPair { Network = (_, datagram) => random.NextDouble() < 0.4 ? [] : [datagram] };
            pair.Run();
            pair.AssertConnected();

            // Signatures of ECDSA differ in length by a byte or two.
            return [.. pair.Sent.Select(static sent => (sent.Time, sent.IsToServer, sent.Datagram.Length / 100))];
        }
    }
}
