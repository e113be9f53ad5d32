using System.Text;
using Srs.Media.Protocols.Rtc;
using Srs.Media.Protocols.Rtc.Sdp;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Protocols.Rtc.Sdp;

/// <summary>Damaged offers give an answer that can be read, or one of the documented exceptions; nothing else.</summary>
public sealed class SdpMutationTests
{
    private const int MutationsOfEach = 400;

    public static TheoryData<string> Offers => [.. SdpTestSupport.Offers];

    [Theory]
    [MemberData(nameof(Offers))]
    public void Answer_BytesChanged_AnswersOrRefuses(string name)
    {
        foreach (var bytes in Mutations.Of(Encoding.UTF8.GetBytes(SdpTestSupport.ReadOffer(name)), MutationsOfEach, seed: name.Length))
        {
            AssertAnswersOrRefuses(Encoding.UTF8.GetString(bytes));
        }
    }

    [Theory]
    [MemberData(nameof(Offers))]
    public void Answer_LinesChanged_AnswersOrRefuses(string name)
    {
        foreach (var offer in SdpTestSupport.ChangeLines(SdpTestSupport.ReadOffer(name), MutationsOfEach, seed: name.Length))
        {
            AssertAnswersOrRefuses(offer);
        }
    }

    [Theory]
    [MemberData(nameof(Offers))]
    public void Answer_CutAtALine_AnswersOrRefuses(string name)
    {
        var lines = SdpTestSupport.ReadOffer(name).Split("\r\n");
        for (var length = 0; length <= lines.Length; length++)
        {
            AssertAnswersOrRefuses(string.Join("\r\n", lines[..length]));
        }
    }

    [Fact]
    public void Answer_AsLargeAsLimitsAllow_IsBounded()
    {
        var formats = string.Join(' ', Enumerable.Range(0, SdpLimits.MaxFormats));
        var text = new StringBuilder("v=0\na=group:BUNDLE");
        for (var i = 0; i < SdpLimits.MaxMedia; i++)
        {
            text.Append(' ').Append(i);
        }

        text.Append('\n');
        for (var i = 0; i < SdpLimits.MaxMedia; i++)
        {
            text.Append("m=video 9 UDP/TLS/RTP/SAVPF ").Append(formats).Append("\na=mid:").Append(i).Append("\na=rtcp-mux\n");
            for (var line = 0; line < 60; line++)
            {
                text.Append("a=rtpmap:").Append(line).Append(" x/1\na=ssrc:").Append(line).Append('\n');
            }
        }

        var offer = text.ToString();
        Assert.InRange(offer.Length, SdpLimits.MaxLength / 4, SdpLimits.MaxLength);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var refusal = Assert.Throws<RtcNegotiationException>(() => RtcNegotiator.Answer(offer, SdpTestSupport.Publish()));

        Assert.Equal(RtcErrorCode.RtcTrackCodec, refusal.Code);
        Assert.InRange(refusal.Message.Length, 1, 1000);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 32 << 20);
    }

    [Fact]
    public void ReadFragment_Changed_ReadsOrRefuses()
    {
        foreach (var bytes in Mutations.Of(Encoding.UTF8.GetBytes(SdpFragmentTests.Trickle), 5000))
        {
            try
            {
                Assert.InRange(SdpFragmentReader.Read(Encoding.UTF8.GetString(bytes)).Candidates.Count, 0, SdpLimits.MaxCandidates);
            }
            catch (SdpFormatException)
            {
            }
            catch (RtcNegotiationException)
            {
            }
        }
    }

    private static void AssertAnswersOrRefuses(string offer)
    {
        foreach (var rules in new[] { SdpTestSupport.Publish() with { MaxLayers = 3 }, SdpTestSupport.PlayAll(), SdpTestSupport.Publish() with { IsStrict = true } })
        {
            try
            {
                var agreement = RtcNegotiator.Answer(offer, rules);
                var answer = SdpReader.Read(agreement.Answer);
                Assert.Equal(agreement.Media.Count, answer.Media.Count);
                Assert.Equal(agreement.Media.Select(static media => media is { IsRejected: true, IsInactive: false }), answer.Media.Select(static media => media.Port == 0));
                Assert.NotEmpty(agreement.Accepted);
            }
            catch (RtcNegotiationException e)
            {
                Assert.InRange(e.Message.Length, 1, 2000);
                Assert.DoesNotContain(e.Message, char.IsControl);
            }
        }
    }
}
