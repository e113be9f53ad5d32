using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Srs.Tests.TestSupport;
using Srs.Web.Logging;

namespace Srs.Tests.Web.Logging;

public sealed class SrsLogFormatterTests
{
    private const string Time = @"\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\]";

    [Theory]
    [InlineData(LogLevel.Trace, "TRACE")]
    [InlineData(LogLevel.Debug, "DEBUG")]
    [InlineData(LogLevel.Information, "INFO")]
    public void Line_OfAClient_HasItsId(LogLevel level, string word)
    {
        Assert.Matches($@"^{Time}\[{word}\]\[{Environment.ProcessId}\]\[abcd1234\] text\n$", Format(level, "text", id: "abcd1234"));
    }

    [Theory]
    [InlineData(LogLevel.Warning, "WARN", "\e\\[33m")]
    [InlineData(LogLevel.Error, "ERROR", "\e\\[31m")]
    [InlineData(LogLevel.Critical, "ERROR", "\e\\[31m")]
    public void Line_OfTrouble_HasTheSystemErrorAndItsColour(LogLevel level, string word, string colour)
    {
        Assert.Matches($@"^{colour}{Time}\[{word}\]\[{Environment.ProcessId}\]\[[0-9a-z]{{8}}\]\[0\] text{"\e"}\[0m\n$", Format(level, "text", isColoured: true));
    }

    [Fact]
    public void Fault_OfTheSystem_IsOneLineAndItsFrames()
    {
        var lines = Format(LogLevel.Error, "It failed.", exception: Throw()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Matches($@"^{Time}\[ERROR\]\[\d+\]\[[0-9a-z]{{8}}\]\[111\] It failed\. : IOException: outer : SocketException: Connection refused\(Connection refused\)$", lines[0]);
        Assert.Matches($@"^thread \[{Environment.ProcessId}\]\[[0-9a-z]{{8}}\]: SrsLogFormatterTests\.Throw\(\) \[.*:\d+\]\[errno=111\]$", lines[1]);
    }

    [Fact]
    public void Line_WithWhatAPeerSent_StaysOneLine()
    {
        var line = Format(LogLevel.Information, "name\r\n[2026-01-01 00:00:00.000][ERROR][1][x][0] forged \e[31m");

        Assert.Equal(1, line.Count(static c => c == '\n'));
        Assert.DoesNotContain('\e', line);
    }

    [Theory]
    [InlineData('a')]
    [InlineData('\u20ac')]
    public void Line_TooLong_IsCutAtTheLimit(char filling)
    {
        var bytes = Encoding.UTF8.GetBytes(Format(LogLevel.Information, new string(filling, 100_000)));

        Assert.InRange(bytes.Length, SrsLogFormatter.MaxLineBytes - 3, SrsLogFormatter.MaxLineBytes);
        Assert.Equal((byte)'\n', bytes[^1]);
    }

    private static IOException Throw()
    {
        try
        {
            throw new IOException("outer", new SocketException((int)SocketError.ConnectionRefused, "Connection refused"));
        }
        catch (IOException e)
        {
            return e;
        }
    }

    private static string Format(LogLevel level, string text, string? id = null, Exception? exception = null, bool isColoured = false)
    {
        KeyValuePair<string, object?>[] state = [new("SessionId", id)];
        var writer = new StringWriter();
        new SrsLogFormatter(new ManualTimeProvider(), isUtc: true, isColoured).Write(
            new LogEntry<KeyValuePair<string, object?>[]>(level, "category", default, state, exception, (_, _) => text), scopeProvider: null, writer);
        return writer.ToString();
    }
}
