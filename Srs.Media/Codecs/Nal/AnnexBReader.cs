using Srs.Media.Buffers;
using Srs.Media.Codecs.H265;
using Srs.Media.Frames;

namespace Srs.Media.Codecs.Nal;

/// <summary>Cuts an Annex B byte stream of H.264 or H.265, such as a .h264 file, into access units.</summary>
/// <remarks>
/// An access unit ends before the next one's delimiter, parameter sets, prefix SEI or first slice. Access units come in decoding order and
/// have no times; those are the caller's. ISO/IEC 14496-10 §7.4.1.2.3 and 23008-2 §7.4.2.4.4. Not thread-safe.
/// </remarks>
/// <param name="stream">The bytes; stays the caller's.</param>
/// <param name="codec"><see cref="MediaCodec.H264"/> or <see cref="MediaCodec.H265"/>.</param>
/// <param name="pool">Where access units live; null for the shared one.</param>
public sealed class AnnexBReader(Stream stream, MediaCodec codec, BufferPool? pool = null)
{
    /// <summary>Longest access unit taken, in bytes.</summary>
    public const int MaxAccessUnitLength = 16 * 1024 * 1024;

    /// <summary>Bytes of a NAL unit, after its start code, that tell whether it begins an access unit.</summary>
    private const int ClassifiedBytes = 3;

    private const int StartCodeLength = 3;

    private readonly bool _isH265 = codec switch
    {
        MediaCodec.H264 => false,
        MediaCodec.H265 => true,
        _ => throw new ArgumentOutOfRangeException(nameof(codec), codec, "Only H.264 and H.265 have Annex B streams."),
    };

    private byte[] _buffer = new byte[64 * 1024];
    private int _length;
    private int _scanned;
    private bool _hasSlice;
    private bool _isAtEnd;

    private static ReadOnlySpan<byte> StartCode => [0, 0, 1];

    /// <summary>Reads the next access unit, start codes included.</summary>
    /// <returns>The caller disposes it; null at the end.</returns>
    /// <exception cref="InvalidDataException">
    /// The stream does not begin with a start code, or an access unit is longer than <see cref="MaxAccessUnitLength"/>.
    /// </exception>
    public async ValueTask<PooledBytes?> ReadAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            if (TryFindEnd(out var end))
            {
                return Take(end);
            }

            if (_isAtEnd)
            {
                return _length == 0 ? null : Take(_length);
            }

            await FillAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private bool TryFindEnd(out int end)
    {
        end = 0;
        while (true)
        {
            var found = _buffer.AsSpan(_scanned, _length - _scanned).IndexOf(StartCode);
            if (found < 0)
            {
                _scanned = Math.Max(_scanned, _length - StartCodeLength + 1);
                return false;
            }

            var at = _scanned + found;
            var unit = _buffer.AsSpan(at + StartCodeLength, Math.Min(ClassifiedBytes, _length - at - StartCodeLength));
            if (unit.Length < ClassifiedBytes && !_isAtEnd)
            {
                return false;
            }

            var (isFirst, isSlice) = unit.IsEmpty ? default : _isH265 ? ClassifyH265(unit) : ClassifyH264(unit);
            if (isFirst && _hasSlice)
            {
                // The zero byte before a start code of 4 bytes is the next access unit's.
                end = at > 0 && _buffer[at - 1] == 0 ? at - 1 : at;
                return true;
            }

            _hasSlice |= isSlice;
            _scanned = at + StartCodeLength;
        }
    }

    private static (bool IsFirst, bool IsSlice) ClassifyH264(ReadOnlySpan<byte> unit) => (unit[0] & 0x1F) switch
    {
        // Of a slice, first_mb_in_slice is 0: its code is a single 1.
        1 or 2 or 5 => (unit.Length > 1 && (unit[1] & 0x80) != 0, true),
        6 or 7 or 8 or 9 or (>= 14 and <= 18) => (true, false),
        _ => default,
    };

    private static (bool IsFirst, bool IsSlice) ClassifyH265(ReadOnlySpan<byte> unit) => HevcNalUnit.GetType(unit) switch
    {
        // first_slice_segment_in_pic_flag. A unit of another layer belongs to the access unit of the base layer.
        <= 31 => (unit.Length > 2 && (unit[2] & 0x80) != 0 && IsBaseLayer(unit), true),
        (>= HevcNalUnit.Vps and <= 35) or 39 or (>= 41 and <= 44) or (>= 48 and <= 55) => (IsBaseLayer(unit), false),
        _ => default,
    };

    private static bool IsBaseLayer(ReadOnlySpan<byte> unit) => unit.Length > 1 && (((unit[0] & 1) << 5) | (unit[1] >> 3)) == 0;

    private PooledBytes Take(int end)
    {
        if (!NalUnits.StartsWithStartCode(_buffer.AsSpan(0, end)))
        {
            throw new InvalidDataException("The stream does not begin with an Annex B start code.");
        }

        var unit = PooledBytes.Copy(pool ?? BufferPool.Shared, _buffer.AsSpan(0, end));
        _buffer.AsSpan(end, _length - end).CopyTo(_buffer);
        _length -= end;
        _scanned = 0;
        _hasSlice = false;
        return unit;
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (_length == _buffer.Length)
        {
            if (_length >= MaxAccessUnitLength)
            {
                throw new InvalidDataException($"An access unit is longer than {MaxAccessUnitLength} bytes.");
            }

            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = await stream.ReadAsync(_buffer.AsMemory(_length), cancellationToken).ConfigureAwait(false);
        _length += read;
        _isAtEnd = read == 0;
    }
}
