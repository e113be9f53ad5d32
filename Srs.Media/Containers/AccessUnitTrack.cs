using System.Collections.Immutable;
using Srs.Media.Buffers;
using Srs.Media.Codecs.Aac;
using Srs.Media.Codecs.Av1;
using Srs.Media.Codecs.H264;
using Srs.Media.Codecs.H265;
using Srs.Media.Codecs.Nal;
using Srs.Media.Frames;

namespace Srs.Media.Containers;

/// <summary>Turns the access units of one track, as encoders and byte streams bring them, into the shape of frames and a configuration.</summary>
internal sealed class AccessUnitTrack(int id)
{
    private const int H264Idr = 5;
    private const int H264Sps = 7;
    private const int H264Pps = 8;
    private const int H264Delimiter = 9;
    private const int H265Delimiter = 35;

    /// <summary>Most parameter sets of a kind that a stream may have in force.</summary>
    private const int MaxSets = 16;

    private static readonly string TooManySets = $"The stream has more than {MaxSets} parameter sets of a kind.";

    private ImmutableArray<ReadOnlyMemory<byte>> _vps = [];
    private ImmutableArray<ReadOnlyMemory<byte>> _sps = [];
    private ImmutableArray<ReadOnlyMemory<byte>> _pps = [];

    /// <summary>The track as it is now; null before its first configuration.</summary>
    public TrackInfo? Info { get; set; }

    /// <summary>Appends an access unit in the canonical shape, without delimiters and parameter sets, which go into the configuration.</summary>
    /// <param name="codec">H.264 or H.265.</param>
    /// <param name="unit">The access unit, Annex B.</param>
    /// <param name="payload">Receives the NAL units.</param>
    /// <param name="flags">What the access unit is; a key frame when decoding can start at its slices.</param>
    /// <param name="hasSets">Whether it brings a sequence parameter set.</param>
    /// <returns>Null, or what is wrong: no Annex B, parameter sets that are damaged or missing.</returns>
    public string? AppendNalUnits(MediaCodec codec, ReadOnlySpan<byte> unit, PooledBytes payload, out FrameFlags flags, out bool hasSets)
    {
        flags = FrameFlags.None;
        hasSets = false;
        using var whole = new PooledBytes(payload.Pool);
        return NalUnits.TryConvertStartCodes(unit, whole)
            ? AppendCanonical(codec, whole.Span, payload, out flags, out hasSets)
            : "The access unit does not begin with an Annex B start code.";
    }

    /// <summary>As <see cref="AppendNalUnits"/>, for an access unit in the canonical shape.</summary>
    public string? AppendCanonical(MediaCodec codec, ReadOnlySpan<byte> unit, PooledBytes payload, out FrameFlags flags, out bool hasSets)
    {
        flags = FrameFlags.None;
        hasSets = false;
        List<byte[]>? vps = null, sps = null, pps = null;
        var rest = unit;
        var before = rest;
        while (NalUnits.TryReadNext(ref rest, sizeof(int), out var nal))
        {
            var type = codec == MediaCodec.H264 ? nal[0] & 0x1F : HevcNalUnit.GetType(nal);
            var sets = (codec, type) switch
            {
                (MediaCodec.H264, H264Sps) or (MediaCodec.H265, HevcNalUnit.Sps) => sps ??= [],
                (MediaCodec.H264, H264Pps) or (MediaCodec.H265, HevcNalUnit.Pps) => pps ??= [],
                (MediaCodec.H265, HevcNalUnit.Vps) => vps ??= [],
                _ => null,
            };
            if (sets is { Count: < MaxSets })
            {
                sets.Add(nal.ToArray());
            }
            else if (sets is not null)
            {
                return TooManySets;
            }
            else if ((codec, type) is not ((MediaCodec.H264, H264Delimiter) or (MediaCodec.H265, H265Delimiter)))
            {
                payload.Append(before[..^rest.Length]);
                var isKey = codec == MediaCodec.H264 ? type == H264Idr : HevcNalUnit.IsRandomAccessPoint(type);
                flags |= isKey ? FrameFlags.KeyFrame : FrameFlags.None;
            }

            before = rest;
        }

        hasSets = sps is not null;
        if ((vps ?? sps ?? pps) is not null && UpdateSets(codec, vps ?? [], sps ?? [], pps ?? []) is { } fault)
        {
            return fault;
        }

        return Info is null && payload.Length > 0 ? $"An access unit of {codec} came before the stream's parameter sets." : null;
    }

    /// <summary>Appends a temporal unit without its delimiter, and takes the configuration of its sequence header.</summary>
    /// <returns>Null, or what is wrong: damage, or no sequence header has come.</returns>
    public string? AppendTemporalUnit(ReadOnlySpan<byte> unit, PooledBytes payload, out FrameFlags flags)
    {
        flags = FrameFlags.None;
        var units = unit;
        while (!units.IsEmpty)
        {
            var rest = units;
            if (!Av1Obu.TryReadNext(ref rest, out var type, out _))
            {
                return "The AV1 temporal unit is damaged.";
            }

            if (type != Av1Obu.TemporalDelimiter)
            {
                payload.Append(units[..^rest.Length]);
                flags |= type == Av1Obu.SequenceHeader ? FrameFlags.KeyFrame : FrameFlags.None;
            }

            units = rest;
        }

        if (flags == FrameFlags.None)
        {
            return Info is null ? "An AV1 temporal unit came before the stream's sequence header." : null;
        }

        if (Av1CodecConfigurationRecord.Create(unit) is not { } config)
        {
            return "The AV1 sequence header is damaged.";
        }

        Av1CodecConfigurationRecord.TryRead(config, out var record);
        Set(MediaKind.Video, MediaCodec.Av1, config, record.ToVideoFormat(), null);
        return null;
    }

    /// <summary>Takes a configuration of AAC.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public void SetAac(ReadOnlySpan<byte> config)
    {
        if (Info is { Codec: MediaCodec.Aac } info && info.Config.Span.SequenceEqual(config))
        {
            return;
        }

        if (!AudioSpecificConfig.TryRead(config, out var parsed))
        {
            throw new InvalidDataException("The AudioSpecificConfig is damaged.");
        }

        Set(MediaKind.Audio, MediaCodec.Aac, config.ToArray(), null, parsed.ToAudioFormat());
    }

    private string? UpdateSets(MediaCodec codec, List<byte[]> vps, List<byte[]> sps, List<byte[]> pps)
    {
        // Encoders repeat all sets together; a picture parameter set that comes alone adds to those in force.
        var isFresh = sps.Count > 0;
        _vps = Merge(isFresh && vps.Count > 0 ? [] : _vps, vps);
        _sps = Merge(isFresh ? [] : _sps, sps);
        _pps = Merge(isFresh && pps.Count > 0 ? [] : _pps, pps);
        if (Math.Max(Math.Max(_vps.Length, _sps.Length), _pps.Length) > MaxSets)
        {
            (_vps, _sps, _pps) = ([], [], []);
            return TooManySets;
        }

        if (codec == MediaCodec.H264)
        {
            if (AvcDecoderConfigurationRecord.Create(_sps, _pps) is { } record)
            {
                var config = new byte[record.Length];
                record.Write(config);
                Set(MediaKind.Video, codec, config, record.ToVideoFormat(), null);
                return null;
            }
        }
        else if (HevcDecoderConfigurationRecord.Create(_vps, _sps, _pps) is { } record)
        {
            var config = new byte[record.Length];
            record.Write(config);
            Set(MediaKind.Video, codec, config, record.ToVideoFormat(), null);
            return null;
        }

        return _sps.Length > 0 ? $"The {codec} sequence parameter set is damaged." : null;
    }

    private static ImmutableArray<ReadOnlyMemory<byte>> Merge(ImmutableArray<ReadOnlyMemory<byte>> known, List<byte[]> sets)
    {
        foreach (var set in sets)
        {
            if (!known.Any(other => other.Span.SequenceEqual(set)))
            {
                known = known.Add(set);
            }
        }

        return known;
    }

    private void Set(MediaKind kind, MediaCodec codec, byte[] config, VideoFormat? video, AudioFormat? audio)
    {
        var info = new TrackInfo { Id = id, Kind = kind, Codec = codec, Config = config, Video = video, Audio = audio };
        if (Info is null || !Info.HasSameSetup(info))
        {
            Info = info;
        }
    }
}
