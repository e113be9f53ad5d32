using System.Text;
using Srs.Tests.TestSupport;
using Srs.Web.Configuration.SrsConf;

namespace Srs.Tests.Web.Configuration.SrsConf;

/// <summary>The grammar of SRS's configuration files.</summary>
public sealed class ConfParserTests
{
    private const string Sample =
        "# a comment\nlisten 1935 [::]:1935; # more\ninclude other.conf;\nvhost 'a b' {\n    http_hooks { on_play \"http://h/a;b\" http://h/c#d ''; }\n}\n";

    [Theory]
    [InlineData("listen 1935;", "listen(1935)@1")]
    [InlineData("listen 1935 1936;", "listen(1935,1936)@1")]
    [InlineData("  listen\t1935 ;\n\n daemon off;", "listen(1935)@1 daemon(off)@3")]
    [InlineData("a 1;b 2;", "a(1)@1 b(2)@1")]
    [InlineData("a;", "a()@1")]
    [InlineData("a 1;\r\nb 2;\r\n", "a(1)@1 b(2)@2")]
    [InlineData("vhost x { a 1; b { c 2; } }", "vhost(x)@1{a(1)@1 b()@1{c(2)@1}}")]
    [InlineData("vhost x{\n}\n", "vhost(x)@1{}")]
    [InlineData("# all\n#listen 1;\na 1; # rest; b 2;\nc 3;", "a(1)@3 c(3)@4")]
    [InlineData("a 1#2 http://h/#x;", "a(1#2,http://h/#x)@1")]
    [InlineData("a 'b c' \"d;{}# e\";", "a(b c,d;{}# e)@1")]
    [InlineData("a 'say \"x\"' \"it's\";", "a(say \"x\",it's)@1")]
    [InlineData("a \"\" b '';", "a(b)@1")]
    [InlineData("a b\\n 'c\\';", "a(b\\n,c\\)@1")]
    [InlineData("a b'c\"d;", "a(b'c\"d)@1")]
    [InlineData("a \"b\"{c 1;}", "a(b)@1{c(1)@1}")]
    [InlineData("a {} b 1;", "a()@1{} b(1)@1")]
    [InlineData("\uFEFFlisten 1935;", "listen(1935)@1")]
    [InlineData("", "")]
    [InlineData("\n # nothing", "")]
    public void Parse_GoodText_IsRead(string text, string expected)
    {
        var (tree, errors) = Parse(text);

        Assert.Empty(errors);
        Assert.Equal(expected, tree);
    }

    [Theory]
    [InlineData("listen 1935", "srs.conf:1: the file ends within \"listen\"")]
    [InlineData("a 1;\nlisten 1935\ndaemon off;", "srs.conf:2: unexpected end of line after \"1935\"")]
    [InlineData("vhost a\n{ enabled on; }", "srs.conf:1: unexpected end of line after \"a\"")]
    [InlineData("listen 1935 # the port\n;", "srs.conf:1: unexpected end of line after \"1935\"")]
    [InlineData("a 'b\n;", "srs.conf:1: the quote that begins with 'b does not end in its line")]
    [InlineData("a 'b'c;", "srs.conf:1: after the quote 'b' only a space, ; or { may follow")]
    [InlineData("a \"b\"\"c\";", "srs.conf:1: after the quote \"b\" only a space, ; or { may follow")]
    [InlineData(";", "srs.conf:1: unexpected ;")]
    [InlineData("a {};", "srs.conf:1: unexpected ;")]
    [InlineData("{ a 1; }", "srs.conf:1: unexpected {")]
    [InlineData("}", "srs.conf:1: this } closes nothing")]
    [InlineData("vhost a { enabled on; ", "srs.conf:1: the block of \"vhost\" is not closed")]
    [InlineData("vhost a { enabled on }", "srs.conf:1: \"enabled\" ends with }")]
    [InlineData("include;", "srs.conf:1: include names no file")]
    [InlineData("\ninclude missing.conf;", "srs.conf:2: missing.conf cannot be read")]
    [InlineData("include srs.conf;", "srs.conf:1: srs.conf is included by itself")]
    public void Parse_BadText_TellsFileLineAndWhat(string text, string message)
    {
        var (_, errors) = Parse(text);

        Assert.StartsWith(message, errors[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_SeveralFaults_TellsThemAllAndReadsTheRest()
    {
        var (tree, errors) = Parse("listen 1935\ndaemon off;\nvhost a\n{\n  play { atc 'on'x; }\n}\npid x\nmax_connections 5;");

        Assert.Equal(["1:", "3:", "5:", "7:"], errors.Select(static e => e["srs.conf:".Length..][..2]));
        Assert.Equal("listen(1935)@1 daemon(off)@2 vhost(a)@3{play()@5{atc(onx)@5}} pid(x)@7 max_connections(5)@8", tree);
    }

    [Fact]
    public void Parse_Include_IsReadInPlaceWithItsOwnLines()
    {
        var (tree, errors) = Parse(
            "include a.conf b.conf;\nvhost x { include c.conf; }", ("a.conf", "\nlisten 1;"), ("b.conf", ""), ("c.conf", "play {\ninclude d.conf;\n}"), ("d.conf", "atc on;"));

        Assert.Empty(errors);
        Assert.Equal("listen(1)@2 vhost(x)@2{play()@1{atc(on)@1}}", tree);
    }

    [Fact]
    public void Parse_IncludesInACircle_AreRefused()
    {
        var (_, errors) = Parse("include a.conf;", ("a.conf", "vhost x { include b.conf; }"), ("b.conf", "include a.conf;"));

        Assert.Equal("b.conf:1: a.conf is included by itself.", Assert.Single(errors));
    }

    [Fact]
    public void Parse_IncludesThatDouble_EndAtTheLimit()
    {
        var files = Enumerable.Range(0, ConfLimits.MaxDepth + 4).Select(static i => ($"{i}.conf", $"include {i + 1}.conf {i + 1}.conf;")).ToArray();

        var (_, errors) = Parse("include 0.conf;", files);

        Assert.InRange(errors.Count, 1, ConfLimits.MaxErrors);
        Assert.All(errors, static e => Assert.Contains("include", e, StringComparison.Ordinal));
    }

    [Fact]
    public void Parse_DeepBlocks_AreRefused()
    {
        var (_, errors) = Parse(string.Concat(Enumerable.Repeat("a {", 100_000)));

        Assert.Contains(errors, static e => e.Contains("is nested more than", StringComparison.Ordinal));
    }

    [Fact]
    public void Parse_LongFiles_AreRefused()
    {
        var parser = new ConfParser(static _ => new byte[ConfLimits.MaxFileBytes + 1]);

        Assert.Empty(parser.Parse("srs.conf"));
        Assert.Contains("is too long", Assert.Single(parser.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_EndlessDevice_EndsAtTheLimit()
    {
        if (File.Exists("/dev/zero"))
        {
            var parser = new ConfParser();

            Assert.Empty(parser.Parse("/dev/zero"));
            Assert.Contains("is too long", Assert.Single(parser.Errors), StringComparison.Ordinal);
        }
    }

    [Fact]
    [Trait("Category", "Fuzz")]
    public void Parse_Truncated_OnlyTellsErrors()
    {
        foreach (var text in Mutations.Truncations(Encoding.UTF8.GetBytes(Sample)))
        {
            ParseAndMap(text);
        }
    }

    [Fact]
    [Trait("Category", "Fuzz")]
    public void Parse_SplitOverFiles_IsTheSameAtEveryDirective()
    {
        const string Text = "listen 1935;\nvhost a { play { atc on; } }\nvhost b { enabled off; }\n";
        var (expected, _) = Parse(Text);
        foreach (var at in Enumerable.Range(0, Text.Length).Where(i => i == 0 || Text[i - 1] == '\n'))
        {
            var (tree, errors) = Parse($"{Text[..at]}include rest.conf;", ("rest.conf", new string('\n', Text[..at].Count(static c => c == '\n')) + Text[at..]));

            Assert.Empty(errors);
            Assert.Equal(expected, tree);
        }
    }

    [Fact]
    [Trait("Category", "Fuzz")]
    public void Parse_Mutated_OnlyTellsErrors()
    {
        foreach (var text in Mutations.Of(Encoding.UTF8.GetBytes(Sample), 3000))
        {
            ParseAndMap(text);
        }

        // Whole directives of the right names, so that the mapping meets wrong values.
        var known = ConfMapperTests.EveryDirective();
        foreach (var text in Mutations.Of(Encoding.UTF8.GetBytes(known), 300, seed: 2))
        {
            ParseAndMap(text);
        }
    }

    private static void ParseAndMap(byte[] text)
    {
        var parser = new ConfParser(name => name == "srs.conf" ? text : "atc on;"u8.ToArray());
        var root = parser.Parse("srs.conf");
        Assert.InRange(parser.Errors.Count, 0, ConfLimits.MaxErrors);
        Assert.NotNull(ConfMapper.Map(root, new Dictionary<string, string>()));
    }

    private static (string Tree, IReadOnlyList<string> Errors) Parse(string text, params (string Name, string Text)[] files)
    {
        var parser = new ConfParser(name => Encoding.UTF8.GetBytes(name == "srs.conf"
            ? text
            : Array.Find(files, f => f.Name == name).Text ?? throw new FileNotFoundException($"There is no file {name}.")));
        return (Show(parser.Parse("srs.conf")), parser.Errors);
    }

    private static string Show(IEnumerable<ConfDirective> directives) => string.Join(' ', directives.Select(static d =>
        $"{d.Name}({string.Join(',', d.Args)})@{d.Place.Line}{(d.Children is null ? "" : $"{{{Show(d.Children)}}}")}"));
}
