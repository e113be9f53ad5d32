using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Srs.Tests.TestSupport;
using Srs.Web.Reload;

namespace Srs.Tests.Web.Reload;

public sealed class MergePatchTests
{
    /// <summary>The rows of RFC 7396, appendix A, whose target and patch are objects.</summary>
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", "{}")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("{}", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    [InlineData("""{"Rtmp":{"Listen":"1"}}""", """{"rtmp":{"listen":"2"}}""", """{"Rtmp":{"Listen":"2"}}""")]
    public void Apply_AsTheStandard(string target, string patch, string expected) =>
        Assert.Equal(JsonNode.Parse(expected)!.ToJsonString(), MergePatch.Apply(Parse(target), Parse(patch)).ToJsonString(), ignoreCase: true);

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("1")]
    [InlineData("")]
    [InlineData("""{"a":1,"A":2}""")]
    [InlineData("""{"a":{"b":1,"b":2}}""")]
    [InlineData("""{"a":"\ud800"}""")]
    [InlineData("""{"\ud800":1}""")]
    public void Parse_NoSettings_IsRefused(string text)
    {
        var exception = Assert.ThrowsAny<Exception>(() => Parse(text));

        Assert.True(exception is JsonException or FormatException, exception.ToString());
    }

    [Fact]
    public void Parse_TooDeep_IsRefused() => Assert.ThrowsAny<JsonException>(() => Parse(
        string.Concat(Enumerable.Repeat("{\"a\":", ConfigBody.MaxDepth + 1)) + "1" + new string('}', ConfigBody.MaxDepth + 1)));

    [Fact]
    public void Parse_Mutated_IsReadOrRefused()
    {
        foreach (var mutant in Mutations.Of(Encoding.UTF8.GetBytes("""{"Rtmp":{"ChunkSize":4096},"Vhosts":{"a.example":{"Play":{"Atc":true}},"b":null}}"""), 2000))
        {
            try
            {
                SettingsSource.Bind(ConfigBody.Parse(mutant), isSrs: false, checksFiles: false);
            }
            catch (Exception e) when (e is JsonException or FormatException or Srs.Web.Configuration.ConfigurationException)
            {
                // Refused, with a reason.
            }
        }
    }

    private static JsonObject Parse(string text) => ConfigBody.Parse(Encoding.UTF8.GetBytes(text));
}
