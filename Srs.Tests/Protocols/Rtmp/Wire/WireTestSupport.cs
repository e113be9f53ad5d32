using System.Buffers;
using System.Globalization;
using Srs.Media.Buffers;
using Srs.Media.Protocols.Rtmp.Wire;

namespace Srs.Tests.Protocols.Rtmp.Wire;

/// <summary>What the tests of RTMP's wire formats share.</summary>
internal static class WireTestSupport
{
    /// <summary>A file of Vectors/rtmp.</summary>
    public static byte[] Vector(string name)
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Srs.sln")))
        {
            directory = directory.Parent ?? throw new DirectoryNotFoundException("The tests run outside the repository.");
        }

        return File.ReadAllBytes(Path.Combine(directory.FullName, "Srs.Tests", "Vectors", "rtmp", name));
    }

    /// <summary>Bytes of hexadecimal digits; blanks are left out.</summary>
    public static byte[] Hex(string digits) => Convert.FromHexString(digits.Replace(" ", "", StringComparison.Ordinal));

    /// <summary>What a writer wrote, as hexadecimal digits.</summary>
    public static byte[] Written(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>A sequence with that many bytes in each segment, and an empty segment now and then.</summary>
    public static ReadOnlySequence<byte> Split(ReadOnlyMemory<byte> bytes, int segmentLength)
    {
        var first = new Segment(ReadOnlyMemory<byte>.Empty, null);
        var last = first;
        for (var at = 0; at < bytes.Length; at += segmentLength)
        {
            last = new Segment(bytes.Slice(at, Math.Min(segmentLength, bytes.Length - at)), last);
            if (at % 7 == 3)
            {
                last = new Segment(ReadOnlyMemory<byte>.Empty, last);
            }
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    /// <summary>Bytes that count up from a start, so that a misplaced one shows.</summary>
    public static byte[] Pattern(int length, int start = 0)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
        {
            bytes[i] = (byte)(start + i * 7 + i / 251);
        }

        return bytes;
    }

    /// <summary>A value in the notation of the tables: {a:1}, [1,2], "text", ….</summary>
    public static string Describe(AmfValue value) => value.Kind switch
    {
        AmfKind.Number => value.AsNumber()!.Value.ToString("R", CultureInfo.InvariantCulture),
        AmfKind.Integer => $"i{value.AsNumber()!.Value.ToString(CultureInfo.InvariantCulture)}",
        AmfKind.Boolean => value.AsBoolean() == true ? "true" : "false",
        AmfKind.String => $"\"{value.AsString()}\"",
        AmfKind.Xml => $"xml\"{value.AsString()}\"",
        AmfKind.Date => $"date({value.AsDateMilliseconds()!.Value.ToString("R", CultureInfo.InvariantCulture)})",
        AmfKind.ByteArray => $"bytes({Convert.ToHexString(value.AsBytes().Span)})",
        AmfKind.StrictArray => $"[{string.Join(",", value.Elements.Select(Describe))}]",
        AmfKind.Object => $"{{{Describe(value.Properties)}}}",
        AmfKind.TypedObject => $"{value.ClassName}{{{Describe(value.Properties)}}}",
        AmfKind.EcmaArray => $"ecma{{{Describe(value.Properties)}}}",
        _ => value.Kind.ToString(),
    };

    private static string Describe(IReadOnlyList<AmfProperty> properties) =>
        string.Join(",", properties.Select(property => $"{property.Name}:{Describe(property.Value)}"));

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            if (previous != null)
            {
                RunningIndex = previous.RunningIndex + previous.Memory.Length;
                previous.Next = this;
            }
        }
    }

    /// <summary>Counts what is out, and fails on an array that comes back twice or never came from here.</summary>
    internal sealed class CountingPool : BufferPool
    {
        private readonly HashSet<byte[]> _out = [];

        /// <summary>Bytes of all arrays that are out.</summary>
        public int BytesOut => _out.Sum(buffer => buffer.Length);

        public override byte[] Rent(int minimumLength)
        {
            var buffer = base.Rent(minimumLength);
            _out.Add(buffer);
            return buffer;
        }

        public override void Return(byte[] buffer)
        {
            Assert.True(_out.Remove(buffer), "A buffer came back that is not out.");
            base.Return(buffer);
        }

        public void AssertAllReturned() => Assert.Empty(_out);
    }

    /// <summary>An output that gives spans of a few bytes, or exactly what is asked for, as a segmented log does at a segment's end.</summary>
    internal sealed class StingyWriter(int spanLength) : IBufferWriter<byte>
    {
        private readonly List<byte> _written = [];
        private byte[] _span = [];

        /// <summary>The longest span that was asked for.</summary>
        public int LongestRequest { get; private set; }

        public byte[] Written => [.. _written];

        public void Advance(int count)
        {
            _written.AddRange(_span.AsSpan(0, count));
            _span = [];
        }

        public Memory<byte> GetMemory(int sizeHint = 0)
        {
            LongestRequest = Math.Max(LongestRequest, sizeHint);
            _span = new byte[Math.Max(sizeHint, spanLength)];
            return _span;
        }

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }

    /// <summary>Damaged copies of a valid message, always the same for one seed.</summary>
    internal static IEnumerable<byte[]> Mutations(byte[] valid, int seed, int count)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            var bytes = new List<byte>(valid);
            for (var changes = random.Next(1, 5); changes > 0 && bytes.Count > 0; changes--)
            {
                var at = random.Next(bytes.Count);
                switch (random.Next(6))
                {
                    case 0:
                        bytes[at] = (byte)random.Next(256);
                        break;
                    case 1:
                        bytes[at] ^= (byte)(1 << random.Next(8));
                        break;
                    case 2:
                        bytes[at] = (byte)(random.Next(2) == 0 ? 0xFF : 0);
                        break;
                    case 3:
                        bytes.Insert(at, (byte)random.Next(256));
                        break;
                    case 4:
                        bytes.RemoveRange(at, Math.Min(bytes.Count - at, random.Next(1, 9)));
                        break;
                    default:
                        bytes.InsertRange(at, bytes.GetRange(random.Next(at + 1), Math.Min(random.Next(1, 9), bytes.Count - at)));
                        break;
                }
            }

            yield return [.. bytes];
        }
    }
}
