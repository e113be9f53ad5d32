using System.Buffers.Binary;
using Srs.Media.Codecs.Aac;
using Srs.Media.Frames;

namespace Srs.Media.Transcoding;

/// <summary>What a transcode makes of what.</summary>
/// <param name="Source">Codec that comes in: AAC, MP3, Opus, G.711 or G.722; or H.264.</param>
/// <param name="SampleRate">Its samples per second; 0 when unknown, or pictures.</param>
/// <param name="Channels">Its channels; likewise.</param>
/// <param name="Config">Its configuration in the form that <see cref="MediaCodec"/> names; needed for AAC and H.264.</param>
/// <param name="Target">Codec that goes out: Opus in frames of 20 ms, or AAC LC, either at <see cref="OutputRate"/>; or H.264 without B-frames.</param>
/// <param name="Bitrate">Bits per second of sound that go out; pictures take what they need.</param>
internal sealed record TranscodeSettings(MediaCodec Source, int SampleRate, int Channels, ReadOnlyMemory<byte> Config, MediaCodec Target, int Bitrate)
{
    /// <summary>Samples per second of all that goes out.</summary>
    public const int OutputRate = 48_000;

    /// <summary>Longest configuration taken, in bytes.</summary>
    public const int MaxConfigBytes = 8192;

    /// <summary>Most channels that are believed; past two they are mixed down.</summary>
    public const int MaxChannels = 8;

    private const int HeaderLength = 11;

    /// <summary>Whether pictures are transcoded, not sound.</summary>
    public bool IsVideo => Target == MediaCodec.H264;

    /// <summary>Messages that may wait for the worker; past that frames are dropped. Room for a group of pictures that comes at once.</summary>
    public int MaxPending => IsVideo ? 150 : 512;

    /// <summary>Channels that go out: 1 or 2.</summary>
    public int OutputChannels => Channels == 1 ? 1 : 2;

    /// <summary>The configuration that FFmpeg's AAC encoder tells, known before a worker has begun; empty for Opus.</summary>
    /// <remarks>AudioSpecificConfig of AAC LC at 48 kHz that says that there is no SBR. ISO/IEC 14496-3 §1.6.2.1, §1.6.5.</remarks>
    public byte[] ExpectedConfig => Target == MediaCodec.Aac ? [0x11, (byte)(0x80 | (OutputChannels << 3)), 0x56, 0xE5, 0x00] : [];

    /// <summary>Whether a track's codec can come in and what is needed is known of it.</summary>
    public static bool CanTranscode(TrackInfo track)
    {
        return track.Config.Length <= MaxConfigBytes && track.Audio is null or { Channels: <= MaxChannels } && track.Codec switch
        {
            MediaCodec.Aac => track.Config.Length > 0,
            MediaCodec.Mp3 or MediaCodec.Mp3At8k or MediaCodec.G711ALaw or MediaCodec.G711MuLaw or MediaCodec.G722 => true,
            MediaCodec.Opus => track.Audio is { Channels: 1 or 2 },
            _ => false,
        };
    }

    /// <summary>Settings for a track.</summary>
    /// <param name="track">See <see cref="CanTranscode"/>.</param>
    /// <param name="target">Opus or AAC.</param>
    /// <param name="bitrate">Bits per second.</param>
    public static TranscodeSettings Of(TrackInfo track, MediaCodec target, int bitrate)
    {
        return new TranscodeSettings(track.Codec, track.Audio?.SampleRate ?? 0, track.Audio?.Channels ?? 0, track.Config, target, bitrate);
    }

    /// <summary>The track that comes out.</summary>
    /// <param name="source">The track that goes in: its number, language and label stay.</param>
    /// <param name="config">The configuration that the transcode has told.</param>
    public TrackInfo ToTrack(TrackInfo source, ReadOnlyMemory<byte> config)
    {
        var format = Target == MediaCodec.Aac && AudioSpecificConfig.TryRead(config.Span, out var aac)
            ? aac.ToAudioFormat()
            : new AudioFormat(OutputRate, OutputChannels, BitsPerSample: 16, Profile: "");
        return source with { Codec = Target, Config = config, Audio = format, FlvAudioHeader = 0 };
    }

    /// <summary>The body of <see cref="TranscodePipeKind.Open"/>.</summary>
    /// <remarks><code>| source 8 | target 8 | channels 8 | sample rate 32 | bit rate 32 | configuration |</code></remarks>
    public byte[] ToBytes()
    {
        var bytes = new byte[HeaderLength + Config.Length];
        (bytes[0], bytes[1], bytes[2]) = ((byte)Source, (byte)Target, (byte)Channels);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(3), SampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(7), Bitrate);
        Config.Span.CopyTo(bytes.AsSpan(HeaderLength));
        return bytes;
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <returns>False when it is cut off, or a value is out of range.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out TranscodeSettings? settings)
    {
        settings = null;
        if (bytes.Length is < HeaderLength or > HeaderLength + MaxConfigBytes || bytes[2] > MaxChannels)
        {
            return false;
        }

        var rate = BinaryPrimitives.ReadInt32LittleEndian(bytes[3..]);
        var bitrate = BinaryPrimitives.ReadInt32LittleEndian(bytes[7..]);
        if (rate is < 0 or > AudioTranscoder.MaxSampleRate || bitrate is < 0 or > AudioTranscoder.MaxBitrate)
        {
            return false;
        }

        settings = new TranscodeSettings((MediaCodec)bytes[0], rate, bytes[2], bytes[HeaderLength..].ToArray(), (MediaCodec)bytes[1], bitrate);
        return true;
    }
}
