using Srs.Media.Buffers;
using Srs.Media.Rtp;
using Srs.Media.Rtp.Stages;

namespace Srs.Tests.Rtp.Stages;

/// <summary>A publisher of video at 90 kHz: its packets as bytes, and what a track makes of them.</summary>
internal sealed class RtpTestPackets : IDisposable
{
    public const byte PayloadType = 96;
    public const byte RetransmissionPayloadType = 97;
    public const int Rate = 90_000;

    private readonly byte[] _buffer = new byte[1500];

    public RtpTestPackets(BufferPool? pool = null, bool isVideo = true, RtpHistory? history = null)
    {
        Track = new RtpReceiveTrack(
            new RtpReceiveTrackOptions
            {
                PayloadType = PayloadType,
                Rate = Rate,
                RetransmissionPayloadType = RetransmissionPayloadType,
                Nack = true,
                IsVideo = isVideo,
                Extensions = new RtpExtensionMap((1, RtpExtensionKind.Mid), (2, RtpExtensionKind.AudioLevel), (3, RtpExtensionKind.DependencyDescriptor)),
            },
            Publisher,
            pool,
            history);
    }

    public PublisherClock Publisher { get; } = new();

    public RtpReceiveTrack Track { get; }

    public uint Ssrc { get; set; } = 0x1111;

    /// <summary>The time that packets arrive.</summary>
    public TimeSpan Now { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>Gives a packet to the track; its timestamp is 3000 for each sequence number unless told otherwise.</summary>
    public RtpPacket? Receive(int sequence, uint? timestamp = null, byte[]? payload = null, (byte Id, byte[] Data)? extension = null)
    {
        var bytes = Write(sequence, timestamp, payload, extension);
        Assert.True(RtpPacketReader.TryRead(bytes, out var header));
        return Track.Receive(bytes, header, Now);
    }

    /// <summary>Gives a packet to the track and its reference back; tells whether it was taken.</summary>
    public bool Take(int sequence, uint? timestamp = null)
    {
        using var packet = Receive(sequence, timestamp);
        return packet is not null;
    }

    /// <summary>Gives a retransmission to the track.</summary>
    public RtpPacket? Retransmit(int original, byte[]? payload = null)
    {
        var header = new RtpHeader { PayloadType = RetransmissionPayloadType, SequenceNumber = 7, Timestamp = (uint)original * 3000, Ssrc = 0x2222 };
        var writer = new RtpPacketWriter(_buffer, header);
        writer.EndHeader();
        writer.AddPayload([(byte)(original >> 8), (byte)original]);
        writer.AddPayload(payload ?? PayloadOf(original));
        Assert.True(RtpPacketReader.TryRead(_buffer.AsSpan(0, writer.Length), out var read));
        return Track.Receive(_buffer.AsSpan(0, writer.Length), read, Now);
    }

    public static byte[] PayloadOf(int sequence) => [0xCA, 0xFE, (byte)(sequence >> 8), (byte)sequence];

    public void Dispose() => Track.Dispose();

    private ReadOnlySpan<byte> Write(int sequence, uint? timestamp, byte[]? payload, (byte Id, byte[] Data)? extension)
    {
        var header = new RtpHeader
        {
            PayloadType = PayloadType,
            SequenceNumber = (ushort)sequence,
            Timestamp = timestamp ?? (uint)sequence * 3000,
            Ssrc = Ssrc,
        };
        var writer = new RtpPacketWriter(_buffer, header, extension is { Data.Length: > 16 or 0 });
        if (extension is { } given)
        {
            Assert.True(writer.TryAddExtension(given.Id, given.Data));
        }

        writer.EndHeader();
        writer.AddPayload(payload ?? PayloadOf(sequence));
        return _buffer.AsSpan(0, writer.Length);
    }
}
