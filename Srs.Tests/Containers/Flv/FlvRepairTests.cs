using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.Versioning;
using Srs.Media.Containers.Flv;
using Srs.Media.Protocols.Rtmp.Wire;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Containers.Flv;

public sealed class FlvRepairTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Repair_LiveRecording_TellsDurationSizeAndKeyFrames()
    {
        var (file, result) = await RepairAsync(await MakeAsync(100));

        var metadata = ReadMetadata(file);
        Assert.Equal(new FlvRepairResult(104, 4, TimeSpan.FromSeconds(4), 0), result);
        Assert.Equal((4.0, (double)file.Length), (metadata["duration"].AsNumber(), metadata["filesize"].AsNumber()));
        Assert.Equal((640.0, true), (metadata["width"].AsNumber(), metadata["hasVideo"].AsBoolean()));
        var times = metadata["keyframes"]["times"].Elements.Select(static time => time.AsNumber()!.Value);
        Assert.Equal([0, 1, 2, 3], times);
        foreach (var (position, number) in metadata["keyframes"]["filepositions"].Elements.Select(static (position, i) => ((int)position.AsNumber()!.Value, i * 25)))
        {
            Assert.True(FlvTagHeader.TryRead(file.AsSpan(position), out var header));
            Assert.Equal((FlvTagType.Video, number), (header.Type, TestMedia.NumberOf(file[position..(position + FlvTagHeader.Length + header.BodyLength)])));
            Assert.Equal(FlvTagHeader.Length + header.BodyLength, BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(position + FlvTagHeader.Length + header.BodyLength)));
        }
    }

    [Fact]
    public async Task Repair_OfARepairedFile_ChangesNothing()
    {
        var (once, _) = await RepairAsync(await MakeAsync(100));
        var (twice, _) = await RepairAsync(once);

        Assert.Equal(once, twice);
    }

    [Fact]
    public async Task Repair_CutOffTagAndWrongSizes_AreMadeGood()
    {
        var good = await MakeAsync(100);
        var (expected, _) = await RepairAsync(good);
        var broken = (byte[])good.Clone();
        for (var at = FlvMuxer.FileHeaderLength; at < broken.Length;)
        {
            Assert.True(FlvTagHeader.TryRead(broken.AsSpan(at), out var header));
            at += FlvTagHeader.Length + header.BodyLength + FlvMuxer.TagEndLength;
            broken.AsSpan(at - FlvMuxer.TagEndLength, FlvMuxer.TagEndLength).Fill(0xEE);
        }

        var (file, result) = await RepairAsync([.. broken, .. good.AsSpan(FlvMuxer.FileHeaderLength, 30)]);

        Assert.Equal(expected, file);
        Assert.Equal(30, result.DroppedBytes);
    }

    [Fact]
    public async Task Repair_CutOffAnywhere_GivesAFileThatReads()
    {
        var good = await MakeAsync(10);
        for (var length = FlvMuxer.FileHeaderLength; length <= good.Length; length++)
        {
            var (file, result) = await RepairAsync(good[..length]);
            Assert.Equal(file.Length, ReadMetadata(file)["filesize"].AsNumber());
            Assert.InRange(result.DroppedBytes, 0, 400);
        }
    }

    [Fact]
    public async Task Repair_Damaged_GivesAFileOrSaysSo()
    {
        foreach (var damaged in Mutations.Of(await MakeAsync(10), 1000))
        {
            try
            {
                var (file, _) = await RepairAsync(damaged);
                Assert.Equal(file.Length, ReadMetadata(file)["filesize"].AsNumber());
            }
            catch (FlvFormatException)
            {
            }
        }
    }

    [Fact]
    public async Task Repair_ManyKeyFrames_ListsAtMostTheLimit()
    {
        using var input = new MemoryStream();
        var writer = new FlvFileWriter(input);
        for (var i = 0; i < 10_000; i++)
        {
            await writer.WriteAsync(FlvTagType.Video, TimeSpan.FromMilliseconds(i * 40), TestMedia.KeyFrame(i), Cancel);
        }

        var (file, result) = await RepairAsync(input.ToArray());

        var times = ReadMetadata(file)["keyframes"]["times"].Elements.Select(static time => time.AsNumber()!.Value).ToList();
        Assert.InRange(result.KeyFrames, 950, 1900);
        Assert.Equal(result.KeyFrames, times.Count);
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.Equal(times[1] - times[0], pair.Second - pair.First, 0.001));
    }

    [Fact]
    public async Task Repair_InPlace_ReplacesTheFileOrLeavesIt()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        var path = Path.Combine(folder, "a.flv");
        try
        {
            await File.WriteAllBytesAsync(path, await MakeAsync(100), Cancel);
            await FlvRepair.RepairAsync(path, Cancel);
            var repaired = await File.ReadAllBytesAsync(path, Cancel);
            Assert.Equal(4, ReadMetadata(repaired)["duration"].AsNumber());

            byte[] noFlv = [1, 2, 3, 4, 5];
            await File.WriteAllBytesAsync(path, noFlv, Cancel);
            await Assert.ThrowsAsync<FlvFormatException>(() => FlvRepair.RepairAsync(path, Cancel));
            Assert.Equal(noFlv, await File.ReadAllBytesAsync(path, Cancel));
            Assert.Equal([path], Directory.GetFiles(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Repair_InPlaceThroughALink_RepairsTheTargetAndKeepsItsMode()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix file modes.");
        var folder = Directory.CreateTempSubdirectory().FullName;
        var (path, link) = (Path.Combine(folder, "a.flv"), Path.Combine(folder, "link.flv"));
        try
        {
            await File.WriteAllBytesAsync(path, await MakeAsync(100), Cancel);
            const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
            File.SetUnixFileMode(path, Mode);
            File.CreateSymbolicLink(link, "a.flv");

            await FlvRepair.RepairAsync(link, Cancel);

            Assert.Equal("a.flv", new FileInfo(link).LinkTarget);
            Assert.Equal(Mode, File.GetUnixFileMode(path));
            Assert.Equal(4, ReadMetadata(await File.ReadAllBytesAsync(path, Cancel))["duration"].AsNumber());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [RequiresToolFact("flvmeta")]
    [Trait("Category", "Interop")]
    public async Task Repair_FlvmetaChecks_FindsNoErrorAndTheSameIndex()
    {
        var (repaired, _) = await RepairAsync(TestVectors.Read("avc-aac-1s.flv"));
        var folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            var path = Path.Combine(folder, "repaired.flv");
            await File.WriteAllBytesAsync(path, repaired, Cancel);
            var check = await ExternalTool.RunAsync("flvmeta", ["--check", "--quiet", path]);
            Assert.True(check.ExitCode == 0, check.OutputText + check.Error);

            // What flvmeta itself finds in the file, when it writes the index anew.
            var again = Path.Combine(folder, "again.flv");
            (await ExternalTool.RunAsync("flvmeta", ["--update", path, again])).AssertSucceeded();
            var (ours, theirs) = (ReadMetadata(repaired), ReadMetadata(await File.ReadAllBytesAsync(again, Cancel)));
            var expected = theirs["keyframes"]["times"].Elements.Select(static time => time.AsNumber()).ToList();
            var actual = ours["keyframes"]["times"].Elements.Select(static time => time.AsNumber()).ToList();
            Assert.Equal(expected, actual);
            Assert.Equal(theirs["duration"].AsNumber()!.Value, ours["duration"].AsNumber()!.Value, 0.1);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [RequiresToolFact("ffprobe")]
    [Trait("Category", "Interop")]
    public async Task Repair_FfmpegSeeksByTheIndex_AndReadsTheSamePackets()
    {
        var recorded = (await ExternalTool.RunAsync(
            "ffmpeg",
            [
                "-v", "error", "-f", "lavfi", "-i", "testsrc2=s=160x90:r=25:d=8", "-f", "lavfi", "-i", "sine=duration=8", "-c:v", "libx264", "-preset", "ultrafast",
                "-g", "25", "-bf", "0", "-c:a", "aac", "-f", "flv", "-flvflags", "no_duration_filesize", "pipe:1",
            ])).AssertSucceeded().Output;
        var (repaired, _) = await RepairAsync(recorded[..^100]);
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, repaired, Cancel);
            Assert.Equal(8, double.Parse(await ProbeAsync(path, "-show_entries", "format=duration"), CultureInfo.InvariantCulture), 0.1);
            Assert.StartsWith("5.0", await ProbeAsync(path, "-read_intervals", "5.4%+#1", "-select_streams", "v", "-show_entries", "packet=pts_time"), StringComparison.Ordinal);
            var before = await Ffprobe.GetPacketsAsync(recorded);
            var after = await Ffprobe.GetPacketsAsync(repaired);
            Assert.Equal(before.Take(before.Count - 1), after);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task<string> ProbeAsync(string path, params string[] arguments) =>
        (await ExternalTool.RunAsync("ffprobe", ["-v", "error", "-of", "csv=p=0", .. arguments, path])).AssertSucceeded().OutputText.Trim();

    /// <summary>Metadata, two sequence headers, a key frame each 25 frames, one frame each 40 ms.</summary>
    private static async Task<byte[]> MakeAsync(int frames)
    {
        using var file = new MemoryStream();
        var writer = new FlvFileWriter(file);
        var metadata = new System.Buffers.ArrayBufferWriter<byte>();
        RtmpDataMessage.Create("onMetaData", AmfValue.EcmaArray(("width", 640), ("duration", 0))).Write(metadata);
        await writer.WriteAsync(FlvTagType.Script, TimeSpan.Zero, metadata.WrittenMemory, Cancel);
        await writer.WriteAsync(FlvTagType.Video, TimeSpan.Zero, TestMedia.AvcHeader, Cancel);
        await writer.WriteAsync(FlvTagType.Audio, TimeSpan.Zero, TestMedia.AacHeader, Cancel);
        for (var i = 0; i < frames; i++)
        {
            await writer.WriteAsync(FlvTagType.Video, TimeSpan.FromMilliseconds(i * 40), i % 25 == 0 ? TestMedia.KeyFrame(i) : TestMedia.InterFrame(i), Cancel);
        }

        await writer.WriteAsync(FlvTagType.Audio, TimeSpan.FromMilliseconds((frames - 1) * 40), TestMedia.AacFrame(1), Cancel);
        return file.ToArray();
    }

    private static async Task<(byte[] File, FlvRepairResult Result)> RepairAsync(byte[] file)
    {
        using var output = new MemoryStream();
        var result = await FlvRepair.RepairAsync(new MemoryStream(file), output, Cancel);
        return (output.ToArray(), result);
    }

    private static AmfValue ReadMetadata(byte[] file)
    {
        Assert.True(FlvTagHeader.TryRead(file.AsSpan(FlvMuxer.FileHeaderLength), out var header));
        var body = file.AsSpan(FlvMuxer.FileHeaderLength + FlvTagHeader.Length, header.BodyLength);
        var metadata = RtmpDataMessage.Read(RtmpMessageType.DataAmf0, body);
        Assert.Equal("onMetaData", metadata.Name);
        return metadata.Argument(0);
    }
}
