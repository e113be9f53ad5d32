using System.Buffers.Binary;
using Srs.Media.Protocols.Rtc.Srtp;

namespace Srs.Tests.Protocols.Rtc.Srtp;

/// <summary>Keys and packets of the tests of SRTP.</summary>
internal static class SrtpSamples
{
    /// <summary>SSRC of the packets.</summary>
    public const uint Ssrc = 0xCAFEBABE;

    /// <summary>Numbers of all profiles.</summary>
    public static TheoryData<int> Profiles => [.. SrtpProfile.All.Select(static profile => profile.Id)];

    /// <summary>A master key that is the same each time.</summary>
    public static SrtpMasterKey Key(int profile, byte seed = 1)
    {
        var chosen = SrtpProfile.Find(profile)!;
        var random = new Random(seed);
        var (key, salt) = (new byte[chosen.KeyBytes], new byte[chosen.SaltBytes]);
        random.NextBytes(key);
        random.NextBytes(salt);
        return new SrtpMasterKey(chosen, key, salt);
    }

    /// <summary>An RTP packet with a contributing source, a header extension, and a payload that its number tells.</summary>
    public static byte[] Rtp(ushort sequence, uint ssrc = Ssrc, int payloadBytes = 100)
    {
        byte[] packet = [0x91, 0x60, 0, 0, 0, 0, 0x12, 0x34, 0, 0, 0, 0, 1, 2, 3, 4, 0xBE, 0xDE, 0, 1, 0x10, 0xAA, 0, 0, .. new byte[payloadBytes]];
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), sequence);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(8), ssrc);
        packet.AsSpan(24).Fill((byte)sequence);
        return packet;
    }

    /// <summary>A receiver report without blocks, and a goodbye.</summary>
    public static byte[] Rtcp(uint ssrc = Ssrc)
    {
        byte[] packet = [0x80, 201, 0, 1, 0, 0, 0, 0, 0x81, 203, 0, 1, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), ssrc);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(12), ssrc);
        return packet;
    }

    /// <summary>Protects a copy.</summary>
    public static byte[] ProtectRtp(this SrtpSender sender, byte[] packet) => Protect(packet, sender.ProtectRtp);

    /// <summary>Protects a copy.</summary>
    public static byte[] ProtectRtcp(this SrtpSender sender, byte[] packet) => Protect(packet, sender.ProtectRtcp);

    /// <summary>Protects a copy once more.</summary>
    public static byte[] ProtectRtpAgain(this SrtpSender sender, byte[] packet) => Protect(packet, sender.ProtectRtpAgain);

    /// <summary>Unprotects a copy; null when it is dropped.</summary>
    public static byte[]? UnprotectRtp(this SrtpReceiver receiver, byte[] packet)
    {
        var copy = (byte[])packet.Clone();
        return receiver.TryUnprotectRtp(copy, out var length) ? copy[..length] : null;
    }

    /// <summary>Unprotects a copy; null when it is dropped.</summary>
    public static byte[]? UnprotectRtcp(this SrtpReceiver receiver, byte[] packet)
    {
        var copy = (byte[])packet.Clone();
        return receiver.TryUnprotectRtcp(copy, out var length) ? copy[..length] : null;
    }

    private static byte[] Protect(byte[] packet, Protection protect)
    {
        byte[] buffer = [.. packet, .. new byte[SrtpProfile.MaxOverheadBytes]];
        return buffer[..protect(buffer, packet.Length)];
    }

    private delegate int Protection(Span<byte> buffer, int length);
}
