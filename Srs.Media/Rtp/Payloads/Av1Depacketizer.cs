using Srs.Media.Buffers;
using Srs.Media.Codecs.Av1;
using Srs.Media.Containers;
using Srs.Media.Frames;

namespace Srs.Media.Rtp.Payloads;

/// <summary>Puts AV1 temporal units together, their units with sizes and without delimiters, tile lists and padding.</summary>
/// <remarks>RTP Payload Format For AV1 §4.4 and §4.5; dependency descriptors are left out. A key frame is one with a sequence header. Not thread-safe.</remarks>
/// <param name="trackId">Number of the track within its stream.</param>
/// <param name="pool">Where frames live; null for the shared one.</param>
public sealed class Av1Depacketizer(int trackId = 0, BufferPool? pool = null) : VideoDepacketizer(trackId, pool)
{
    private const int MaxSizeLength = 5;

    private readonly AccessUnitTrack _units = new(trackId);
    private PooledBytes? _fragment;

    private bool HasFragment => _fragment is { Length: > 0 };

    private protected override bool StartsFrame(ReadOnlySpan<byte> payload) => (payload[0] & Av1Payload.NewSequence) != 0;

    private protected override bool TryAppend(ReadOnlySpan<byte> payload)
    {
        int header = payload[0];
        var continues = (header & Av1Payload.Continues) != 0;
        var isContinued = (header & Av1Payload.IsContinued) != 0;
        var count = (header >> Av1Payload.CountShift) & Av1Payload.MaxCounted;
        if (continues != HasFragment || payload.Length == 1)
        {
            return false;
        }

        var rest = payload[1..];
        for (var i = 1; !rest.IsEmpty; i++)
        {
            var size = (uint)rest.Length;
            if (i != count && (!Av1Obu.TryReadSize(ref rest, out size) || size > rest.Length))
            {
                return false;
            }

            var element = rest[..(int)size];
            rest = rest[(int)size..];
            if (rest.IsEmpty && count > 0 && i != count)
            {
                return false;
            }

            if (!TryAppendElement(element, isContinued && rest.IsEmpty))
            {
                return false;
            }
        }

        return true;
    }

    private protected override bool TryFinish(PooledBytes payload, out FrameFlags flags)
    {
        flags = FrameFlags.None;
        if (HasFragment || _units.AppendTemporalUnit(Frame.Span, payload, out flags) is not null)
        {
            return false;
        }

        Track = _units.Info;
        return true;
    }

    private protected override void Reset()
    {
        base.Reset();
        _fragment?.Clear();
    }

    private protected override void ReturnBuffers()
    {
        base.ReturnBuffers();
        _fragment?.Dispose();
    }

    /// <summary>Adds an element, which is the rest of a unit that was begun, or a whole unit, or the beginning of one.</summary>
    private bool TryAppendElement(ReadOnlySpan<byte> element, bool isContinued)
    {
        if (!HasFragment && !isContinued)
        {
            return element.IsEmpty || TryAppendUnit(element);
        }

        _fragment ??= new PooledBytes(Pool);
        _fragment.Append(element);
        if (isContinued)
        {
            return _fragment.Length is > 0 and <= MaxFrameLength;
        }

        var isWhole = TryAppendUnit(_fragment.Span);
        _fragment.Clear();
        return isWhole;
    }

    private bool TryAppendUnit(ReadOnlySpan<byte> unit)
    {
        int header = unit[0];
        var headerLength = (header & Av1Obu.ExtensionBit) != 0 ? 2 : 1;
        if ((header & Av1Obu.ForbiddenBit) != 0 || unit.Length < headerLength)
        {
            return false;
        }

        if (Av1Obu.GetType(unit[0]) is Av1Obu.TemporalDelimiter or Av1Obu.TileList or Av1Obu.Padding)
        {
            return true;
        }

        if ((header & Av1Obu.HasSizeBit) != 0)
        {
            Frame.Append(unit);
            return true;
        }

        Span<byte> fields = stackalloc byte[2 + MaxSizeLength];
        unit[..headerLength].CopyTo(fields);
        fields[0] |= Av1Obu.HasSizeBit;
        var length = headerLength + Av1Obu.WriteSize(fields[headerLength..], unit.Length - headerLength);
        Frame.Append(fields[..length]);
        Frame.Append(unit[headerLength..]);
        return true;
    }
}
