using System.Text.RegularExpressions;
using Srs.Media.Containers.Flv;
using Srs.Tests.Architecture;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Protocols.Rtmp.Client;

[Trait("Category", "Loopback")]
public sealed partial class ClientExamplesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("docs/client-library.md")]
    [InlineData("Srs.Media/PACKAGE.md")]
    public void Documentation_QuotesCodeThatCompilesAndRuns(string document)
    {
        var code = Squeeze(File.ReadAllText(Path.Combine(RepositoryFiles.Root, "Srs.Tests/Protocols/Rtmp/Client/ClientExamples.cs")));
        var quotes = CodeBlock().Matches(File.ReadAllText(Path.Combine(RepositoryFiles.Root, document)));

        Assert.NotEmpty(quotes);
        Assert.All(quotes, quote => Assert.Contains(Squeeze(quote.Groups[1].Value), code, StringComparison.Ordinal));
    }

    [Fact]
    public async Task PublishFileRecordAndCount_OverTheServer_Work()
    {
        await using var server = await SrsTestServer.StartAsync();
        var url = $"rtmp://127.0.0.1:{server.RtmpPort}/live/livestream";
        var folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            var (source, copy) = (Path.Combine(folder, "source.flv"), Path.Combine(folder, "copy.flv"));
            await File.WriteAllBytesAsync(source, TestVectors.Read("avc-aac-1s.flv"), Cancel);
            var recording = ClientExamples.RecordAsync(url, copy, Cancel);
            await Wait.UntilAsync(() => server.Sessions.Count > 0, "the player");
            var counting = ClientExamples.CountKeyFramesAsync($"http://127.0.0.1:{server.HttpPort}/live/livestream.flv", Cancel);
            await ClientExamples.PublishFileAsync(source, url, TimeProvider.System, Cancel);
            await Task.WhenAll(recording, counting).WithinLimitAsync();

            Assert.InRange(await counting, 1, 10);
            await using var file = new FlvFileReader(File.OpenRead(copy));
            using var metadata = await file.ReadAsync(Cancel);
            Assert.Equal(FlvTagType.Script, metadata!.Type);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task PublishH264_OverTheServer_GivesTheTrack()
    {
        await using var server = await SrsTestServer.StartAsync();
        var url = $"rtmp://127.0.0.1:{server.RtmpPort}/live/livestream";
        using var h264 = new MemoryStream(TestVectors.Read("avc-1s.h264"));
        using var aac = new MemoryStream([0xFF, 0xF1, 0x50, 0x80, 0x01, 0x3F, 0xFC, 0x21, 0x10]);
        await ClientExamples.PublishH264Async(h264, aac, url, 25, Cancel);

        Assert.StartsWith("SRS", await ClientExamples.ExplainAsync(url, Cancel), StringComparison.Ordinal);
        Assert.StartsWith("The connection broke", await ClientExamples.ExplainAsync("rtmp://127.0.0.1:1/live/livestream", Cancel), StringComparison.Ordinal);
    }

    private static string Squeeze(string code) => Spaces().Replace(code, "");

    [GeneratedRegex(@"```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
