using System.Text;
using Srs.Web.Callbacks;

namespace Srs.Tests.Web.Callbacks;

public sealed class CallbackAnswerTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("0\r\n")]
    [InlineData("{\"code\":0}")]
    [InlineData(" {\"code\": 0, \"data\": {\"urls\": []}}\n")]
    [InlineData("{\"code\":0,\"server\":\"vid-1\"}")]
    public void Read_ZeroOrCodeZero_IsOk(string body) => Assert.Equal(CallbackOutcome.Ok, Read(body).Outcome);

    [Theory]
    [InlineData("1", "The answer is code 1.")]
    [InlineData("-1", "The answer is code -1.")]
    [InlineData("{\"code\":403}", "The answer is code 403.")]
    public void Read_OtherNumber_IsRefused(string body, string error)
    {
        var result = Read(body);

        Assert.Equal((CallbackOutcome.Refused, error, 3064), (result.Outcome, result.Error, result.Code));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    [InlineData("OK")]
    [InlineData("00")]
    [InlineData("0.0")]
    [InlineData("null")]
    [InlineData("[0]")]
    [InlineData("\"0\"")]
    [InlineData("{}")]
    [InlineData("{\"code\":\"0\"}")]
    [InlineData("{\"code\":0.5}")]
    [InlineData("{\"code\":null}")]
    [InlineData("{\"code\":{\"code\":0}}")]
    [InlineData("{\"code\":0")]
    [InlineData("<html>0</html>")]
    [InlineData("99999999999999999999999")]
    public void Read_AnythingElse_IsABadAnswer(string body)
    {
        var result = Read(body);

        Assert.Equal((CallbackOutcome.BadAnswer, 3065), (result.Outcome, result.Code));
        Assert.NotEmpty(result.Error);
    }

    [Fact]
    public void Read_DeepOrMutated_NeverThrows()
    {
        Read(new string('[', 60_000));
        foreach (var mutant in Srs.Tests.TestSupport.Mutations.Of(Encoding.UTF8.GetBytes("{\"code\":0,\"data\":{\"urls\":[\"a\"]}}"), 2000))
        {
            CallbackAnswer.Read(200, mutant);
        }
    }

    private static CallbackResult Read(string body) => CallbackAnswer.Read(200, Encoding.UTF8.GetBytes(body));
}
