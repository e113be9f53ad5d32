using System.Runtime.CompilerServices;
using Srs.Media.Buffers;

namespace Srs.Media.Rtp;

/// <summary>A received RTP packet, parsed once, over pooled bytes, immutable, shared by all that it is forwarded to.</summary>
/// <remarks>References are counted as in <see cref="RefCounted"/>. Made by <see cref="Stages.RtpReceiveTrack"/> and <see cref="Stages.RtpLocalTrack"/>.</remarks>
public sealed class RtpPacket : RefCounted
{
    /// <summary>Header extensions that are kept for viewers.</summary>
    private const int MaxExtensions = 4;

    /// <summary>What the object takes besides its bytes.</summary>
    private const int ObjectBytes = 160;

    private readonly BufferPool _pool;
    private readonly byte[] _buffer;
    private readonly ExtensionTable _extensions;
    private readonly int _extensionCount;
    private readonly int _payloadOffset;

    /// <summary>Copies a packet.</summary>
    /// <param name="pool">Where the bytes come from.</param>
    /// <param name="packet">The packet; borrowed for the call.</param>
    /// <param name="header">Its header; what stands here counts, and not what the bytes say.</param>
    /// <param name="extensions">What its identifiers mean.</param>
    /// <param name="skippedPayload">Bytes at the payload's front that are not part of it, as in a retransmission.</param>
    internal RtpPacket(
        BufferPool pool, ReadOnlySpan<byte> packet, in RtpHeader header, RtpExtensionMap extensions, int skippedPayload = 0)
    {
        _pool = pool;
        Marker = header.Marker;
        PayloadType = header.PayloadType;
        Ssrc = header.Ssrc;
        Timestamp = header.Timestamp;
        PayloadLength = header.PayloadLength - skippedPayload;
        _extensionCount = Index(packet, header, extensions, ref _extensions);

        var start = header.HasExtension ? header.ExtensionOffset : header.PayloadOffset;
        var end = header.PayloadOffset + header.PayloadLength;
        _payloadOffset = header.PayloadOffset - start + skippedPayload;
        _buffer = pool.Rent(end - start);
        packet[start..end].CopyTo(_buffer);
    }

    /// <summary>As in the header.</summary>
    public bool Marker { get; }

    /// <summary>As the publisher has it, 0 to 127.</summary>
    public byte PayloadType { get; }

    /// <summary>The publisher's source.</summary>
    public uint Ssrc { get; }

    /// <summary>In ticks of the source's clock, with wrap-around.</summary>
    public uint Timestamp { get; }

    /// <summary>
    /// Number on the track's endless count: one more for each packet, also for lost ones; the low 16 bits are the publisher's
    /// sequence number. It never repeats on a track, even when the publisher starts over.
    /// </summary>
    public required long Sequence { get; init; }

    /// <summary>When it came, on the clock of <see cref="RtpClock"/>.</summary>
    public required TimeSpan Arrival { get; init; }

    /// <summary>The run of packets that it belongs to: within one, sequence numbers and timestamps continue.</summary>
    public required RtpSource Source { get; init; }

    /// <summary>Whether it came as a retransmission on a stream of its own (RFC 4588).</summary>
    public bool IsRetransmission { get; init; }

    /// <summary>Bytes of payload; 0 in packets that only test the path.</summary>
    public int PayloadLength { get; }

    /// <summary>The payload without padding.</summary>
    /// <exception cref="ObjectDisposedException">The last reference is gone.</exception>
    public ReadOnlyMemory<byte> Payload
    {
        get
        {
            ThrowIfReturned();
            return _buffer.AsMemory(_payloadOffset, PayloadLength);
        }
    }

    /// <summary>Bytes of memory that the packet holds, roughly; never 0.</summary>
    internal int Footprint => _buffer.Length + ObjectBytes;

    /// <summary>The header extensions that are forwarded.</summary>
    internal ReadOnlySpan<RtpPacketExtension> Extensions => ((ReadOnlySpan<RtpPacketExtension>)_extensions)[.._extensionCount];

    /// <summary>The data of a header extension.</summary>
    /// <param name="kind">One of those that go to viewers as they are.</param>
    /// <param name="data">Borrows the packet.</param>
    /// <returns>False when the packet has none.</returns>
    public bool TryFindExtension(RtpExtensionKind kind, out ReadOnlySpan<byte> data)
    {
        foreach (var extension in Extensions)
        {
            if (extension.Kind == kind)
            {
                data = Read(extension);
                return true;
            }
        }

        data = default;
        return false;
    }

    /// <summary>The data of one of <see cref="Extensions"/>.</summary>
    internal ReadOnlySpan<byte> Read(RtpPacketExtension extension)
    {
        ThrowIfReturned();
        return _buffer.AsSpan(extension.Offset, extension.Length);
    }

    /// <inheritdoc/>
    protected override void ReturnBytes() => _pool.Return(_buffer);

    /// <summary>Picks the extensions that are forwarded; offsets become relative to the header extension.</summary>
    private static int Index(ReadOnlySpan<byte> packet, in RtpHeader header, RtpExtensionMap map, ref ExtensionTable table)
    {
        var count = 0;
        var reader = new RtpExtensionReader(packet, header);
        while (count < MaxExtensions && reader.TryRead(out var element))
        {
            var kind = map.KindOf(element.Id);
            if (kind >= RtpExtensionKind.AudioLevel)
            {
                table[count++] = new RtpPacketExtension(kind, element.Length, (ushort)(element.Offset - header.ExtensionOffset));
            }
        }

        return count;
    }

    [InlineArray(MaxExtensions)]
    private struct ExtensionTable
    {
        private RtpPacketExtension _first;
    }
}
