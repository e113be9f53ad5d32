using System.Buffers.Binary;
using System.Collections.Immutable;
using Srs.Media.Frames;

namespace Srs.Media.Containers.MpegTs;

/// <summary>What a program map says of one elementary stream.</summary>
/// <param name="Pid">Its PID.</param>
/// <param name="Type">stream_type; a number without a name for what is not known here.</param>
/// <param name="Kind">What it carries.</param>
/// <param name="Codec">How it is coded; null for what is not read.</param>
/// <param name="OpusChannels">channel_config_code of Opus.</param>
internal readonly record struct TsProgramStream(int Pid, TsStreamType Type, MediaKind Kind, MediaCodec? Codec, int OpusChannels)
{
    private const byte RegistrationTag = 0x05, MetadataTag = 0x26, Ac3Tag = 0x6A, Eac3Tag = 0x7A;
    private const int HeaderLength = 5;
    private const int BodyOffset = 12;
    private const int ChecksumLength = 4;
    private const uint Opus = 0x4F707573, Hevc = 0x48455643, Klva = 0x4B4C5641, Ac3 = 0x41432D33, Eac3 = 0x45414333, Id3 = 0x49443320;

    /// <summary>Reads the streams of a program map section (ISO/IEC 13818-1 §2.4.4.9).</summary>
    /// <param name="section">Whole, with a right checksum.</param>
    /// <param name="streams">At most <see cref="TsMuxer.MaxTracks"/>; further ones are left out.</param>
    /// <returns>False when a length in it is damaged.</returns>
    public static bool TryReadAll(ReadOnlySpan<byte> section, out ImmutableArray<TsProgramStream> streams)
    {
        streams = [];
        if (section.Length < BodyOffset + ChecksumLength)
        {
            return false;
        }

        var rest = section[..^ChecksumLength];
        var programInfo = BinaryPrimitives.ReadUInt16BigEndian(rest[10..]) & 0x0FFF;
        if (programInfo > rest.Length - BodyOffset)
        {
            return false;
        }

        rest = rest[(BodyOffset + programInfo)..];
        var found = ImmutableArray.CreateBuilder<TsProgramStream>();
        while (rest.Length >= HeaderLength)
        {
            var info = BinaryPrimitives.ReadUInt16BigEndian(rest[3..]) & 0x0FFF;
            if (info > rest.Length - HeaderLength)
            {
                return false;
            }

            if (found.Count < TsMuxer.MaxTracks)
            {
                var pid = BinaryPrimitives.ReadUInt16BigEndian(rest[1..]) & 0x1FFF;
                found.Add(Read((TsStreamType)rest[0], pid, rest.Slice(HeaderLength, info)));
            }

            rest = rest[(HeaderLength + info)..];
        }

        streams = found.ToImmutable();
        return true;
    }

    private static TsProgramStream Read(TsStreamType type, int pid, ReadOnlySpan<byte> descriptors)
    {
        uint format = 0;
        var opusChannels = 0;
        var dvb = default(MediaCodec?);
        while (descriptors.Length >= 2 && descriptors[1] <= descriptors.Length - 2)
        {
            var body = descriptors.Slice(2, descriptors[1]);
            switch (descriptors[0])
            {
                case RegistrationTag when format == 0:
                    BinaryPrimitives.TryReadUInt32BigEndian(body, out format);
                    break;
                case MetadataTag when body.Length >= 6 && BinaryPrimitives.ReadUInt16BigEndian(body) == ushort.MaxValue:
                    format = BinaryPrimitives.ReadUInt32BigEndian(body[2..]);
                    break;
                case TsOpus.ExtensionTag when body.Length >= 2 && body[0] == TsOpus.ChannelsTag:
                    opusChannels = body[1];
                    break;
                case Ac3Tag:
                    dvb = MediaCodec.Ac3;
                    break;
                case Eac3Tag:
                    dvb = MediaCodec.Eac3;
                    break;
            }

            descriptors = descriptors[(2 + body.Length)..];
        }

        MediaCodec? codec = (type, format) switch
        {
            (TsStreamType.H264, _) => MediaCodec.H264,
            (TsStreamType.H265, _) or (TsStreamType.PrivateData, Hevc) => MediaCodec.H265,
            (TsStreamType.Adts, _) => MediaCodec.Aac,
            (TsStreamType.Mpeg1Audio or TsStreamType.Mpeg2Audio, _) => MediaCodec.Mp3,
            (TsStreamType.Ac3, _) or (TsStreamType.PrivateData, Ac3) => MediaCodec.Ac3,
            (TsStreamType.Eac3, _) or (TsStreamType.PrivateData, Eac3) => MediaCodec.Eac3,
            (TsStreamType.PrivateData, Opus) => MediaCodec.Opus,
            (TsStreamType.PrivateData or TsStreamType.Metadata, Klva) => MediaCodec.Klv,
            (TsStreamType.Metadata, Id3) => MediaCodec.Id3,
            (TsStreamType.PrivateData, _) => dvb,
            _ => null,
        };
        var kind = codec switch
        {
            MediaCodec.H264 or MediaCodec.H265 => MediaKind.Video,
            null or MediaCodec.Klv or MediaCodec.Id3 => MediaKind.Data,
            _ => MediaKind.Audio,
        };
        return new TsProgramStream(pid, type, kind, codec, opusChannels);
    }
}
