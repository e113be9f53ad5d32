using System.Buffers.Binary;
using Srs.Media.Buffers;
using Srs.Media.Codecs.Nal;
using Srs.Media.Containers;
using Srs.Media.Frames;

namespace Srs.Media.Rtp.Payloads;

/// <summary>What H.264 and H.265 have in common: NAL units put together in the canonical shape, parameter sets taken out into the track.</summary>
public abstract class NalDepacketizer : VideoDepacketizer
{
    private const int LengthSize = 4;
    private const int AggregatedLengthSize = 2;
    private const int NoFragment = -1;

    private readonly MediaCodec _codec;
    private readonly AccessUnitTrack _units;
    private int _fragment = NoFragment;

    private protected NalDepacketizer(MediaCodec codec, int trackId, BufferPool? pool)
        : base(trackId, pool)
    {
        _codec = codec;
        _units = new AccessUnitTrack(trackId);
    }

    /// <summary>True for the first bytes of a NAL unit that opens an access unit: a parameter set, SEI, delimiter, or a picture's first slice.</summary>
    /// <param name="unit">The NAL unit or its beginning, header first.</param>
    private protected abstract bool OpensAccessUnit(ReadOnlySpan<byte> unit);

    /// <summary>True when a NAL unit may be in an access unit: no payload structure, not cut off, its forbidden bit 0.</summary>
    private protected abstract bool IsNalUnit(ReadOnlySpan<byte> unit);

    private protected override bool TryFinish(PooledBytes payload, out FrameFlags flags)
    {
        flags = FrameFlags.None;
        if (_fragment != NoFragment || _units.AppendCanonical(_codec, Frame.Span, payload, out flags, out _) is not null)
        {
            return false;
        }

        Track = _units.Info;
        return true;
    }

    private protected override void Reset()
    {
        base.Reset();
        _fragment = NoFragment;
    }

    /// <summary>Adds a whole NAL unit.</summary>
    private protected bool TryAppendUnit(ReadOnlySpan<byte> unit)
    {
        if (_fragment != NoFragment || !IsNalUnit(unit))
        {
            return false;
        }

        AppendLength(unit.Length);
        Frame.Append(unit);
        return true;
    }

    /// <summary>Adds the NAL units of an aggregation packet.</summary>
    /// <param name="units">A 16-bit length before each.</param>
    private protected bool TryAppendUnits(ReadOnlySpan<byte> units)
    {
        while (NalUnits.TryReadNext(ref units, AggregatedLengthSize, out var unit))
        {
            if (!TryAppendUnit(unit))
            {
                return false;
            }
        }

        return units.IsEmpty;
    }

    /// <summary>Adds a fragment.</summary>
    /// <param name="header">Header of the NAL unit.</param>
    /// <param name="fragment">The bytes.</param>
    /// <param name="isFirst">Whether the NAL unit begins with them.</param>
    /// <param name="isLast">Whether it ends with them.</param>
    private protected bool TryAppendFragment(ReadOnlySpan<byte> header, ReadOnlySpan<byte> fragment, bool isFirst, bool isLast)
    {
        if (isFirst != (_fragment == NoFragment) || !IsNalUnit(header))
        {
            return false;
        }

        if (isFirst)
        {
            _fragment = Frame.Length;
            AppendLength(0);
            Frame.Append(header);
        }

        Frame.Append(fragment);
        if (isLast)
        {
            Span<byte> length = stackalloc byte[LengthSize];
            BinaryPrimitives.WriteInt32BigEndian(length, Frame.Length - _fragment - LengthSize);
            Frame.Overwrite(_fragment, length);
            _fragment = NoFragment;
        }

        return true;
    }

    /// <summary>The first NAL unit of an aggregation packet, as far as it is there.</summary>
    private protected static ReadOnlySpan<byte> FirstOf(ReadOnlySpan<byte> units) =>
        BinaryPrimitives.TryReadUInt16BigEndian(units, out var length)
            ? units.Slice(AggregatedLengthSize, Math.Min(length, units.Length - AggregatedLengthSize))
            : default;

    private void AppendLength(int length)
    {
        Span<byte> bytes = stackalloc byte[LengthSize];
        BinaryPrimitives.WriteInt32BigEndian(bytes, length);
        Frame.Append(bytes);
    }
}
