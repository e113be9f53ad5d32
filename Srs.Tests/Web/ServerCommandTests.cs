using Srs.Web;

namespace Srs.Tests.Web;

public sealed class ServerCommandTests
{
    [Theory]
    [InlineData("", "Run conf= env=False settings=")]
    [InlineData("-c a.conf", "Run conf=a.conf env=False settings=")]
    [InlineData("-ca.conf", "Run conf=a.conf env=False settings=")]
    [InlineData("-ca=b.conf", "Run conf=a=b.conf env=False settings=")]
    [InlineData("-t -c a.conf", "CheckConfiguration conf=a.conf env=False settings=")]
    [InlineData("-tc a.conf", "CheckConfiguration conf=a.conf env=False settings=")]
    [InlineData("-t", "CheckConfiguration conf= env=False settings=")]
    [InlineData("-e", "Run conf= env=True settings=")]
    [InlineData("-e -t", "CheckConfiguration conf= env=True settings=")]
    [InlineData("-e -c a.conf", "Run conf= env=True settings=")]
    [InlineData("-v", "ShowVersion")]
    [InlineData("-V", "ShowVersion")]
    [InlineData("--version", "ShowVersion")]
    [InlineData("-g", "ShowSignature")]
    [InlineData("-G", "ShowSignature")]
    [InlineData("-h", "ShowHelp")]
    [InlineData("-?", "ShowHelp")]
    [InlineData("--help", "ShowHelp")]
    [InlineData("a.conf", "ShowHelp")]
    [InlineData("-", "ShowHelp")]
    [InlineData("--Srs:Rtmp:Listen=1936", "Run conf= env=False settings=--Srs:Rtmp:Listen=1936")]
    [InlineData("--Srs:Rtmp:Listen 1936 -c a.conf", "Run conf=a.conf env=False settings=--Srs:Rtmp:Listen,1936")]
    [InlineData("Srs:Rtmp:Listen=1936", "Run conf= env=False settings=Srs:Rtmp:Listen=1936")]
    [InlineData("--healthcheck --Srs:HttpServer:Listen=1", "CheckHealth conf= env=False settings=--Srs:HttpServer:Listen=1")]
    public void Parse_Line_IsUnderstood(string line, string expected) => Assert.StartsWith(expected, Show(line), StringComparison.Ordinal);

    [Theory]
    [InlineData("-c a.conf", "SRS_CONFIG_FILE=b.conf", "Run conf=b.conf env=False")]
    [InlineData("", "SRS_CONFIG_FILE=b.conf", "Run conf=b.conf env=False")]
    [InlineData("-e", "SRS_CONFIG_FILE=b.conf", "Run conf= env=True")]
    [InlineData("-c a.conf", "SRS_ENV_ONLY=off", "Run conf= env=True")]
    [InlineData("-c a.conf", "SRS_ENV_ONLY=", "Run conf=a.conf env=False")]
    public void Parse_Environment_Counts(string line, string variable, string expected) =>
        Assert.StartsWith(expected, Show(line, variable), StringComparison.Ordinal);

    [Theory]
    [InlineData("-c", "-c needs a file, such as -c conf/srs.conf.")]
    [InlineData("-x", "There is no option -x; -h tells which there are.")]
    [InlineData("-tx", "There is no option -x; -h tells which there are.")]
    public void Parse_Fault_IsTold(string line, string fault) => Assert.Equal(fault, Parse(line).Fault);

    private static string Show(string line, string variable = "X=")
    {
        var command = Parse(line, variable);
        Assert.Empty(command.Fault);
        return $"{command.Task} conf={command.ConfigFile} env={command.IsEnvironmentOnly} settings={string.Join(',', command.Settings)}";
    }

    private static ServerCommand Parse(string line, string variable = "X=") => ServerCommand.Parse(
        line.Split(' ', StringSplitOptions.RemoveEmptyEntries), new Dictionary<string, string> { [variable.Split('=')[0]] = variable.Split('=')[1] });
}
