using Srs.Media.Rtp;
using Srs.Media.Rtp.Stages;

namespace Srs.Benchmarks.Rtp;

/// <summary>Packets of video as a browser sends them.</summary>
internal static class SamplePackets
{
    public const int TransportSequenceId = 3;
    private const byte PayloadType = 96;
    private const int PayloadBytes = 1150;

    /// <summary>What was negotiated for them.</summary>
    public static RtpReceiveTrackOptions Options { get; } = new()
    {
        PayloadType = PayloadType,
        Rate = 90_000,
        Nack = true,
        IsVideo = true,
        Extensions = new RtpExtensionMap((TransportSequenceId, RtpExtensionKind.TransportSequence), (4, RtpExtensionKind.Mid)),
    };

    /// <summary>The packet with a sequence number.</summary>
    public static byte[] Write(int sequence)
    {
        var buffer = new byte[PayloadBytes + 40];
        var header = new RtpHeader { PayloadType = PayloadType, SequenceNumber = (ushort)sequence, Timestamp = (uint)sequence * 300, Ssrc = 1 };
        var writer = new RtpPacketWriter(buffer, header);
        writer.TryAddExtension(2, [1, 2, 3]);
        writer.TryAddExtension(TransportSequenceId, (ushort)sequence);
        writer.TryAddExtension(4, "0"u8);
        writer.EndHeader();
        writer.Advance(PayloadBytes);
        return buffer[..writer.Length];
    }
}
