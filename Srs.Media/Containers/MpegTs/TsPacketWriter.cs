using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;

namespace Srs.Media.Containers.MpegTs;

/// <summary>Lays one PES packet out in transport packets, straight into the memory of an output.</summary>
/// <remarks>The length is known from the start, so that only the last packet is stuffed (ISO/IEC 13818-1 §2.4.3.5).</remarks>
internal ref struct TsPacketWriter
{
    private const int PcrLength = 6;

    private readonly IBufferWriter<byte> _output;
    private readonly int _pid;
    private Span<byte> _span;
    private int _packet;
    private int _position = TsPacket.Length;
    private int _left;

    /// <summary>Begins a PES packet.</summary>
    /// <param name="output">Grows by whole packets; nobody else writes to it until <see cref="Complete"/>.</param>
    /// <param name="pid">PID of the packets.</param>
    /// <param name="counter">Continuity counter of the first packet; only the low four bits count.</param>
    /// <param name="length">Bytes of the PES packet with its header; as many are appended.</param>
    /// <param name="flags">Flags of the first adaptation field, without that of the PCR; 0 for none.</param>
    /// <param name="pcr">Base of the clock reference, 33 bits; negative for none.</param>
    public TsPacketWriter(IBufferWriter<byte> output, int pid, int counter, int length, int flags, long pcr)
    {
        _output = output;
        _pid = pid;
        Counter = counter;
        _left = length;
        _span = output.GetSpan(TsPacket.Length);
        StartPacket(TsPacket.UnitStart, flags, pcr);
    }

    /// <summary>Continuity counter of the next packet, from 0 and on without wrapping.</summary>
    public int Counter { get; private set; }

    /// <summary>Writes a packet with nothing but a clock reference.</summary>
    /// <param name="output">Grows by one packet.</param>
    /// <param name="pid">PID of the packet.</param>
    /// <param name="counter">Continuity counter of the packet before it, which does not go on (§2.4.3.3).</param>
    /// <param name="pcr">Base of the clock reference, 33 bits.</param>
    /// <param name="flags">Further flags of the adaptation field.</param>
    public static void WritePcr(IBufferWriter<byte> output, int pid, int counter, long pcr, int flags)
    {
        var packet = output.GetSpan(TsPacket.Length)[..TsPacket.Length];
        WriteHeader(packet, pid, TsPacket.HasAdaptation, counter);
        WriteAdaptation(packet, TsPacket.BodyLength, flags, pcr);
        output.Advance(TsPacket.Length);
    }

    /// <summary>Writes the four bytes at the front of a packet.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="pid">Its PID, with <see cref="TsPacket.UnitStart"/> in the byte above where a unit starts.</param>
    /// <param name="content">What follows: adaptation field, payload or both.</param>
    /// <param name="counter">Continuity counter; only the low four bits count.</param>
    public static void WriteHeader(Span<byte> packet, int pid, int content, int counter) =>
        BinaryPrimitives.WriteInt32BigEndian(packet, (TsPacket.Sync << 24) | (pid << 8) | content | (counter & 0x0F));

    /// <summary>Appends bytes of the PES packet.</summary>
    public void Append(scoped ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_position == TsPacket.Length)
            {
                NextPacket();
            }

            // The middle of a picture: whole packets of payload, without adaptation fields.
            while (bytes.Length > TsPacket.BodyLength && _position == TsPacket.HeaderLength)
            {
                bytes[..TsPacket.BodyLength].CopyTo(_span[(_packet + TsPacket.HeaderLength)..]);
                bytes = bytes[TsPacket.BodyLength..];
                NextPacket();
            }

            var count = Math.Min(bytes.Length, TsPacket.Length - _position);
            bytes[..count].CopyTo(_span[(_packet + _position)..]);
            _position += count;
            bytes = bytes[count..];
        }
    }

    /// <summary>Hands the packets over. Everything that was announced has been appended.</summary>
    public readonly void Complete()
    {
        Debug.Assert(_left == 0 && _position == TsPacket.Length, "What was announced and what was appended differ.");
        _output.Advance(_packet + TsPacket.Length);
    }

    private static void WriteAdaptation(Span<byte> packet, int length, int flags, long pcr)
    {
        var field = packet.Slice(TsPacket.HeaderLength, length);
        field[0] = (byte)(length - 1);
        if (length == 1)
        {
            return;
        }

        field[1] = (byte)(flags | (pcr >= 0 ? TsPacket.HasPcr : 0));
        var used = 2;
        if (pcr >= 0)
        {
            // | base 33 | 6 ones | extension 9, always 0 |
            BinaryPrimitives.WriteUInt32BigEndian(field[2..], (uint)(pcr >> 1));
            field[6] = (byte)((pcr << 7) | 0x7E);
            field[7] = 0;
            used += PcrLength;
        }

        field[used..].Fill(0xFF);
    }

    private void NextPacket()
    {
        _packet += TsPacket.Length;
        if (_span.Length - _packet < TsPacket.Length)
        {
            _output.Advance(_packet);
            _span = _output.GetSpan(TsPacket.Length);
            _packet = 0;
        }

        if (_left >= TsPacket.BodyLength)
        {
            WriteHeader(_span[_packet..], _pid, TsPacket.HasPayload, Counter++);
            _position = TsPacket.HeaderLength;
            _left -= TsPacket.BodyLength;
            return;
        }

        StartPacket(unitStart: 0, flags: 0, pcr: -1);
    }

    private void StartPacket(int unitStart, int flags, long pcr)
    {
        var packet = _span[_packet..];
        var adaptation = (flags != 0 || pcr >= 0 ? 2 : 0) + (pcr >= 0 ? PcrLength : 0);
        adaptation = Math.Max(adaptation, TsPacket.BodyLength - _left);
        WriteHeader(packet, _pid | (unitStart << 8), TsPacket.HasPayload | (adaptation > 0 ? TsPacket.HasAdaptation : 0), Counter++);
        if (adaptation > 0)
        {
            WriteAdaptation(packet, adaptation, flags, pcr);
        }

        _position = TsPacket.HeaderLength + adaptation;
        _left -= TsPacket.Length - _position;
    }
}
