using System.Buffers.Binary;
using Srs.Media.Egress;

namespace Srs.Tests.Egress;

/// <summary>What a viewer of <see cref="NumberedFormat"/> received, checked as it comes: whole messages, true to their checksum, decodable.</summary>
/// <remarks>
/// Frame numbers rise. Where some are missing, the next frame has to be a key frame, unless the reader is told that there is no
/// video. Each frame needs the configuration that was sent last for its kind.
/// </remarks>
internal sealed class NumberedReader(bool hasVideo = true)
{
    private readonly List<byte> _rest = [];
    private readonly Dictionary<char, byte> _configurations = [];

    /// <summary>One character per message: M, T, V, K (key frame), A, D, C.</summary>
    public string Kinds { get; private set; } = "";

    /// <summary>Numbers of the frames.</summary>
    public List<int> Frames { get; } = [];

    /// <summary>Numbers of the control messages.</summary>
    public List<int> Controls { get; } = [];

    /// <summary>Milliseconds of all messages.</summary>
    public List<uint> Times { get; } = [];

    /// <summary>Places where frame numbers were missing.</summary>
    public int Gaps { get; private set; }

    /// <summary>Bytes of a message that is not whole yet.</summary>
    public int RestLength => _rest.Count;

    /// <summary>Whether the messages are kept in <see cref="Kinds"/> and <see cref="Times"/>; off for long runs.</summary>
    public bool Records { get; init; } = true;

    /// <summary>Reads all that a cursor has, in pieces of at most <paramref name="piece"/> bytes.</summary>
    public NumberedReader Drain(WireCursor cursor, int piece = int.MaxValue)
    {
        while (Take(cursor, piece) > 0)
        {
        }

        return this;
    }

    /// <summary>Reads one piece from a cursor.</summary>
    /// <returns>Bytes taken.</returns>
    public int Take(WireCursor cursor, int most)
    {
        using var read = cursor.Read();
        var count = Math.Min(most, read.Bytes.Length);
        if (count > 0)
        {
            Feed(read.Bytes[..count]);
            read.Advance(count);
        }

        return count;
    }

    /// <summary>Whether frame numbers have to rise; not where the stream sorts them.</summary>
    public bool ChecksOrder { get; init; } = true;

    public void Feed(ReadOnlySpan<byte> bytes)
    {
        if (_rest.Count > 0)
        {
            _rest.AddRange(bytes);
            var all = _rest.ToArray();
            _rest.Clear();
            bytes = all;
        }

        while (bytes.Length >= sizeof(int))
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(bytes);
            Assert.InRange(length, NumberedFormat.HeaderLength + NumberedFormat.ChecksumLength, 1 << 25);
            if (bytes.Length < length)
            {
                break;
            }

            Check(bytes[..length]);
            bytes = bytes[length..];
        }

        _rest.AddRange(bytes);
    }

    private void Check(ReadOnlySpan<byte> message)
    {
        Assert.Equal(NumberedFormat.Checksum(0, message[..^4]), BinaryPrimitives.ReadUInt32BigEndian(message[^4..]));
        var kind = (char)message[4];
        var isKey = message[5] == 1;
        var number = BinaryPrimitives.ReadInt32BigEndian(message[6..]);
        if (Records)
        {
            Kinds += kind == 'V' && isKey ? 'K' : kind;
            Times.Add(BinaryPrimitives.ReadUInt32BigEndian(message[10..]));
        }

        switch (kind)
        {
            case 'C':
                Controls.Add(number);
                break;
            case 'T':
                _configurations[number == 1 ? 'V' : 'A'] = message[14];
                break;
            case 'V' or 'A' or 'D':
                CheckFrame(kind, isKey, number, message[14]);
                break;
        }
    }

    private void CheckFrame(char kind, bool isKey, int number, byte configuration)
    {
        if (kind != 'D')
        {
            Assert.True(_configurations.TryGetValue(kind, out var known), $"Frame {number} came before its configuration.");
            Assert.True(known == configuration, $"Frame {number} needs configuration {configuration}, the last one was {known}.");
        }

        if (ChecksOrder && Frames.Count > 0 && number != Frames[^1] + 1)
        {
            Assert.True(number > Frames[^1], $"Frame {number} after frame {Frames[^1]}.");
            Assert.True(isKey || !hasVideo, $"Frame {number} after frame {Frames[^1]} is no key frame.");
            Gaps++;
        }

        Frames.Add(number);
    }
}
