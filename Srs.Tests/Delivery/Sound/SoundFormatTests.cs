using System.Buffers;
using Srs.Media.Buffers;
using Srs.Media.Delivery;
using Srs.Media.Delivery.Sound;
using Srs.Media.Egress;
using Srs.Media.Frames;
using Srs.Media.Streams;

namespace Srs.Tests.Delivery.Sound;

public sealed class SoundFormatTests
{
    private static readonly TrackInfo Aac = new() { Kind = MediaKind.Audio, Codec = MediaCodec.Aac, Config = new byte[] { 0x12, 0x10 }, Audio = new(44100, 2, 16, "LC") };
    private static readonly TrackInfo Mp3 = new() { Kind = MediaKind.Audio, Codec = MediaCodec.Mp3 };
    private static readonly TrackInfo Picture = new() { Kind = MediaKind.Video, Codec = MediaCodec.H264 };

    [Fact]
    public void Adts_Frame_HasHeaderBefore() => Assert.Equal("FFF15080015FFC010203", Write(new AdtsWireFormat(), Aac, [1, 2, 3]));

    [Fact]
    public void Mp3_Frame_IsAsItCame() => Assert.Equal("010203", Write(new Mp3WireFormat(), Mp3, [1, 2, 3]));

    [Fact]
    public void Write_OfOtherTracks_IsNothing()
    {
        Assert.Equal("", Write(new AdtsWireFormat(), Mp3, [1]));
        Assert.Equal("", Write(new AdtsWireFormat(), Aac with { Id = 1 }, [1]));
        Assert.Equal("", Write(new AdtsWireFormat(), Aac with { Config = new byte[] { 1 } }, [1]));
        Assert.Equal("", Write(new AdtsWireFormat(), Aac, []));
        Assert.Equal("", Write(new AdtsWireFormat(), Aac, new byte[8185]));
        Assert.Equal("", Write(new Mp3WireFormat(), Aac, [1]));
        Assert.Equal("", Write(new Mp3WireFormat(), Picture, [1]));
    }

    [Fact]
    public void Refuse_OfKnownStream_SaysWhatItHas()
    {
        Assert.Null(LiveFormat.Aac.Refuse(StreamHeaders.Empty));
        Assert.Null(LiveFormat.Aac.Refuse(StreamHeaders.Empty.With(Picture).With(Aac)));
        Assert.Null(LiveFormat.Mp3.Refuse(StreamHeaders.Empty.With(Mp3)));
        Assert.Equal("it has no audio", LiveFormat.Aac.Refuse(StreamHeaders.Empty.With(Picture)));
        Assert.Equal("its audio is AAC LC", LiveFormat.Mp3.Refuse(StreamHeaders.Empty.With(Aac)));
        Assert.Equal("its audio is MP3", LiveFormat.Aac.Refuse(StreamHeaders.Empty.With(Mp3)));
        Assert.Null(LiveFormat.Flv.Refuse(StreamHeaders.Empty.With(Mp3)));
    }

    [Fact]
    public void All_Extensions_AreLowerCaseAndUnique()
    {
        Assert.Equal(LiveFormat.All.Count, LiveFormat.All.Select(static f => f.Extension).Distinct().Count());
        Assert.All(LiveFormat.All, static f => Assert.Matches(@"^\.[a-z0-9]+$", f.Extension));
    }

    private static string Write(IWireFormat format, TrackInfo track, byte[] payload)
    {
        var output = new ArrayBufferWriter<byte>();
        format.WriteMetadata([1], 0, output);
        format.WriteTrack(track, 0, output);
        using var frame = new MediaFrame(PooledBytes.Copy(BufferPool.Shared, payload), 0) { Track = track, EncoderTime = default };
        format.WriteFrame(frame, 0, output);
        return Convert.ToHexString(output.WrittenSpan);
    }
}
