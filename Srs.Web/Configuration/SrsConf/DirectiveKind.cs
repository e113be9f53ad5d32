namespace Srs.Web.Configuration.SrsConf;

/// <summary>How a directive's argument is written and what it becomes.</summary>
internal enum DirectiveKind
{
    /// <summary><c>on</c> or <c>off</c>.</summary>
    Switch,

    /// <summary>On for everything but <c>off</c>, as SRS reads <c>hls_keys</c>.</summary>
    SwitchUnlessOff,

    /// <summary>A whole number.</summary>
    Whole,

    /// <summary>A number with a fraction.</summary>
    Number,

    /// <summary>A number of seconds.</summary>
    Seconds,

    /// <summary>A whole number of seconds.</summary>
    WholeSeconds,

    /// <summary>A whole number of milliseconds.</summary>
    Milliseconds,

    /// <summary>One word.</summary>
    Text,

    /// <summary>One of some words.</summary>
    Choice,

    /// <summary>All arguments.</summary>
    List,

    /// <summary>An address, or <c>$NAME</c> for that environment variable, <c>*</c> when it is not set.</summary>
    Candidate,

    /// <summary>All directives of this name, with it, separated by semicolons.</summary>
    Rules,

    /// <summary>The arguments of all directives of this name, separated by semicolons.</summary>
    Commands,

    /// <summary>A block of names and values, which become <c>name value</c>, separated by semicolons.</summary>
    Pairs,
}
