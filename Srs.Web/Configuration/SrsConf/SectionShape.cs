namespace Srs.Web.Configuration.SrsConf;

/// <summary>How often a block may stand, and what tells several apart.</summary>
internal enum SectionShape
{
    /// <summary>Once; of several the first counts.</summary>
    Single,

    /// <summary>Any number of times, each with a name of its own as argument.</summary>
    Named,

    /// <summary>Any number of times without names; they are numbered from 1.</summary>
    Numbered,
}
