using System.Text.Json.Nodes;
using Srs.Media.Access;
using Srs.Web.Configuration;
using Srs.Web.Reload;

namespace Srs.Tests.Web.Configuration;

/// <summary>A secret in every setting where one may stand, and everything that shows settings.</summary>
public sealed class SecretOptionsTests
{
    private const string Mark = "5ec2e7";
    private const string Url = $"https://user:{Mark}@host.example/path?x={Mark}#{Mark}";

    private static readonly SrsOptions Full = Bind(Fill(typeof(SrsOptions)));

    [Fact]
    public void EverySetting_WithASecret_IsShownWithoutIt()
    {
        var shown = OptionsJson.Write(Full, isMasked: true).ToJsonString();

        Assert.Contains("host.example", shown, StringComparison.Ordinal);
        Assert.DoesNotContain(Mark, shown, StringComparison.Ordinal);
        Assert.All(
            OptionsDiff.Find(new SrsOptions(), Full).Concat(OptionsDiff.Find(Full, new SrsOptions())).Concat(OptionsDiff.Find(Full, Bind(Fill(typeof(SrsOptions), "-2")))),
            static change => Assert.DoesNotContain(Mark, $"{change}", StringComparison.Ordinal));
        Assert.All(SettingsSource.Remark(Full), static remark => Assert.DoesNotContain(Mark, remark, StringComparison.Ordinal));
    }

    [Fact]
    public void EverySetting_WrongWithASecret_IsToldWithoutIt()
    {
        var errors = Assert.Throws<ConfigurationException>(() => SettingsSource.Bind(Fill(typeof(SrsOptions), hasFiles: false), isSrs: false, checksFiles: true));

        Assert.InRange(errors.Errors.Count, 20, 1000);
        Assert.All(errors.Errors, static error => Assert.DoesNotContain(Mark, error, StringComparison.Ordinal));
    }

    [Fact]
    public void EverySetting_SentBackAsItWasShown_StaysAsItIs()
    {
        var errors = new List<string>();
        var shown = OptionsJson.Write(Full, isMasked: true);

        OptionsJson.Unmask(shown, Full, SrsOptionsReader.Section, errors);

        Assert.Empty(errors);
        Assert.True(JsonNode.DeepEquals(OptionsJson.Write(Full, isMasked: false), shown));
    }

    private static SrsOptions Bind(JsonObject json) => new OptionsBinder([]).Bind(SettingNode.Read(json, SrsOptionsReader.Section), new SrsOptions());

    /// <summary>Every text a URL or a secret, every switch on, one entry in each section of names.</summary>
    /// <param name="type">The section.</param>
    /// <param name="more">Appended to each text.</param>
    /// <param name="hasFiles">Whether names of files are URLs, too; the system's errors repeat these in a form of its own.</param>
    private static JsonObject Fill(Type type, string more = "", bool hasFiles = true)
    {
        var json = new JsonObject(OptionsJson.AnyCase);
        foreach (var property in OptionProperties.Of(type))
        {
            json[property.Name] = property.PropertyType switch
            {
                var text when text == typeof(string) && property.IsDefined(typeof(SecretAttribute), inherit: true) => Mark + more,
                var text when text == typeof(string) => hasFiles || property.Name is not ("Cert" or "Key" or "KeyFile") ? $"{Url}{more} http://{Mark}@b.example/" : null,
                var flag when flag == typeof(bool) => true,
                var value when OptionProperties.IsValue(value) => null,
                var names when OptionProperties.IsDictionary(names) => new JsonObject(OptionsJson.AnyCase) { ["entry"] = Fill(names.GetGenericArguments()[1], more, hasFiles) },
                var section => Fill(section, more, hasFiles),
            };
            if (json[property.Name] is null)
            {
                json.Remove(property.Name);
            }
        }

        return json;
    }
}
