using System.Diagnostics.CodeAnalysis;
using Srs.Media.Codecs;
using Srs.Media.Codecs.Aac;
using Srs.Media.Frames;

namespace Srs.Media.Containers.Mp4;

/// <summary>A track as CMAF carries it: units of time, sample entry and codecs string. Immutable; a changed track needs another.</summary>
/// <remarks>
/// H.264, H.265, AV1, VP9, VP8; AAC, MP3, Opus, FLAC, AC-3, E-AC-3. ISO/IEC 14496-12 §8.5.2 (sample entries); the codecs' own
/// specifications are named where their boxes are written.
/// </remarks>
public sealed class CmafTrackFormat
{
    private const int MaxAacSamples = 65536; // whatever the configuration declares

    private readonly int _samplesPerFrame;

    private CmafTrackFormat(TrackInfo announced, TrackInfo track, uint trackId, int timescale, byte[] sampleEntry, string codecs)
    {
        (Announced, Track, TrackId, Timescale) = (announced, track, trackId, timescale);
        (SampleEntry, Codecs) = (sampleEntry, codecs);
        _samplesPerFrame = track.Codec == MediaCodec.Aac && AudioSpecificConfig.TryRead(track.Config.Span, out var aac)
            ? (int)Math.Clamp((long)aac.CoreSamplesPerFrame * aac.SampleRate / aac.CoreSampleRate, 1, MaxAacSamples)
            : 0;
    }

    /// <summary>The track, with the configuration and picture size that were missing and the first frame told.</summary>
    public TrackInfo Track { get; }

    /// <summary>track_ID, from 1.</summary>
    public uint TrackId { get; }

    /// <summary>Units per second: 90000 for video, the sample rate for audio.</summary>
    public int Timescale { get; }

    /// <summary>RFC 6381 string for playlists and manifests, such as "avc1.64001f".</summary>
    public string Codecs { get; }

    /// <summary>"video/mp4" or "audio/mp4".</summary>
    public string MimeType => IsVideo ? "video/mp4" : "audio/mp4";

    /// <summary>True for pictures, false for sound.</summary>
    public bool IsVideo => Track.Kind == MediaKind.Video;

    /// <summary>The box that goes into stsd.</summary>
    internal ReadOnlyMemory<byte> SampleEntry { get; }

    internal int Width => Track.Video?.Width ?? 0;

    internal int Height => Track.Video?.Height ?? 0;

    private TrackInfo Announced { get; }

    /// <summary>True for the codecs that CMAF carries here.</summary>
    public static bool CanCarry(MediaCodec codec) => Mp4SampleEntry.CanWrite(codec);

    /// <summary>Describes a track.</summary>
    /// <param name="track">The track as the stream announces it.</param>
    /// <param name="firstFrame">
    /// The payload of a frame of the track, for video a key frame; borrowed for the call. VP8, VP9, AC-3, E-AC-3 and MP3 tell in it what
    /// the announcement leaves out.
    /// </param>
    /// <param name="trackId">track_ID, from 1; another one for each track of a stream.</param>
    /// <param name="format">The format, or null.</param>
    /// <returns>False when the codec cannot be carried, and when neither announcement nor frame tell enough; a later frame may.</returns>
    public static bool TryCreate(
        TrackInfo track, ReadOnlySpan<byte> firstFrame, uint trackId, [NotNullWhen(true)] out CmafTrackFormat? format)
    {
        ArgumentNullException.ThrowIfNull(track);
        ArgumentOutOfRangeException.ThrowIfZero(trackId);
        format = null;
        if (!CanCarry(track.Codec) || Mp4TrackCompletion.Complete(track, firstFrame) is not { } complete)
        {
            return false;
        }

        var writer = new Mp4BoxWriter();
        if (!Mp4SampleEntry.TryWrite(writer, complete, firstFrame) || CodecsParameter.Get(complete) is not { } codecs)
        {
            return false;
        }

        var timescale = complete.Kind == MediaKind.Video ? MediaTimescale.Video : complete.Audio!.SampleRate;
        format = new CmafTrackFormat(track, complete, trackId, timescale, writer.Span.ToArray(), codecs);
        return true;
    }

    /// <summary>True when frames of <paramref name="track"/> can follow under the init segment of this format.</summary>
    /// <param name="track">What a frame tells of its track; costs nothing as long as it is the same object.</param>
    public bool Fits(TrackInfo track)
    {
        ArgumentNullException.ThrowIfNull(track);
        return ReferenceEquals(Announced, track) || Announced.HasSameSetup(track);
    }

    /// <summary>Samples per channel in a frame of sound, in units of <see cref="Timescale"/>; 0 when it does not tell.</summary>
    internal int GetSamples(ReadOnlySpan<byte> payload) =>
        _samplesPerFrame > 0 ? _samplesPerFrame : AudioFrameLength.GetSamples(Track.Codec, payload);
}
