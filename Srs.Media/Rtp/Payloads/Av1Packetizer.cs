using Srs.Media.Buffers;
using Srs.Media.Codecs.Av1;
using Srs.Media.Frames;

namespace Srs.Media.Rtp.Payloads;

/// <summary>Cuts AV1 temporal units into RTP payloads of one length.</summary>
/// <remarks>
/// RTP Payload Format For AV1 §4.4, §4.5 and §5. Units go without their sizes; delimiters, tile lists and padding are left out; a key
/// frame without sequence header gets the track's. Of a temporal unit, every payload but the last ends within a unit: receivers that get no
/// dependency descriptor, libwebrtc among them, take the end of a unit at the end of a packet for the end of the frame. Not thread-safe.
/// <code>| Z | Y | W W | N | 000 | { length of the element, leb128, but not before the last of up to three } | element | ... |</code>
/// </remarks>
/// <param name="options">How to cut; null for the defaults.</param>
/// <param name="pool">Where payloads live; null for the shared one.</param>
public sealed class Av1Packetizer(RtpPacketizerOptions? options = null, BufferPool? pool = null)
    : RtpPacketizer(MediaCodec.Av1, options, pool)
{
    private const int ConfigHeaderLength = 4;

    private readonly List<Unit> _units = [];
    private readonly List<int> _elements = [];

    private protected override void WritePayloads(MediaFrame frame)
    {
        _units.Clear();
        var units = frame.Payload.Span;
        var config = frame.Track.Config.Span;
        if (frame.IsKeyFrame && config.Length > ConfigHeaderLength && !Av1Obu.TryFindSequenceHeader(units, out _))
        {
            Collect(config[ConfigHeaderLength..], isConfig: true);
        }

        Collect(units, isConfig: false);
        var (total, next, done) = (0, 0, 0);
        foreach (var unit in _units)
        {
            total += unit.Length + Av1Obu.GetSizeLength(unit.Length);
        }

        var most = Options.MaxPayloadLength - 1;
        var payloads = Math.Max(1, (total + most - 1) / most);
        var length = (total + payloads - 1) / payloads;
        var isFirst = true;
        while (next < _units.Count)
        {
            var flags = (done > 0 ? Av1Payload.Continues : 0) | (isFirst && frame.IsKeyFrame ? Av1Payload.NewSequence : 0);
            var (first, start) = (next, done);
            Plan(length, ref next, ref done);
            flags |= done > 0 ? Av1Payload.IsContinued : 0;
            Write(units, config, first, start, flags);
            isFirst = false;
        }
    }

    /// <summary>Collects the units that are sent.</summary>
    private void Collect(ReadOnlySpan<byte> units, bool isConfig)
    {
        var at = isConfig ? ConfigHeaderLength : 0;
        while (!units.IsEmpty)
        {
            var rest = units;
            if (!Av1Obu.TryReadNext(ref rest, out var type, out var payload))
            {
                break;
            }

            if (type is not (Av1Obu.TemporalDelimiter or Av1Obu.TileList or Av1Obu.Padding))
            {
                var header = (units[0] & Av1Obu.ExtensionBit) != 0 ? 2 : 1;
                var whole = units.Length - rest.Length;
                _units.Add(new Unit(at, header, at + whole - payload.Length, header + payload.Length, isConfig));
            }

            at += units.Length - rest.Length;
            units = rest;
        }
    }

    /// <summary>Chooses the elements of a payload.</summary>
    /// <param name="length">Bytes for elements and their lengths.</param>
    /// <param name="next">The unit that is next.</param>
    /// <param name="done">Bytes of it that went already.</param>
    private void Plan(int length, ref int next, ref int done)
    {
        _elements.Clear();
        var room = length;
        while (next < _units.Count)
        {
            var left = _units[next].Length - done;
            var isLastUnit = next == _units.Count - 1;

            // From the fourth element on, all have lengths.
            var asLast = room - (_elements.Count >= Av1Payload.MaxCounted ? Av1Obu.GetSizeLength(room) : 0);
            if (isLastUnit && left <= asLast)
            {
                _elements.Add(left);
                (next, done) = (next + 1, 0);
                return;
            }

            var needed = Av1Obu.GetSizeLength(left) + left;
            if (!isLastUnit && needed + 2 <= room)
            {
                _elements.Add(left);
                room -= needed;
                (next, done) = (next + 1, 0);
                continue;
            }

            // The payload ends here: within this unit, unless a single byte is left of it.
            var taken = Math.Min(asLast, left - (left > 1 ? 1 : 0));
            if (taken > 0)
            {
                _elements.Add(taken);
                done += taken;
                (next, done) = done == _units[next].Length ? (next + 1, 0) : (next, done);
            }

            return;
        }
    }

    private void Write(ReadOnlySpan<byte> units, ReadOnlySpan<byte> config, int unit, int start, int flags)
    {
        var isCounted = _elements.Count <= Av1Payload.MaxCounted;
        var length = 1;
        for (var i = 0; i < _elements.Count; i++)
        {
            length += _elements[i] + (isCounted && i == _elements.Count - 1 ? 0 : Av1Obu.GetSizeLength(_elements[i]));
        }

        var place = Writer.Add(length);
        place[0] = (byte)(flags | (isCounted ? _elements.Count << Av1Payload.CountShift : 0));
        place = place[1..];
        for (var i = 0; i < _elements.Count; i++)
        {
            if (!isCounted || i < _elements.Count - 1)
            {
                place = place[Av1Obu.WriteSize(place, _elements[i])..];
            }

            var source = _units[unit];
            source.Copy(source.IsConfig ? config : units, start, place[.._elements[i]]);
            place = place[_elements[i]..];
            (unit, start) = (unit + 1, 0);
        }
    }

    /// <summary>A unit as it is sent: its header without size, and its payload.</summary>
    private readonly record struct Unit(int HeaderAt, int HeaderLength, int PayloadAt, int Length, bool IsConfig)
    {
        public void Copy(ReadOnlySpan<byte> source, int start, Span<byte> destination)
        {
            if (start < HeaderLength)
            {
                var header = source.Slice(HeaderAt + start, Math.Min(HeaderLength - start, destination.Length));
                header.CopyTo(destination);
                if (start == 0)
                {
                    destination[0] &= unchecked((byte)~Av1Obu.HasSizeBit);
                }

                destination = destination[header.Length..];
                start = HeaderLength;
            }

            source.Slice(PayloadAt + start - HeaderLength, destination.Length).CopyTo(destination);
        }
    }
}
