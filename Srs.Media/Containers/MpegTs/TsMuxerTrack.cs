using System.Buffers;
using System.Buffers.Binary;
using Srs.Media.Codecs.Aac;
using Srs.Media.Codecs.H264;
using Srs.Media.Codecs.H265;
using Srs.Media.Frames;

namespace Srs.Media.Containers.MpegTs;

/// <summary>One track of a <see cref="TsMuxer"/>: how it is announced, and what goes before its frames.</summary>
internal sealed class TsMuxerTrack
{
    private const int FirstPid = 0x100;
    private const int MaxPesPayload = ushort.MaxValue - PesFlagsLength - (2 * TimestampLength);
    private const int PesFixedLength = 9;
    private const int PesFlagsLength = 3;
    private const int TimestampLength = 5;
    private const int MaxPesHeaderLength = PesFixedLength + (2 * TimestampLength);
    private const int MaxOpusHeaderLength = 2 + (MaxPesPayload / 255) + 1;
    private const byte PrivateStream1 = 0xBD;
    private const byte RegistrationTag = 0x05;

    private readonly byte _streamId;
    private readonly bool _isH265;
    private readonly bool _isOpus;
    private readonly bool _isAac;
    private readonly AdtsHeader _adts;

    /// <summary>Access unit delimiter in Annex B, of any picture type; empty for what has none.</summary>
    private readonly byte[] _delimiter = [];

    /// <summary>The delimiter, then the parameter sets of the configuration.</summary>
    private readonly byte[] _delimiterAndSets = [];

    private TsMuxerTrack(TrackInfo info, TsStreamType type, byte streamId, byte[] descriptors)
    {
        Info = info;
        Pid = GetPid(info);
        StreamType = type;
        _streamId = streamId;
        Descriptors = descriptors;
        _isOpus = info.Codec == MediaCodec.Opus;
    }

    private TsMuxerTrack(TrackInfo info, in AdtsHeader adts)
        : this(info, TsStreamType.Adts, AudioId(info), [])
    {
        _isAac = true;
        _adts = adts;
    }

    private TsMuxerTrack(TrackInfo info, TsStreamType type, byte[] descriptors, byte[] delimiter, IEnumerable<ReadOnlyMemory<byte>> sets)
        : this(info, type, VideoId(info), descriptors)
    {
        _isH265 = type == TsStreamType.H265;
        _delimiter = delimiter;
        _delimiterAndSets = [.. delimiter, .. sets.SelectMany(static set => (byte[])[.. StartCode, .. set.Span])];
    }

    /// <summary>The track.</summary>
    public TrackInfo Info { get; }

    /// <summary>Its PID.</summary>
    public int Pid { get; }

    /// <summary>Continuity counter of the next packet.</summary>
    public int Counter { get; private set; }

    /// <summary>What the program map calls it.</summary>
    public TsStreamType StreamType { get; }

    /// <summary>What the program map adds.</summary>
    public byte[] Descriptors { get; }

    // metadata_descriptor (ISO/IEC 13818-1 §2.6.60): application and metadata format are named, service 0, no configuration.
    private static readonly byte[] Id3Descriptor = [0x26, 13, 0xFF, 0xFF, .. "ID3 "u8, 0xFF, .. "ID3 "u8, 0, 0x0F];

    private static ReadOnlySpan<byte> StartCode => [0, 0, 0, 1];

    /// <summary>The PID of a track: 0x100 for the first video and 0x101 for the first audio, as SRS; the next tracks follow in steps of 4.</summary>
    public static int GetPid(TrackInfo info) => FirstPid + (info.Id * 4) + info.Kind switch { MediaKind.Video => 0, MediaKind.Audio => 1, _ => 2 };

    /// <summary>Makes the track, or null when MPEG-TS has no place for it here.</summary>
    /// <param name="info">The track.</param>
    /// <param name="counter">Continuity counter of its first packet.</param>
    public static TsMuxerTrack? Create(TrackInfo info, int counter = 0)
    {
        var track = info.Codec switch
        {
            MediaCodec.H264 when AvcDecoderConfigurationRecord.TryRead(info.Config, out var avc) => new TsMuxerTrack(
                info, TsStreamType.H264, [], [.. StartCode, 0x09, 0xF0], [.. avc.SequenceParameterSets, .. avc.PictureParameterSets]),
            MediaCodec.H265 when HevcDecoderConfigurationRecord.TryRead(info.Config, out var hevc) => new TsMuxerTrack(
                info,
                TsStreamType.H265,
                Registration("HEVC"u8),
                [.. StartCode, 0x46, 0x01, 0x50],
                hevc.Arrays.Where(static a => a.NalUnitType is HevcNalUnit.Vps or HevcNalUnit.Sps or HevcNalUnit.Pps).SelectMany(static a => a.Units)),
            MediaCodec.Aac when AudioSpecificConfig.TryRead(info.Config.Span, out var config) && AdtsHeader.TryCreate(config, out var adts) =>
                new TsMuxerTrack(info, adts),
            MediaCodec.Mp3 or MediaCodec.Mp3At8k => new TsMuxerTrack(
                info, info.Audio is { SampleRate: > 0 and < 32000 } ? TsStreamType.Mpeg2Audio : TsStreamType.Mpeg1Audio, AudioId(info), []),
            MediaCodec.Ac3 => new TsMuxerTrack(info, TsStreamType.Ac3, PrivateStream1, Registration("AC-3"u8)),
            MediaCodec.Eac3 => new TsMuxerTrack(info, TsStreamType.Eac3, PrivateStream1, Registration("EAC3"u8)),
            MediaCodec.Opus when TsOpus.GetChannelCode(info) is > 0 and var channels => new TsMuxerTrack(
                info, TsStreamType.PrivateData, PrivateStream1, [.. Registration("Opus"u8), TsOpus.ExtensionTag, 2, TsOpus.ChannelsTag, channels]),
            MediaCodec.Klv => new TsMuxerTrack(info, TsStreamType.PrivateData, PrivateStream1, Registration("KLVA"u8)),
            MediaCodec.Id3 => new TsMuxerTrack(info, TsStreamType.Metadata, PrivateStream1, Id3Descriptor),
            _ => null,
        };
        if (track is not null)
        {
            track.Counter = counter;
        }

        return track;
    }

    /// <summary>Whether there is something to write in a frame, and not more than a PES packet can hold.</summary>
    /// <param name="frame">Borrowed for the call.</param>
    /// <param name="units">What of a picture is written.</param>
    public bool CanWrite(MediaFrame frame, out TsVideoUnits units)
    {
        units = Info.Kind == MediaKind.Video ? TsVideoUnits.Scan(frame.Payload.Span, _isH265) : default;
        return Info.Kind == MediaKind.Video
            ? units.Length > 0
            : frame.Length > 0 && frame.Length <= (_isAac ? AdtsHeader.MaxPayloadLength : MaxPesPayload - MaxOpusHeaderLength);
    }

    /// <summary>Writes one frame as one PES packet.</summary>
    /// <param name="frame">Borrowed for the call; <see cref="CanWrite"/> is true for it.</param>
    /// <param name="units">What that gave.</param>
    /// <param name="pts">Presentation time at 90 kHz.</param>
    /// <param name="dts">Decoding time at 90 kHz.</param>
    /// <param name="pcr">Clock reference at 90 kHz to write along; negative for none.</param>
    /// <param name="flags">Further flags of the adaptation field.</param>
    /// <param name="output">Grows by whole packets.</param>
    public void Write(MediaFrame frame, TsVideoUnits units, long pts, long dts, long pcr, int flags, IBufferWriter<byte> output)
    {
        var payload = frame.Payload.Span;
        if (Info.Kind == MediaKind.Video)
        {
            WriteVideo(payload, units, frame.IsKeyFrame, pts, dts, pcr, flags, output);
            return;
        }

        Span<byte> unitHeader = stackalloc byte[MaxOpusHeaderLength];
        unitHeader = unitHeader[..(_isAac ? AdtsHeader.Length : _isOpus ? TsOpus.GetHeaderLength(payload.Length) : 0)];
        if (_isAac)
        {
            _adts.Write(payload.Length, unitHeader);
        }
        else if (_isOpus)
        {
            TsOpus.WriteHeader(payload.Length, unitHeader);
        }

        Span<byte> pes = stackalloc byte[MaxPesHeaderLength];
        pes = pes[..WritePesHeader(unitHeader.Length + payload.Length, pts, pts, pes)];
        var packets = new TsPacketWriter(output, Pid, Counter, pes.Length + unitHeader.Length + payload.Length, flags, pcr);
        packets.Append(pes);
        packets.Append(unitHeader);
        packets.Append(payload);
        packets.Complete();
        Counter = packets.Counter & 0x0F;
    }

    /// <summary>Writes a packet with nothing but a clock reference.</summary>
    public void WritePcr(long pcr, int flags, IBufferWriter<byte> output) => TsPacketWriter.WritePcr(output, Pid, Counter - 1, pcr, flags);

    private static byte AudioId(TrackInfo info) => (byte)(0xC0 | (info.Id & 0x1F));

    private static byte VideoId(TrackInfo info) => (byte)(0xE0 | (info.Id & 0x0F));

    private static byte[] Registration(ReadOnlySpan<byte> format) => [RegistrationTag, (byte)format.Length, .. format];

    private static void WriteTimestamp(int prefix, long clock, Span<byte> destination)
    {
        // | prefix 4 | 32..30 | 1 | 29..15 | 1 | 14..0 | 1 |
        destination[0] = (byte)((prefix << 4) | ((int)(clock >> 29) & 0x0E) | 1);
        BinaryPrimitives.WriteUInt16BigEndian(destination[1..], (ushort)((clock >> 14) | 1));
        BinaryPrimitives.WriteUInt16BigEndian(destination[3..], (ushort)((clock << 1) | 1));
    }

    private void WriteVideo(
        ReadOnlySpan<byte> payload, TsVideoUnits units, bool isKeyFrame, long pts, long dts, long pcr, int flags, IBufferWriter<byte> output)
    {
        var front = isKeyFrame && !units.HasParameterSets ? _delimiterAndSets : _delimiter;
        Span<byte> pes = stackalloc byte[MaxPesHeaderLength];
        pes = pes[..WritePesHeader(front.Length + units.Length, pts, dts, pes)];
        flags |= isKeyFrame ? TsPacket.RandomAccess : 0;
        var packets = new TsPacketWriter(output, Pid, Counter, pes.Length + front.Length + units.Length, flags, pcr);
        packets.Append(pes);
        packets.Append(front);

        // A length and a start code have four bytes both.
        var rest = payload.Slice(units.Start, units.Length);
        while (!rest.IsEmpty)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(rest);
            packets.Append(StartCode);
            packets.Append(rest.Slice(StartCode.Length, length));
            rest = rest[(StartCode.Length + length)..];
        }

        packets.Complete();
        Counter = packets.Counter & 0x0F;
    }

    /// <summary>Writes a PES header (ISO/IEC 13818-1 §2.4.3.6) and gives its length.</summary>
    private int WritePesHeader(int payloadLength, long pts, long dts, Span<byte> destination)
    {
        var hasDts = dts != pts;
        var headerData = hasDts ? 2 * TimestampLength : TimestampLength;
        var length = PesFlagsLength + headerData + payloadLength;
        BinaryPrimitives.WriteInt32BigEndian(destination, 0x100 | _streamId);

        // Only video may be longer than the field can tell; 0 stands for that.
        BinaryPrimitives.WriteUInt16BigEndian(destination[4..], (ushort)(length > ushort.MaxValue ? 0 : length));
        destination[6] = 0x84; // '10', data_alignment_indicator
        destination[7] = (byte)(hasDts ? 0xC0 : 0x80);
        destination[8] = (byte)headerData;
        WriteTimestamp(hasDts ? 3 : 2, pts, destination[PesFixedLength..]);
        if (hasDts)
        {
            WriteTimestamp(1, dts, destination[(PesFixedLength + TimestampLength)..]);
        }

        return PesFixedLength + headerData;
    }
}
