using Srs.Web.Configuration;

namespace Srs.Tests.Web.Configuration;

public sealed class OpenFileLimitTests
{
    [Theory]
    [InlineData("Max open files            1024                 524288               files", 896)]
    [InlineData("Max open files            524288               524288               files", 524160)]
    [InlineData("Max open files            unlimited            unlimited            files", 1_000_000)]
    [InlineData("Max open files            2147483647           2147483647           files", 1_000_000)]
    [InlineData("Max open files            9223372036854775807  9223372036854775807  files", 1_000_000)]
    [InlineData("Max open files            100                  100                  files", 1)]
    [InlineData("Max cpu time              unlimited            unlimited            seconds", 1_000_000)]
    public void Parse_Limits_KeepsTheReserve(string line, int connections) => Assert.Equal(connections, OpenFileLimit.Parse(["Limit  Soft  Hard", line]));

    [Fact]
    public void MaxConnections_Here_IsUsable() => Assert.InRange(OpenFileLimit.MaxConnections(), 1, 1_000_000);
}
