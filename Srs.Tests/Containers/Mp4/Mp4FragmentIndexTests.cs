using System.Buffers.Binary;
using Srs.Media.Containers.Mp4;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Containers.Mp4;

public sealed class Mp4FragmentIndexTests
{
    private static readonly byte[] Init = CmafInitSegment.Create(CmafSamples.VideoFormat);
    private static readonly List<CmafFragment> Fragments = CmafMaker.Cut(
        Enumerable.Range(0, 50).Select(static i => CmafSamples.Picture(i * 40, (i * 40) + 80, i % 25 == 0)), CmafSamples.VideoFormat);

    private static readonly byte[] File = CmafMaker.Join(Init, Fragments);

    [Fact]
    public async Task ReadAsync_OurFile_FindsTracksAndFragments()
    {
        var index = await ReadAsync(File);

        var track = Assert.Single(index.Tracks);
        Assert.Equal((1u, 90_000u, Code("vide"), Code("avc1")), (track.TrackId, track.Timescale, track.Handler, track.SampleEntry));
        Assert.Equal(
            Fragments.Select(static f => new Mp4TrackFragment(1, f.DecodeTime, f.DecodeDuration, f.FrameCount, f.IsIndependent)),
            index.Fragments.Select(static place => place.Fragment));
        Assert.Equal(File.Length, index.Length);
        Assert.All(index.Fragments.Zip(Fragments), pair => Assert.Equal(
            pair.Second.Bytes.ToArray(), File[(int)pair.First.Offset..(int)(pair.First.Offset + pair.First.Length)]));
    }

    [Fact]
    public async Task ReadAsync_InPieces_IsTheSame()
    {
        var whole = await ReadAsync(File);

        using var stream = new OneByteStream(File);
        var pieces = await Mp4FragmentIndex.ReadAsync(stream, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(whole.Fragments, pieces.Fragments);
        Assert.Equal(whole.Tracks, pieces.Tracks);
    }

    [RequiresToolFact("ffmpeg")]
    [Trait("Category", "Interop")]
    public async Task ReadAsync_FfmpegsFragments_AddUpToWhatWasEncoded()
    {
        var path = Path.GetTempFileName();
        var made = await ExternalTool.RunAsync(
            "ffmpeg",
            [
                "-v", "error", "-y", "-f", "lavfi", "-i", "testsrc2=s=160x90:r=25:d=2", "-f", "lavfi", "-i", "sine=sample_rate=48000:duration=2",
                "-c:v", "libx264", "-g", "25", "-pix_fmt", "yuv420p", "-c:a", "aac", "-movflags", "frag_keyframe+empty_moov+default_base_moof",
                "-f", "mp4", path,
            ]);
        made.AssertSucceeded();
        var index = await ReadAsync(await System.IO.File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
        System.IO.File.Delete(path);

        Assert.Equal([Code("avc1"), Code("mp4a")], index.Tracks.Select(static track => track.SampleEntry));
        var video = index.Fragments.Where(static place => place.Fragment.TrackId == 1).Select(static place => place.Fragment).ToList();
        var sound = index.Fragments.Where(static place => place.Fragment.TrackId == 2).Select(static place => place.Fragment).ToList();
        Assert.Equal(2, video.Count);
        Assert.All(video, static fragment => Assert.True(fragment.IsIndependent));
        Assert.Equal((50L, 2.0), (video.Sum(static f => f.SampleCount), video.Sum(static f => f.Duration) / (double)index.Tracks[0].Timescale));
        Assert.InRange(sound.Sum(static f => f.Duration), 96_000, 100_352);
    }

    [Fact]
    public async Task ReadAsync_EveryTruncation_GivesTheWholeFragments()
    {
        // Every length of the first part of the file, then a few.
        var ends = Fragments.Select(fragment => (long)fragment.Length).ToList();
        for (var length = 0; length < File.Length; length += length < 2000 ? 1 : 97)
        {
            var index = await ReadAsync(File[..length]);

            var expected = 0;
            for (var end = Init.Length + ends[0]; end <= length; end += ends[expected])
            {
                expected++;
            }

            Assert.Equal(expected, index.Fragments.Length);
            Assert.True(index.Length <= length);
        }
    }

    [Fact]
    public async Task ReadAsync_Mutations_GiveFragmentsWithinTheFile()
    {
        var small = CmafMaker.Join(Init, Fragments.Take(2));
        foreach (var mutated in Mutations.Of(small, 5000))
        {
            var index = await ReadAsync(mutated);

            Assert.InRange(index.Length, 0, mutated.Length);
            Assert.All(index.Tracks, static track => Assert.NotEqual(0u, track.Timescale));
            Assert.All(index.Fragments, place => Assert.True(
                place.Offset >= 0 && place.Offset + place.Length <= mutated.Length && place.Fragment is { DecodeTime: >= 0, Duration: >= 0 }));
        }
    }

    [Fact]
    public async Task ReadAsync_RunDeclaresBillionsOfSamples_IsRefusedAtOnce()
    {
        var file = CmafMaker.Join(Init, Fragments.Take(1));
        var run = file.AsSpan().LastIndexOf("trun"u8) + 4;
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(run), 1); // no fields of samples
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(run + 4), uint.MaxValue);

        Assert.Empty((await ReadAsync(file)).Fragments);
    }

    [Theory]
    [InlineData("0000000866726565", 8, 8)]
    [InlineData("0000000066726565", 8, 0)]
    [InlineData("00000001667265650000000100000000", 16, 0x100000000)]
    public void Header_Valid_IsRead(string hex, int headerLength, long length)
    {
        var bytes = Convert.FromHexString(hex);

        Assert.True(Mp4BoxHeader.TryRead(bytes, out var header));
        Assert.Equal((headerLength, length, $"free {length}"), (header.HeaderLength, header.Length, header.ToString()));
        Assert.True(header.Is("free"u8));
        Assert.All(Mutations.Truncations(bytes), static cut => Assert.False(Mp4BoxHeader.TryRead(cut, out _)));
    }

    [Theory]
    [InlineData("0000000766726565")]
    [InlineData("0000000166726565000000000000000F")]
    [InlineData("00000001667265650000000000000000")]
    [InlineData("0000000166726565FFFFFFFFFFFFFFFF")]
    public void Header_SizeIsLessThanItsOwn_IsFalse(string hex) => Assert.False(Mp4BoxHeader.TryRead(Convert.FromHexString(hex), out _));

    private static uint Code(string type) => BinaryPrimitives.ReadUInt32BigEndian(System.Text.Encoding.ASCII.GetBytes(type));

    private static ValueTask<Mp4FragmentIndex> ReadAsync(byte[] file) =>
        Mp4FragmentIndex.ReadAsync(new MemoryStream(file), cancellationToken: TestContext.Current.CancellationToken);

    private sealed class OneByteStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, 1)], cancellationToken);
    }
}
