using System.Buffers.Binary;
using System.Collections.Immutable;
using Srs.Media.Buffers;
using Srs.Media.Codecs.Nal;
using Srs.Media.Frames;

namespace Srs.Media.Rtp.Payloads;

/// <summary>What H.264 and H.265 have in common: single NAL units, aggregation packets of small ones, fragments of large ones.</summary>
/// <remarks>
/// Key frames begin with the parameter sets of the track, unless the frame brings its own. Fragments of a NAL unit are of one length, the
/// last shorter by less than their number. Delimiters and filler are left out.
/// </remarks>
public abstract class NalPacketizer : RtpPacketizer
{
    private const int LengthSize = 4;
    private const int AggregatedLengthSize = 2;

    private readonly int _headerLength;
    private readonly int _fragmentHeaderLength;
    private TrackInfo? _track;
    private ImmutableArray<ReadOnlyMemory<byte>> _parameterSets = [];
    private int _aggregated;
    private int _aggregateLength;

    /// <summary>Makes a packetizer.</summary>
    /// <param name="codec">H.264 or H.265.</param>
    /// <param name="headerLength">Bytes of a NAL unit's header, and of an aggregation packet's.</param>
    /// <param name="options">How to cut; null for the defaults.</param>
    /// <param name="pool">Where payloads live; null for the shared one.</param>
    private protected NalPacketizer(MediaCodec codec, int headerLength, RtpPacketizerOptions? options, BufferPool? pool)
        : base(codec, options, pool)
    {
        _headerLength = headerLength;
        _fragmentHeaderLength = headerLength + 1;
    }

    private protected override void WritePayloads(MediaFrame frame)
    {
        if (!ReferenceEquals(_track, frame.Track))
        {
            _track = frame.Track;
            _parameterSets = ReadParameterSets(frame.Track.Config);
        }

        _aggregated = 0;
        var payload = frame.Payload.Span;
        if (frame.IsKeyFrame && !HasParameterSets(payload))
        {
            foreach (var set in _parameterSets)
            {
                Add(set.Span);
            }
        }

        while (NalUnits.TryReadNext(ref payload, LengthSize, out var unit))
        {
            if (unit.Length >= _headerLength && IsSent(unit))
            {
                Add(unit);
            }
        }

        CloseAggregate();
    }

    /// <summary>The parameter sets of a decoder configuration record, in the order in which decoders take them; empty when it is damaged.</summary>
    private protected abstract ImmutableArray<ReadOnlyMemory<byte>> ReadParameterSets(ReadOnlyMemory<byte> config);

    /// <summary>True when the NAL units bring every kind of parameter set.</summary>
    private protected abstract bool HasParameterSets(ReadOnlySpan<byte> units);

    /// <summary>False for NAL units that viewers do without.</summary>
    private protected abstract bool IsSent(ReadOnlySpan<byte> unit);

    /// <summary>Writes the header of an aggregation packet.</summary>
    /// <param name="header">As long as a NAL unit's.</param>
    /// <param name="units">The NAL units, a 16-bit length before each.</param>
    private protected abstract void WriteAggregateHeader(Span<byte> header, ReadOnlySpan<byte> units);

    /// <summary>Writes the headers before a fragment.</summary>
    /// <param name="header">A byte longer than a NAL unit's.</param>
    /// <param name="unit">The whole NAL unit.</param>
    /// <param name="isFirst">Whether it is the first fragment.</param>
    /// <param name="isLast">Whether it is the last fragment.</param>
    private protected abstract void WriteFragmentHeader(Span<byte> header, ReadOnlySpan<byte> unit, bool isFirst, bool isLast);

    /// <summary>Takes a NAL unit of an aggregation packet off the front of <paramref name="units"/>.</summary>
    private protected static bool TryReadAggregated(ref ReadOnlySpan<byte> units, out ReadOnlySpan<byte> unit) =>
        NalUnits.TryReadNext(ref units, AggregatedLengthSize, out unit);

    private void Add(ReadOnlySpan<byte> unit)
    {
        var needed = AggregatedLengthSize + unit.Length;
        if (_aggregated > 0 && _aggregateLength + needed > Options.MaxPayloadLength)
        {
            CloseAggregate();
        }

        if (_headerLength + needed > Options.MaxPayloadLength)
        {
            CloseAggregate();
            if (unit.Length <= Options.MaxPayloadLength)
            {
                unit.CopyTo(Writer.Add(unit.Length));
            }
            else
            {
                AddFragments(unit);
            }

            return;
        }

        if (_aggregated++ == 0)
        {
            Writer.Add(_headerLength);
            _aggregateLength = _headerLength;
        }

        var place = Writer.Extend(needed);
        BinaryPrimitives.WriteUInt16BigEndian(place, (ushort)unit.Length);
        unit.CopyTo(place[AggregatedLengthSize..]);
        _aggregateLength += needed;
    }

    private void CloseAggregate()
    {
        if (_aggregated == 1)
        {
            // Alone it is a single NAL unit packet.
            Writer.TrimStart(_headerLength + AggregatedLengthSize);
        }
        else if (_aggregated > 1)
        {
            WriteAggregateHeader(Writer.Last, Writer.Last[_headerLength..]);
        }

        _aggregated = 0;
    }

    private void AddFragments(ReadOnlySpan<byte> unit)
    {
        var pieces = new EqualPieces(unit[_headerLength..], Options.MaxPayloadLength - _fragmentHeaderLength);
        while (pieces.TryTake(out var piece, out var isFirst, out var isLast))
        {
            var place = Writer.Add(_fragmentHeaderLength + piece.Length);
            WriteFragmentHeader(place, unit, isFirst, isLast);
            piece.CopyTo(place[_fragmentHeaderLength..]);
        }
    }
}
