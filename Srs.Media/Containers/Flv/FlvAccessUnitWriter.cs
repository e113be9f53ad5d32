using Srs.Media.Buffers;
using Srs.Media.Codecs.Aac;
using Srs.Media.Frames;

namespace Srs.Media.Containers.Flv;

/// <summary>Takes what an encoder gives, raw access units, and hands tags on to an RTMP client or an FLV file.</summary>
/// <remarks>
/// Sequence headers are made of the parameter sets and written before the first access unit and at each change. Codecs that FLV has an id
/// for are written with it on track 0; all else, and all other tracks, by FourCC (Enhanced RTMP v2). Access units of a track come in
/// decoding order. One call at a time. Damaged input throws <see cref="InvalidDataException"/> and writes nothing.
/// </remarks>
/// <param name="write">Takes a tag's type, decoding time and body: <c>client.WriteAsync</c> or <c>file.WriteAsync</c>.</param>
/// <param name="style">What the receiver asks for; <see cref="FlvTagStyle.LegacyHevc"/> for those that know H.265 by codec id 12 only.</param>
/// <param name="pool">Where bodies live meanwhile; null for the shared one.</param>
public sealed class FlvAccessUnitWriter(
    Func<FlvTagType, TimeSpan, ReadOnlyMemory<byte>, CancellationToken, ValueTask> write,
    FlvTagStyle style = FlvTagStyle.Default,
    BufferPool? pool = null)
{
    private readonly FlvTagStyle _style = style | FlvTagStyle.Multitrack;
    private readonly BufferPool _pool = pool ?? BufferPool.Shared;
    private readonly Dictionary<(MediaKind Kind, int Id), AccessUnitTrack> _tracks = [];
    private readonly Dictionary<(MediaKind Kind, int Id), TrackInfo> _announced = [];

    /// <summary>Writes an access unit of H.264.</summary>
    /// <param name="accessUnit">
    /// Annex B, in decoding order; borrowed for the call. Parameter sets in it go into the sequence header; it may hold nothing else.
    /// </param>
    /// <param name="dts">Decoding time.</param>
    /// <param name="pts">Presentation time; null when it is the decoding time, as without B-frames.</param>
    /// <param name="trackId">0 to 255.</param>
    /// <param name="cancellationToken">Passed on to the receiver.</param>
    public ValueTask WriteH264Async(
        ReadOnlyMemory<byte> accessUnit, TimeSpan dts, TimeSpan? pts = null, int trackId = 0, CancellationToken cancellationToken = default) =>
        WriteNalAsync(MediaCodec.H264, accessUnit, dts, pts ?? dts, trackId, cancellationToken);

    /// <summary>Writes an access unit of H.265; parameters as for <see cref="WriteH264Async"/>.</summary>
    public ValueTask WriteH265Async(
        ReadOnlyMemory<byte> accessUnit, TimeSpan dts, TimeSpan? pts = null, int trackId = 0, CancellationToken cancellationToken = default) =>
        WriteNalAsync(MediaCodec.H265, accessUnit, dts, pts ?? dts, trackId, cancellationToken);

    /// <summary>Writes a temporal unit of AV1.</summary>
    /// <param name="temporalUnit">Low-overhead format, with or without its delimiter, which is left out; borrowed for the call.</param>
    /// <param name="time">Presentation time.</param>
    /// <param name="trackId">0 to 255.</param>
    /// <param name="cancellationToken">Passed on to the receiver.</param>
    public async ValueTask WriteAv1Async(
        ReadOnlyMemory<byte> temporalUnit, TimeSpan time, int trackId = 0, CancellationToken cancellationToken = default)
    {
        var track = GetTrack(MediaKind.Video, trackId);
        using var payload = new PooledBytes(_pool);
        if (track.AppendTemporalUnit(temporalUnit.Span, payload, out var flags) is { } fault)
        {
            throw new InvalidDataException(fault);
        }

        await WriteAsync(track.Info!, payload, flags, time, time, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes AAC as encoders without a container give it.</summary>
    /// <param name="frames">One ADTS frame or more, header first; borrowed for the call.</param>
    /// <param name="time">Time of the first; each further one comes 1024 samples later.</param>
    /// <param name="trackId">0 to 255.</param>
    /// <param name="cancellationToken">Passed on to the receiver.</param>
    public async ValueTask WriteAdtsAsync(
        ReadOnlyMemory<byte> frames, TimeSpan time, int trackId = 0, CancellationToken cancellationToken = default)
    {
        for (var samples = 0L; !frames.IsEmpty; samples += AdtsFrame.Samples)
        {
            if (!AdtsFrame.TryRead(frames.Span, out var frame) || frame.Length > frames.Length)
            {
                throw new InvalidDataException("The ADTS frame is damaged or cut off.");
            }

            var at = time + TimeSpan.FromSeconds((double)samples / frame.SampleRate);
            var unit = frames[frame.HeaderLength..frame.Length];
            await WriteAacAsync(unit, frame.ToAudioSpecificConfig(), at, trackId, cancellationToken).ConfigureAwait(false);
            frames = frames[frame.Length..];
        }
    }

    /// <summary>Writes a raw access unit of AAC.</summary>
    /// <param name="accessUnit">Without ADTS header; borrowed for the call.</param>
    /// <param name="config">The AudioSpecificConfig; borrowed for the call.</param>
    /// <param name="time">Its time.</param>
    /// <param name="trackId">0 to 255.</param>
    /// <param name="cancellationToken">Passed on to the receiver.</param>
    public async ValueTask WriteAacAsync(
        ReadOnlyMemory<byte> accessUnit,
        ReadOnlyMemory<byte> config,
        TimeSpan time,
        int trackId = 0,
        CancellationToken cancellationToken = default)
    {
        var track = GetTrack(MediaKind.Audio, trackId);
        track.SetAac(config.Span);
        using var payload = PooledBytes.Copy(_pool, accessUnit.Span);
        await WriteAsync(track.Info!, payload, FrameFlags.None, time, time, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes a frame of any codec in the shape that <see cref="MediaCodec"/> tells, such as Opus.</summary>
    /// <param name="track">The track; a sequence header is written when it has a new configuration.</param>
    /// <param name="payload">The frame; borrowed for the call.</param>
    /// <param name="flags">What the frame is.</param>
    /// <param name="dts">Decoding time.</param>
    /// <param name="pts">Presentation time; null when it is the decoding time.</param>
    /// <param name="cancellationToken">Passed on to the receiver.</param>
    /// <exception cref="NotSupportedException">FLV cannot carry the codec on that track.</exception>
    public async ValueTask WriteFrameAsync(
        TrackInfo track,
        ReadOnlyMemory<byte> payload,
        FrameFlags flags,
        TimeSpan dts,
        TimeSpan? pts = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(track);
        using var bytes = PooledBytes.Copy(_pool, payload.Span);
        await WriteAsync(track, bytes, flags, dts, pts ?? dts, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask WriteNalAsync(
        MediaCodec codec, ReadOnlyMemory<byte> unit, TimeSpan dts, TimeSpan pts, int trackId, CancellationToken cancellationToken)
    {
        var track = GetTrack(MediaKind.Video, trackId);
        using var payload = new PooledBytes(_pool);
        if (track.AppendNalUnits(codec, unit.Span, payload, out var flags, out _) is { } fault)
        {
            throw new InvalidDataException(fault);
        }

        if (track.Info is { } info)
        {
            await WriteAsync(info, payload, flags, dts, pts, cancellationToken).ConfigureAwait(false);
        }
    }

    private AccessUnitTrack GetTrack(MediaKind kind, int id)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)id, byte.MaxValue, nameof(id));
        if (!_tracks.TryGetValue((kind, id), out var track))
        {
            track = new AccessUnitTrack(id);
            _tracks.Add((kind, id), track);
        }

        return track;
    }

    private async ValueTask WriteAsync(
        TrackInfo track, PooledBytes payload, FrameFlags flags, TimeSpan dts, TimeSpan pts, CancellationToken cancellationToken)
    {
        var type = FlvTagBodyWriter.GetTagType(track);
        if (!_announced.TryGetValue((track.Kind, track.Id), out var known) || !known.HasSameSetup(track))
        {
            _announced[(track.Kind, track.Id)] = track;
            var config = new byte[FlvTagBodyWriter.GetConfigBodyLength(track, _style)];
            if (config.Length > 0)
            {
                FlvTagBodyWriter.WriteConfigBody(track, config, _style);
                await write(type, dts, config, cancellationToken).ConfigureAwait(false);
            }
        }

        if (payload.Length == 0)
        {
            return;
        }

        using var frame = new MediaFrame(payload, 0) { Track = track, Flags = flags, EncoderTime = dts, CompositionOffset = pts - dts, Dts = dts };
        using var body = new PooledBytes(_pool);
        AppendBody(frame, body);
        await write(type, dts, body.Memory, cancellationToken).ConfigureAwait(false);
    }

    private void AppendBody(MediaFrame frame, PooledBytes body)
    {
        Span<byte> header = stackalloc byte[FlvTagBodyWriter.MaxFrameHeaderLength];
        body.Append(header[..FlvTagBodyWriter.WriteFrameHeader(frame, header, _style)]);
        body.Append(frame.Payload.Span);
    }
}
