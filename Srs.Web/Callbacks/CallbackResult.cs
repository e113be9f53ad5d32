using System.Text.Json;

namespace Srs.Web.Callbacks;

/// <summary>What came of one call.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Status">Status of the answer; 0 without one.</param>
/// <param name="Error">What went wrong, as a sentence without secrets; empty when nothing did.</param>
internal readonly record struct CallbackResult(CallbackOutcome Outcome, int Status = 0, string Error = "")
{
    /// <summary>SRS's error code for a client that comes while the server stops (StThreadInterrupt).</summary>
    public const int CodeOfStop = 1070;

    /// <summary>Whether the call was accepted.</summary>
    public bool IsOk => Outcome == CallbackOutcome.Ok;

    /// <summary>Whether the same call may fare better later.</summary>
    public bool IsTransient => Outcome is CallbackOutcome.Timeout or CallbackOutcome.Unreachable
        || (Outcome == CallbackOutcome.BadStatus && Status is 408 or 429 or >= 500);

    /// <summary>SRS's error code for a client that is refused because of it.</summary>
    public int Code => Outcome switch
    {
        CallbackOutcome.Refused => 3064,
        CallbackOutcome.BadAnswer => 3065,
        CallbackOutcome.BadStatus => 4005,
        CallbackOutcome.BadRedirect => 4038,
        CallbackOutcome.Timeout => 1011,
        CallbackOutcome.Forbidden => 1053,
        _ => 1018,
    };

    /// <summary>The outcome as API and metrics name it.</summary>
    public static string NameOf(CallbackOutcome outcome) => JsonNamingPolicy.SnakeCaseLower.ConvertName(outcome.ToString());
}
