using Srs.Load;
using Srs.Load.Viewing;

namespace Srs.Tests.Load.Viewing;

public sealed class PlayOptionsTests
{
    private const string Url = "http://127.0.0.1:8080/live/s.flv";

    [Fact]
    public void Read_AddressAlone_TakesDefaults()
    {
        var options = PlayOptions.Read(["--url", Url]);

        Assert.Equal(100, options.Viewers);
        Assert.Equal(TimeSpan.FromMilliseconds(10), options.Sweep);
        Assert.Null(options.Pid);
    }

    [Theory]
    [InlineData("--viewers 0", "--viewers is 0; it has to be from 1 to 50000.")]
    [InlineData("--viewers 1.5", "--viewers has to be a whole number.")]
    [InlineData("--seconds soon", "--seconds is soon")]
    [InlineData("--seconds", "--seconds needs a value.")]
    [InlineData("--json --json", "--json is given twice.")]
    [InlineData("--wiewers 3", "--wiewers is no option here")]
    public void Read_WrongOption_TellsWhat(string options, string expected)
    {
        var error = Assert.Throws<LoadException>(() => PlayOptions.Read(["--url", Url, .. options.Split(' ')]));

        Assert.StartsWith(expected, error.Message, StringComparison.Ordinal);
    }
}
