using System.Buffers;
using Srs.Media.Containers.Flv;
using Srs.Media.Protocols.Rtmp;
using Srs.Media.Protocols.Rtmp.Wire;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Protocols.Rtmp;

public sealed class RtmpCapabilitiesTests
{
    [Fact]
    public void Read_NothingAnnounced_IsNotEnhanced()
    {
        var none = RtmpCapabilities.Read(AmfValue.Object(("app", "live"), ("videoCodecs", 252), ("capabilities", 239)));

        Assert.False(none.IsEnhanced);
        Assert.False(none.TakesVideo(FlvFourCc.Hevc));
        Assert.False(none.TakesAudio(FlvFourCc.Opus));
        Assert.False(none.Has(RtmpExtensions.Reconnect));
        Assert.False(RtmpCapabilities.Read(AmfValue.Undefined).IsEnhanced);
    }

    [Fact]
    public void Read_FourCcList_TakesWhatIsListed()
    {
        // As ffmpeg 6.1 and later send it with -rtmp_enhanced_codecs.
        var peer = RtmpCapabilities.Read(AmfValue.Object(("fourCcList", AmfValue.StrictArray("hvc1", "Opus"))));

        Assert.True(peer.IsEnhanced);
        Assert.True(peer.TakesVideo(FlvFourCc.Hevc));
        Assert.False(peer.TakesVideo(FlvFourCc.Av1));
        Assert.True(peer.TakesAudio(FlvFourCc.Opus));
        Assert.False(peer.TakesAudio(FlvFourCc.Flac));
    }

    [Fact]
    public void Read_Wildcard_TakesAll()
    {
        var list = RtmpCapabilities.Read(AmfValue.Object(("fourCcList", AmfValue.StrictArray("*"))));
        var map = RtmpCapabilities.Read(AmfValue.Object(("videoFourCcInfoMap", AmfValue.Object(("*", 4), ("vp09", 3)))));

        Assert.True(list.TakesVideo(FlvFourCc.Av1));
        Assert.True(list.TakesAudio(FlvFourCc.Flac));
        Assert.True(map.TakesVideo(FlvFourCc.Vp9));
        Assert.True(map.TakesVideo(FlvFourCc.Av1));
        Assert.False(map.TakesAudio(FlvFourCc.Opus));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    [InlineData(-1, false)]
    [InlineData(1e300, false)]
    [InlineData(double.NaN, false)]
    public void Read_Map_WhoOnlyEncodesTakesNothing(double flags, bool expected) =>
        Assert.Equal(expected, RtmpCapabilities.Read(AmfValue.Object(("audioFourCcInfoMap", AmfValue.Object(("Opus", flags))))).TakesAudio(FlvFourCc.Opus));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(15, 15)]
    [InlineData(2.9, 2)]
    [InlineData(4294967295, 4294967295)]
    [InlineData(4294967296, 0)]
    [InlineData(-3, 0)]
    [InlineData(double.NaN, 0)]
    [InlineData(double.PositiveInfinity, 0)]
    public void Read_CapsEx_AnyNumber(double number, uint expected)
    {
        var peer = RtmpCapabilities.Read(AmfValue.Object(("capsEx", number)));

        Assert.Equal((RtmpExtensions)expected, peer.Extensions);
        Assert.True(peer.IsEnhanced);
    }

    [Fact]
    public void Read_WrongKinds_AreLeftOut()
    {
        var peer = RtmpCapabilities.Read(AmfValue.Object(
            ("fourCcList", "hvc1"),
            ("videoFourCcInfoMap", AmfValue.StrictArray("hvc1")),
            ("audioFourCcInfoMap", AmfValue.Object(("Opus", "yes"), ("", 1), ("toolong", 1), ("fü1", 1), ("a\0bc", 1))),
            ("capsEx", "15")));

        Assert.False(peer.IsEnhanced);
        Assert.Empty(peer.Video);
        Assert.Empty(peer.Audio);
    }

    [Fact]
    public void Read_TooManyCodecs_KeepsTheFirst()
    {
        var many = Enumerable.Range(0, 1000).Select(static i => $"{i:0000}").ToArray();
        var list = RtmpCapabilities.Read(AmfValue.Object(("fourCcList", AmfValue.StrictArray([.. many.Select(static text => (AmfValue)text)]))));
        var map = RtmpCapabilities.Read(AmfValue.Object(("videoFourCcInfoMap", AmfValue.Object([.. many.Select(static text => (text, (AmfValue)1))]))));

        Assert.Equal(RtmpCapabilities.MaxCodecs, list.Video.Count);
        Assert.Equal(RtmpCapabilities.MaxCodecs, map.Video.Count);
    }

    [Fact]
    public void ToProperties_Server_ReadsBackTheSame()
    {
        var server = RtmpCapabilities.Read(AmfValue.Object(RtmpCapabilities.Full.ToProperties()));

        Assert.Equal((RtmpExtensions)15, server.Extensions);
        Assert.True(server.TakesVideo(FlvFourCc.Hevc));
        Assert.True(server.TakesVideo(0x12345678));
        Assert.True(server.TakesAudio(FlvFourCc.Eac3));
    }

    [Theory]
    [Trait("Category", "Fuzz")]
    [InlineData(21)]
    [InlineData(22)]
    public void Connect_Mutated_GivesCapabilitiesOrTheDocumentedException(int seed)
    {
        var valid = MakeConnect();
        var read = 0;
        foreach (var body in Mutations.Of(valid, 20_000, seed).Concat(Mutations.Truncations(valid)))
        {
            try
            {
                var peer = RtmpConnectInfo.Read(RtmpCommand.Read(RtmpMessageType.CommandAmf0, body)).Capabilities;
                Assert.InRange(peer.Video.Count, 0, RtmpCapabilities.MaxCodecs);
                Assert.InRange(peer.Audio.Count, 0, RtmpCapabilities.MaxCodecs);
                read++;
            }
            catch (RtmpProtocolException)
            {
                // Malformed AMF.
            }
        }

        Assert.InRange(read, 2_000, 20_000);
    }

    private static byte[] MakeConnect()
    {
        var body = new ArrayBufferWriter<byte>();
        RtmpCommand.Create("connect", 1, AmfValue.Object([("app", "live"), .. RtmpCapabilities.Full.ToProperties()])).Write(body);
        return body.WrittenSpan.ToArray();
    }
}
