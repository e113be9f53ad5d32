using System.Buffers.Binary;
using Srs.Media.Codecs;
using Srs.Media.Codecs.Aac;
using Srs.Media.Codecs.Ac3;
using Srs.Media.Codecs.Flac;
using Srs.Media.Codecs.H264;
using Srs.Media.Codecs.H265;
using Srs.Media.Codecs.Opus;
using Srs.Media.Frames;

namespace Srs.Media.Containers.Mp4;

/// <summary>Writes sample entries: how the frames of a track are coded.</summary>
/// <remarks>ISO/IEC 14496-12 §12.1.3 (visual) and §12.2.3 (audio).</remarks>
internal static class Mp4SampleEntry
{
    private const uint Dpi72 = 0x480000;
    private const byte NoParameterSetsInFrames = 0x80;
    private const int OpusPreSkip = 312; // libopus, when the encoder does not tell
    private const int MpegAudio1 = 0x6B;
    private const int MpegAudio2 = 0x69;
    private const int Mpeg4Audio = 0x40;
    private const int FlacStreamInfoBlock = 38;
    private const byte LastBlock = 0x80;

    private static ReadOnlySpan<byte> FlacSignature => "fLaC"u8;

    /// <summary>True for the codecs that have an entry here.</summary>
    public static bool CanWrite(MediaCodec codec) => codec
        is MediaCodec.H264 or MediaCodec.H265 or MediaCodec.Av1 or MediaCodec.Vp8 or MediaCodec.Vp9
        or MediaCodec.Aac or MediaCodec.Mp3 or MediaCodec.Mp3At8k or MediaCodec.Opus or MediaCodec.Flac
        or MediaCodec.Ac3 or MediaCodec.Eac3;

    /// <summary>objectTypeIndication of MP3: half and quarter rates are MPEG-2.</summary>
    public static int GetMp3ObjectType(int sampleRate) => sampleRate < 32000 ? MpegAudio2 : MpegAudio1;

    /// <summary>Writes the entry of a track.</summary>
    /// <param name="writer">Grows by one box.</param>
    /// <param name="track">As <see cref="Mp4TrackCompletion"/> completed it.</param>
    /// <param name="frame">A frame of the track, which AC-3 and E-AC-3 are configured by.</param>
    /// <returns>False when the configuration is missing or damaged.</returns>
    public static bool TryWrite(Mp4BoxWriter writer, TrackInfo track, ReadOnlySpan<byte> frame)
    {
        var config = track.Config.Span;
        switch (track.Codec)
        {
            case MediaCodec.H264 when AvcDecoderConfigurationRecord.TryRead(track.Config, out _):
                WriteVideo(writer, track, "avc1"u8, "avcC"u8, config);
                return true;
            case MediaCodec.H265 when HevcDecoderConfigurationRecord.TryRead(track.Config, out _):
                var complete = config.ToArray();
                MarkComplete(complete);
                WriteVideo(writer, track, "hvc1"u8, "hvcC"u8, complete);
                return true;
            case MediaCodec.Av1:
                WriteVideo(writer, track, "av01"u8, "av1C"u8, config);
                return true;
            case MediaCodec.Vp8:
                WriteVideo(writer, track, "vp08"u8, "vpcC"u8, config, isFullBox: true);
                return true;
            case MediaCodec.Vp9:
                WriteVideo(writer, track, "vp09"u8, "vpcC"u8, config, isFullBox: true);
                return true;
            case MediaCodec.Aac when AudioSpecificConfig.TryRead(config, out _):
                WriteMpegAudio(writer, track, Mpeg4Audio, config);
                return true;
            case MediaCodec.Mp3 or MediaCodec.Mp3At8k:
                WriteMpegAudio(writer, track, GetMp3ObjectType(track.Audio!.SampleRate), []);
                return true;
            case MediaCodec.Opus:
                return TryWriteOpus(writer, track);
            case MediaCodec.Flac when FlacStreamInfo.TryRead(config, out _):
                WriteFlac(writer, track, FlacStreamInfo.ToCanonical(config).AsSpan(FlacSignature.Length));
                return true;
            case MediaCodec.Ac3 or MediaCodec.Eac3 when Ac3SyncFrame.TryRead(frame, out var ac3):
                WriteAc3(writer, track, ac3, AudioFrameLength.GetBitrate(track, frame));
                return true;
            default:
                return false;
        }
    }

    private static void WriteVideo(
        Mp4BoxWriter writer,
        TrackInfo track,
        ReadOnlySpan<byte> type,
        ReadOnlySpan<byte> configType,
        ReadOnlySpan<byte> config,
        bool isFullBox = false)
    {
        using (writer.Open(type))
        {
            WriteDataReference(writer);
            writer.WriteZeros(16);
            writer.WriteUInt16(track.Video?.Width ?? 0);
            writer.WriteUInt16(track.Video?.Height ?? 0);
            writer.WriteUInt32(Dpi72);
            writer.WriteUInt32(Dpi72);
            writer.WriteUInt32(0);
            writer.WriteUInt16(1); // frames in a sample
            writer.WriteZeros(32); // compressorname
            writer.WriteUInt16(24); // depth
            writer.WriteUInt16(-1);
            using (writer.Open(configType))
            {
                writer.Write(isFullBox ? [1, 0, 0, 0] : []);
                writer.Write(config);
            }
        }
    }

    private static void WriteAudioFields(Mp4BoxWriter writer, TrackInfo track, int bits = 16)
    {
        var format = track.Audio!;
        WriteDataReference(writer);
        writer.WriteZeros(8);
        writer.WriteUInt16(Math.Max(format.Channels, 1));
        writer.WriteUInt16(bits);
        writer.WriteUInt32(0);

        // 16.16; of a rate above its range the greatest part that divides it, as "Encapsulation of FLAC in ISO BMFF" has it.
        var rate = format.SampleRate;
        while (rate > ushort.MaxValue)
        {
            rate = rate % 2 == 0 ? rate / 2 : 0;
        }

        writer.WriteUInt32((uint)rate << 16);
    }

    private static void WriteDataReference(Mp4BoxWriter writer)
    {
        writer.WriteZeros(6);
        writer.WriteUInt16(1);
    }

    /// <summary>Marks the arrays of parameter sets as complete, which the name hvc1 demands (ISO/IEC 14496-15 §8.4.1.1).</summary>
    /// <param name="record">An HEVCDecoderConfigurationRecord that could be read.</param>
    private static void MarkComplete(Span<byte> record)
    {
        var at = 23;
        for (var arrays = record[22]; arrays > 0; arrays--)
        {
            var type = record[at] & 0x3F;
            record[at] |= type is HevcNalUnit.Vps or HevcNalUnit.Sps or HevcNalUnit.Pps ? NoParameterSetsInFrames : (byte)0;
            int units = BinaryPrimitives.ReadUInt16BigEndian(record[(at + 1)..]);
            at += 3;
            for (; units > 0; units--)
            {
                at += 2 + BinaryPrimitives.ReadUInt16BigEndian(record[at..]);
            }
        }
    }

    /// <summary>ISO/IEC 14496-14 §6.7.2 (mp4a, esds), ISO/IEC 14496-1 §7.2.6 (descriptors).</summary>
    private static void WriteMpegAudio(Mp4BoxWriter writer, TrackInfo track, int objectType, ReadOnlySpan<byte> config)
    {
        const int DescriptorHeader = 5; // tag, and a length in four bytes
        var configLength = config.IsEmpty ? 0 : DescriptorHeader + config.Length;
        using (writer.Open("mp4a"u8))
        {
            WriteAudioFields(writer, track);
            using (writer.OpenFull("esds"u8))
            {
                WriteDescriptor(writer, 3, 3 + DescriptorHeader + 13 + configLength + DescriptorHeader + 1);
                writer.WriteUInt16(0); // ES_ID: the track tells
                writer.WriteByte(0);
                WriteDescriptor(writer, 4, 13 + configLength);
                writer.WriteByte(objectType);
                writer.WriteByte((5 << 2) | 1); // audio stream
                writer.WriteZeros(3 + 4 + 4); // buffer size and bit rates, unknown
                if (!config.IsEmpty)
                {
                    WriteDescriptor(writer, 5, config.Length);
                    writer.Write(config);
                }

                WriteDescriptor(writer, 6, 1);
                writer.WriteByte(2); // for MP4
            }
        }
    }

    private static void WriteDescriptor(Mp4BoxWriter writer, int tag, int length)
    {
        writer.WriteByte(tag);
        for (var shift = 21; shift > 0; shift -= 7)
        {
            writer.WriteByte(0x80 | (length >> shift));
        }

        writer.WriteByte(length & 0x7F);
    }

    /// <summary>"Encapsulation of Opus in ISO Base Media File Format" §4.3: OpusHead, big endian and without its magic.</summary>
    private static bool TryWriteOpus(Mp4BoxWriter writer, TrackInfo track)
    {
        var config = track.Config.Span;
        var hasHead = OpusHead.TryRead(config, out var head);
        if (!hasHead && !config.IsEmpty)
        {
            return false;
        }

        using (writer.Open("Opus"u8))
        {
            WriteAudioFields(writer, track);
            using (writer.Open("dOps"u8))
            {
                writer.WriteByte(0);
                writer.WriteByte(hasHead ? head.Channels : Math.Max(track.Audio!.Channels, 1));
                writer.WriteUInt16(hasHead ? head.PreSkip : OpusPreSkip);
                writer.WriteUInt32(hasHead ? head.InputSampleRate : OpusHead.SampleRate);
                writer.WriteUInt16(head.OutputGain);
                writer.WriteByte(head.MappingFamily);
                writer.Write(head.GetMapping(config));
            }
        }

        return true;
    }

    /// <summary>"Encapsulation of FLAC in ISO Base Media File Format" §3.3: the metadata blocks.</summary>
    private static void WriteFlac(Mp4BoxWriter writer, TrackInfo track, Span<byte> blocks)
    {
        blocks[0] |= blocks.Length == FlacStreamInfoBlock ? LastBlock : (byte)0; // some encoders forget it

        using (writer.Open("fLaC"u8))
        {
            WriteAudioFields(writer, track, track.Audio!.BitsPerSample);
            using (writer.OpenFull("dfLa"u8))
            {
                writer.Write(blocks);
            }
        }
    }

    /// <summary>ETSI TS 102 366 annex F.4 (dac3) and F.6 (dec3).</summary>
    private static void WriteAc3(Mp4BoxWriter writer, TrackInfo track, in Ac3SyncFrame frame, int bitrate)
    {
        // The channel count of the entry is 2 whatever the stream has; readers take it from the box.
        var entry = track with { Audio = track.Audio! with { Channels = 2 } };
        var mode = (frame.CodingMode << 1) | (frame.HasLowFrequency ? 1 : 0);
        using (writer.Open(frame.IsEnhanced ? "ec-3"u8 : "ac-3"u8))
        {
            WriteAudioFields(writer, entry);
            if (frame.IsEnhanced)
            {
                using (writer.Open("dec3"u8))
                {
                    // One independent substream; dependent ones, which few encoders make, decoders find in the frames.
                    writer.WriteUInt16(Math.Min(bitrate / 1000, 0x1FFF) << 3);
                    writer.WriteUInt16((frame.RateCode << 14) | (frame.BitStreamId << 9) | mode);
                    writer.WriteByte(0);
                }

                return;
            }

            using (writer.Open("dac3"u8))
            {
                var fields = (frame.RateCode << 22) | (frame.BitStreamId << 17) | (frame.BitStreamMode << 14) | (mode << 10)
                    | (frame.BitrateCode << 5);
                writer.WriteByte(fields >> 16);
                writer.WriteUInt16(fields);
            }
        }
    }
}
