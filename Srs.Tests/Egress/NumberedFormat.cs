using System.Buffers;
using System.Buffers.Binary;
using Srs.Media.Egress;
using Srs.Media.Frames;

namespace Srs.Tests.Egress;

/// <summary>Messages that tell their own length, number, codec configuration and checksum, so that <see cref="NumberedReader"/> can judge a byte stream.</summary>
/// <remarks>
/// <code>
/// length:4  kind:1 (M T V A D C)  key:1  number:4  milliseconds:4  configuration:1  body  checksum:4
/// </code>
/// The length counts everything. <c>T</c> has the kind of its track in the number.
/// </remarks>
/// <param name="HasVideo">Whether video is carried.</param>
internal sealed record NumberedFormat(bool HasVideo = true) : IWireFormat
{
    public const int HeaderLength = 15;
    public const int ChecksumLength = 4;

    public string Name => "numbered";

    public static byte[] Control(int number, int size = 0)
    {
        var output = new ArrayBufferWriter<byte>();
        Write(output, 'C', false, number, 0, 0, new byte[size]);
        return output.WrittenSpan.ToArray();
    }

    public void WriteMetadata(ReadOnlySpan<byte> metadata, uint milliseconds, IBufferWriter<byte> output) =>
        Write(output, 'M', false, 0, milliseconds, 0, metadata);

    public void WriteTrack(TrackInfo track, uint milliseconds, IBufferWriter<byte> output)
    {
        if (track.Kind != MediaKind.Video || HasVideo)
        {
            Write(output, 'T', false, (int)track.Kind, milliseconds, track.Config.Span[0], track.Config.Span);
        }
    }

    public void WriteFrame(MediaFrame frame, uint milliseconds, IBufferWriter<byte> output)
    {
        if (frame.Track.Kind == MediaKind.Video && !HasVideo)
        {
            return;
        }

        var kind = frame.Track.Kind switch { MediaKind.Video => 'V', MediaKind.Audio => 'A', _ => 'D' };
        var version = frame.Track.Config.IsEmpty ? (byte)0 : frame.Track.Config.Span[0];
        var number = BinaryPrimitives.ReadInt32BigEndian(frame.Payload.Span);
        Write(output, kind, frame.IsKeyFrame, number, milliseconds, version, frame.Payload.Span);
    }

    public static uint Checksum(uint sum, ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
        {
            sum = (sum * 31) + b + 1;
        }

        return sum;
    }

    private static void Write(IBufferWriter<byte> output, char kind, bool isKey, int number, uint milliseconds, byte version, ReadOnlySpan<byte> body)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        BinaryPrimitives.WriteInt32BigEndian(header, HeaderLength + body.Length + ChecksumLength);
        header[4] = (byte)kind;
        header[5] = isKey ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32BigEndian(header[6..], number);
        BinaryPrimitives.WriteUInt32BigEndian(header[10..], milliseconds);
        header[14] = version;
        output.Write(header);
        output.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(output.GetSpan(ChecksumLength), Checksum(Checksum(0, header), body));
        output.Advance(ChecksumLength);
    }
}
