using System.Buffers;
using System.Buffers.Binary;

namespace Srs.Media.Containers.MpegTs;

/// <summary>The program association and program map tables of a <see cref="TsMuxer"/>, ready as packets.</summary>
/// <remarks>ISO/IEC 13818-1 §2.4.4.4 (PAT), §2.4.4.9 (PMT). One program, number 1, whose map is on PID 0x1001, as SRS.</remarks>
internal sealed class TsTables
{
    /// <summary>Most bytes of a section from its length field on, checksum included.</summary>
    public const int MaxSectionLength = 1021;

    private const int PmtPid = 0x1001;
    private const int Program = 1;
    private const byte PatId = 0x00, PmtId = 0x02;
    private const int SectionHeaderLength = 8;
    private const int ChecksumLength = 4;
    private const int MaxVersion = 31;

    private byte[] _streams = [];
    private byte[] _packets = [];
    private int _version = -1;
    private int _patCounter = -1;
    private int _pmtCounter = -1;

    /// <summary>True once tables have been written.</summary>
    public bool WereWritten => _packets.Length > 0;

    /// <summary>Writes the tables.</summary>
    /// <param name="tracks">What the program has; the first one that fits no more and those after it are left out.</param>
    /// <param name="pcrPid">PID of the clock reference.</param>
    /// <param name="isChanged">Whether the tracks may differ from those of the call before; a real change makes a new version.</param>
    /// <param name="output">Grows by whole packets.</param>
    public void Write(IReadOnlyList<TsMuxerTrack> tracks, int pcrPid, bool isChanged, IBufferWriter<byte> output)
    {
        if (isChanged)
        {
            Update(tracks, pcrPid);
        }

        _patCounter++;
        TsPacketWriter.WriteHeader(_packets, TsPacket.PatPid | (TsPacket.UnitStart << 8), TsPacket.HasPayload, _patCounter);
        for (var at = TsPacket.Length; at < _packets.Length; at += TsPacket.Length)
        {
            var pid = PmtPid | (at == TsPacket.Length ? TsPacket.UnitStart << 8 : 0);
            TsPacketWriter.WriteHeader(_packets.AsSpan(at), pid, TsPacket.HasPayload, ++_pmtCounter);
        }

        output.Write(_packets);
    }

    /// <summary>Writes the same packets once more, counters included, for a reader who has not seen them: nothing is missing after them.</summary>
    public void Repeat(IBufferWriter<byte> output) => output.Write(_packets);

    private static byte[] MakeStreams(IReadOnlyList<TsMuxerTrack> tracks, int pcrPid)
    {
        var streams = new List<byte> { (byte)(0xE0 | (pcrPid >> 8)), (byte)pcrPid, 0xF0, 0 };
        foreach (var track in tracks)
        {
            if (SectionHeaderLength + streams.Count + 5 + track.Descriptors.Length + ChecksumLength > MaxSectionLength)
            {
                break;
            }

            streams.AddRange([(byte)track.StreamType, (byte)(0xE0 | (track.Pid >> 8)), (byte)track.Pid, 0xF0, (byte)track.Descriptors.Length]);
            streams.AddRange(track.Descriptors);
        }

        return [.. streams];
    }

    /// <summary>Makes a section, with the pointer before it that says it begins at once.</summary>
    private static byte[] MakeSection(byte id, int number, int version, ReadOnlySpan<byte> body)
    {
        // | pointer 0 | id 8 | 1011 + length 12 | number 16 | 11 + version 5 + current 1 | section 0 | last section 0 | body | checksum 32 |
        byte[] section = [0, id, 0, 0, (byte)(number >> 8), (byte)number, (byte)(0xC1 | (version << 1)), 0, 0, .. body, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(section.AsSpan(2), (ushort)(0xB000 | (section.Length - 4)));
        BinaryPrimitives.WriteUInt32BigEndian(section.AsSpan(section.Length - ChecksumLength), TsCrc32.Compute(section.AsSpan(1, section.Length - 1 - ChecksumLength)));
        return section;
    }

    private static void Lay(ReadOnlySpan<byte> section, Span<byte> packets)
    {
        while (!section.IsEmpty)
        {
            var count = Math.Min(section.Length, TsPacket.BodyLength);
            section[..count].CopyTo(packets[TsPacket.HeaderLength..]);
            packets[(TsPacket.HeaderLength + count)..TsPacket.Length].Fill(0xFF);
            section = section[count..];
            packets = packets[TsPacket.Length..];
        }
    }

    private void Update(IReadOnlyList<TsMuxerTrack> tracks, int pcrPid)
    {
        var streams = MakeStreams(tracks, pcrPid);
        if (WereWritten && streams.AsSpan().SequenceEqual(_streams))
        {
            return;
        }

        _streams = streams;
        _version = _version == MaxVersion ? 0 : _version + 1;
        var pat = MakeSection(PatId, number: 1, version: 0, [0, Program, 0xE0 | (PmtPid >> 8), PmtPid & 0xFF]);
        var pmt = MakeSection(PmtId, Program, _version, streams);
        _packets = new byte[TsPacket.Length * (1 + ((pmt.Length + TsPacket.BodyLength - 1) / TsPacket.BodyLength))];
        Lay(pat, _packets);
        Lay(pmt, _packets.AsSpan(TsPacket.Length));
    }
}
