using Srs.Media.Frames;
using Srs.Media.Rtp.Payloads;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Rtp.Payloads;

/// <summary>Packets that are cut off, changed, lost, doubled and in disorder: a frame or nothing, never an exception, never a lost buffer.</summary>
public sealed class RtpDepacketizerHostileTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Packets_CutOff_AreSurvived(int codec)
    {
        using var pool = new RtpPacketizerTests.PoolScope();
        var (name, packets) = Packets(codec, 300);
        using var depacketizer = RtpDepacketizer.Create(name, pool: pool.Pool)!;

        foreach (var packet in packets.Take(6))
        {
            foreach (var payload in Mutations.Truncations(packet.Payload))
            {
                PushAll(depacketizer, [packet with { Payload = payload }]);
            }
        }

        AssertRecovers(depacketizer, packets);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Packets_Changed_AreSurvived(int codec)
    {
        using var pool = new RtpPacketizerTests.PoolScope();
        var (name, packets) = Packets(codec, 97);
        using var depacketizer = RtpDepacketizer.Create(name, pool: pool.Pool)!;
        var random = new Random(codec);

        foreach (var (index, payload) in packets.Take(12).SelectMany(packet => Mutations.Of(packet.Payload, 400)).Index())
        {
            PushAll(depacketizer, [new RtpSamples.Packet(payload, (uint)index / 3, random.Next(4) == 0)]);
        }

        AssertRecovers(depacketizer, packets);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Packets_LostDoubledAndSwapped_GiveOnlyWholeFrames(int codec)
    {
        using var pool = new RtpPacketizerTests.PoolScope();
        var (name, packets) = Packets(codec, 200);
        using var whole = RtpDepacketizer.Create(name, pool: pool.Pool)!;
        var expected = RtpSamples.Describe(RtpSamples.Depacketize(whole, packets)).ToHashSet();
        for (var seed = 0; seed < 50; seed++)
        {
            using var depacketizer = RtpDepacketizer.Create(name, pool: pool.Pool)!;
            var random = new Random(seed);

            // Losses are told, as a buffer in front that puts packets in order does.
            var impaired = packets.SelectMany(packet => random.Next(8) == 0 ? [RtpSamples.Packet.Loss] : new[] { packet });
            var units = RtpSamples.Depacketize(depacketizer, impaired.ToList());

            Assert.Subset(expected, RtpSamples.Describe(units).ToHashSet());
            AssertRecovers(depacketizer, packets);
        }
    }

    private static void AssertRecovers(RtpDepacketizer depacketizer, List<RtpSamples.Packet> packets)
    {
        // A frame that was begun ends at another timestamp.
        var later = packets.Select(static packet => packet with { Timestamp = packet.Timestamp + 1_000_000 }).ToList();
        PushAll(depacketizer, [RtpSamples.Packet.Loss]);

        var units = RtpSamples.Depacketize(depacketizer, later);

        Assert.Equal(later.Select(static packet => packet.Timestamp).Distinct(), units.Select(static unit => unit.Timestamp));
        Assert.False(depacketizer.NeedsKeyFrame);
        units.ForEach(static unit => unit.Payload.Dispose());
    }

    private static void PushAll(RtpDepacketizer depacketizer, List<RtpSamples.Packet> packets) =>
        RtpSamples.Depacketize(depacketizer, packets).ForEach(static unit => unit.Payload.Dispose());

    private static (MediaCodec Codec, List<RtpSamples.Packet> Packets) Packets(int codec, int maxPayloadLength)
    {
        var frames = RtpPacketizerTests.Frames(codec);
        var packetizer = RtpPacketizer.Create(frames[0].Track.Codec, new RtpPacketizerOptions { MaxPayloadLength = maxPayloadLength })!;
        var packets = RtpSamples.Packetize(packetizer, frames);
        frames.ForEach(static frame => frame.Dispose());
        return (frames[0].Track.Codec, packets);
    }
}
