using System.Buffers.Binary;
using System.Net;
using System.Text;
using Srs.Media.Net.Udp;
using Srs.Media.Protocols.Rtc.Ice;
using Srs.Media.Protocols.Rtc.Stun;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Protocols.Rtc.Ice;

public sealed class IceLiteAgentTests
{
    private static readonly IceCredentials Server = new("server00", "0123456789abcdef0123456789abcdef");
    private static readonly IcePath Home = Path("192.0.2.1:5000");
    private static readonly IcePath Mobile = Path("198.51.100.7:6000");

    private readonly ManualTimeProvider _clock = new();
    private readonly IcePeer _peer = new(Server);
    private readonly IceLiteAgent _agent;
    private readonly byte[] _response = new byte[IceLiteAgent.MaxResponseBytes];

    public IceLiteAgentTests() => _agent = new IceLiteAgent(Server, "peer", _clock);

    [Fact]
    public void Check_Good_IsAnsweredWithTheAddress()
    {
        var request = _peer.Check();
        var reply = Receive(request, Home);

        Assert.True(StunMessageReader.TryRead(_response.AsSpan(0, reply.ResponseLength), out var response));
        Assert.Equal(StunClass.Success, response.Class);
        Assert.True(response.TransactionId.SequenceEqual(request.AsSpan(8, 12)));
        Assert.True(response.HasIntegrityOf(Encoding.UTF8.GetBytes(Server.Password)));
        Assert.True(response.HasFingerprint);
        Assert.Equal(5000, BinaryPrimitives.ReadUInt16BigEndian(response.XorMappedAddress[2..]) ^ 0x2112);
        Assert.Equal(new IceReply(reply.ResponseLength, IceRefusal.None, true, true, null), reply);
        Assert.Equal(Home, _agent.Selected);
        Assert.False(_agent.IsNominated);
        Assert.True(_agent.Owns(Home));
        Assert.False(_agent.Owns(Mobile));
    }

    [Fact]
    public void State_BeforeAndAfterConsent_FollowsTheClock()
    {
        Assert.Equal(IceState.Checking, _agent.State);
        _clock.Advance(TimeSpan.FromSeconds(29));
        Receive(_peer.Check(nominates: true), Home);
        Assert.Equal(IceState.Connected, _agent.State);
        _clock.Advance(TimeSpan.FromSeconds(30) - TimeSpan.FromTicks(1));
        Assert.Equal(IceState.Connected, _agent.State);
        Assert.Equal(TimeSpan.FromTicks(1), _agent.TimeLeft);
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(IceState.Expired, _agent.State);
        Assert.Equal(TimeSpan.Zero, _agent.TimeLeft);
    }

    [Fact]
    public void State_NobodyEverChecks_Expires()
    {
        _clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(IceState.Expired, _agent.State);
        Assert.Null(_agent.Selected);
    }

    [Fact]
    public void Refused_IsNoConsent()
    {
        Receive(_peer.Check(nominates: true), Home);
        _clock.Advance(TimeSpan.FromSeconds(20));
        Receive(new IcePeer(Server) { Password = "another password of 22 characters" }.Check(), Home);
        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(IceState.Expired, _agent.State);
    }

    [Fact]
    public void Check_WrongIntegrity_IsRefusedAndChangesNothing()
    {
        Receive(_peer.Check(nominates: true), Home);
        var reply = Receive(new IcePeer(Server) { Password = "another password of 22 characters" }.Check(nominates: true), Mobile);

        Assert.Equal(IceRefusal.WrongIntegrity, reply.Refusal);
        Assert.Equal(401, ErrorCode(reply));
        Assert.Equal(Home, _agent.Selected);
        Assert.False(_agent.Owns(Mobile));
    }

    [Theory]
    [InlineData("other000", "peer")]
    [InlineData("server00", "else")]
    [InlineData("server0", "peer")]
    public void Check_OfAnotherSession_IsRefused(string server, string own)
    {
        var reply = Receive(new IcePeer(Server, own) { ServerFragment = server }.Check(), Home);

        Assert.Equal(IceRefusal.WrongUsername, reply.Refusal);
        Assert.Equal(401, ErrorCode(reply));
        Assert.Null(_agent.Selected);
    }

    [Fact]
    public void Check_WithoutCredentials_IsRefusedByNoLongerAnswer()
    {
        var buffer = new byte[256];
        var writer = new StunMessageWriter(buffer, StunClass.Request, new byte[12]);
        var bare = buffer[..writer.Length];
        writer.Add(StunAttribute.Software, new byte[40]);

        Assert.Equal(new IceReply(0, IceRefusal.NoCredentials, false, false, null), Receive(bare, Home));
        Assert.Equal(400, ErrorCode(Receive(buffer[..writer.Finish()], Home)));
    }

    [Fact]
    public void Refusal_Any_IsNeverLongerThanTheRequest()
    {
        foreach (var mutated in Mutations.Of(_peer.Check(), 20_000))
        {
            if (StunMessageReader.TryRead(mutated, out var message))
            {
                var reply = _agent.Receive(message, Home, _response);
                Assert.InRange(reply.ResponseLength, 0, reply.Refusal == IceRefusal.None ? IceLiteAgent.MaxResponseBytes : mutated.Length);
            }
        }
    }

    [Fact]
    public void Check_UnknownAttribute_IsNamed()
    {
        var reply = Receive(_peer.Check(unknown: 0x7123), Home);

        Assert.Equal(IceRefusal.UnknownAttributes, reply.Refusal);
        Assert.Equal(420, ErrorCode(reply));
        Assert.Contains("000a00027123", Convert.ToHexStringLower(_response), StringComparison.Ordinal);
        Assert.Equal(IceRefusal.None, Receive(_peer.Check(unknown: 0xC057), Home).Refusal);
    }

    [Fact]
    public void Check_AnotherMethod_IsRefused() => Assert.Equal(400, ErrorCode(Receive(_peer.Check(method: 3), Home)));

    [Fact]
    public void Check_PeerIsControlled_IsToldToControl()
    {
        var reply = Receive(_peer.Check(isControlled: true), Home);
        Assert.Equal(IceRefusal.RoleConflict, reply.Refusal);
        Assert.Equal(487, ErrorCode(reply));

        var lenient = new IceLiteAgent(Server, "peer", _clock, new IceAgentOptions { ChecksRole = false });
        Assert.True(StunMessageReader.TryRead(_peer.Check(isControlled: true), out var message));
        Assert.Equal(IceRefusal.None, lenient.Receive(message, Home, _response).Refusal);
    }

    [Fact]
    public void Indication_IsNotAnswered()
    {
        var indication = _peer.Check();
        indication[1] = 0x11;
        BinaryPrimitives.WriteUInt32BigEndian(indication.AsSpan(^4), StunFingerprint.Compute(indication.AsSpan(..^8)));

        Assert.Equal(new IceReply(0, IceRefusal.NotARequest, false, false, null), Receive(indication, Home));
    }

    [Fact]
    public void Nomination_OfAnotherPath_IsFollowedAtOnce()
    {
        Receive(_peer.Check(nominates: true), Home);
        Assert.False(Receive(Other(1).Check(), Mobile).SelectedChanged);
        Assert.True(Receive(Other(1).Check(nominates: true), Mobile).SelectedChanged);
        Assert.Equal(Mobile, _agent.Selected);
        Assert.True(_agent.Owns(Home));
        Assert.True(Receive(_peer.Check(nominates: true), Home).SelectedChanged);
    }

    [Fact]
    public void SamePair_FromANewAddress_IsFollowedAtOnce()
    {
        Receive(_peer.Check(nominates: true), Home);
        var reply = Receive(_peer.Check(), Mobile);

        Assert.True(reply is { IsNewPath: true, SelectedChanged: true });
        Assert.Equal(Mobile, _agent.Selected);
    }

    /// <summary>Chromium goes on checking pairs that it does not use, every 25 s; and a pair has two ends.</summary>
    [Fact]
    public void OtherPairs_WithoutNomination_AreNotFollowed()
    {
        var remote = IPEndPoint.Parse("192.0.2.1:5000");
        var path = new IcePath(UdpEndpoint.From(remote, IPAddress.Parse("10.0.0.1")));
        Receive(_peer.Check(nominates: true), path);

        Assert.False(Receive(_peer.Check(), new IcePath(UdpEndpoint.From(remote, IPAddress.Parse("10.0.0.2")))).SelectedChanged);
        Assert.False(Receive(Other(1).Check(), new IcePath(UdpEndpoint.From(IPEndPoint.Parse("192.0.2.1:5001"), IPAddress.Parse("10.0.0.1")))).SelectedChanged);
        Assert.False(Receive(_peer.Check(), new IcePath(path.Endpoint, ConnectionId: 4)).SelectedChanged);
        Assert.Equal(path, _agent.Selected);
    }

    [Fact]
    public void OtherPair_WhenTheSelectedIsSilent_TakesOver()
    {
        Receive(_peer.Check(nominates: true), Home);
        Receive(Other(1).Check(), Mobile);
        _clock.Advance(IceLiteAgent.Stale - TimeSpan.FromTicks(1));
        Assert.False(Receive(Other(1).Check(), Mobile).SelectedChanged);
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.True(Receive(Other(1).Check(), Mobile).SelectedChanged);
        Assert.Equal(Mobile, _agent.Selected);
    }

    [Fact]
    public void Remove_SelectedConnection_TheOneHeardLastTakesOver()
    {
        var tcp = new IcePath(Home.Endpoint, ConnectionId: 9);
        Receive(Other(1).Check(), Home);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Receive(Other(2).Check(), Mobile);
        Receive(_peer.Check(nominates: true), tcp);

        Assert.True(_agent.Remove(tcp));
        Assert.Equal(Mobile, _agent.Selected);
        Assert.False(_agent.Remove(tcp));
        Assert.False(_agent.Remove(Home));
        Assert.True(_agent.Remove(Mobile));
        Assert.Equal(IceState.Disconnected, _agent.State);
        Assert.Null(_agent.Selected);
        Assert.True(Receive(_peer.Check(), Home).SelectedChanged);
        Assert.Equal(IceState.Connected, _agent.State);
    }

    [Fact]
    public void Paths_TooMany_TheSilentOneIsForgotten()
    {
        Receive(_peer.Check(nominates: true), Home);
        for (var i = 1; i < IceLiteAgent.MaxPaths; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            Assert.Null(Receive(Other(i).Check(), Path($"192.0.2.2:{i}")).Forgotten);
        }

        for (var i = 1; i < 100; i++)
        {
            var reply = Receive(Other(i).Check(), Path($"192.0.2.3:{i}"));
            Assert.NotNull(reply.Forgotten);
            Assert.NotEqual(Home, reply.Forgotten);
            Assert.Equal(i == 1, reply.Forgotten == Path("192.0.2.2:1"));
            Assert.Equal(Home, _agent.Selected);
            _clock.Advance(TimeSpan.FromMilliseconds(1));
        }
    }

    [Fact]
    public void Check_Repeated_TakesNoMemory()
    {
        var requests = Enumerable.Range(0, 100).Select(_ => _peer.Check(nominates: true)).ToArray();
        Receive(requests[0], Home);
        Receive(requests[1], Home);
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var request in requests)
        {
            Receive(request, Home);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2000);
    }

    private static IcePath Path(string remote) => new(UdpEndpoint.From(IPEndPoint.Parse(remote)));

    private static IcePeer Other(int number) => new(Server) { Priority = 0x6D000000 + (uint)number };

    private IceReply Receive(byte[] message, IcePath path)
    {
        Assert.True(StunMessageReader.TryRead(message, out var reader));
        return _agent.Receive(reader, path, _response);
    }

    private int ErrorCode(IceReply reply)
    {
        Assert.True(StunMessageReader.TryRead(_response.AsSpan(0, reply.ResponseLength), out var response));
        Assert.Equal(StunClass.Error, response.Class);
        return response.ErrorCode;
    }
}
