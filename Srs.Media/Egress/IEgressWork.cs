namespace Srs.Media.Egress;

/// <summary>Something that an <see cref="EgressWorker"/> does next: a whole group, or one viewer.</summary>
internal interface IEgressWork
{
    /// <summary>Does it, on the worker's thread; never throws and never waits.</summary>
    void Run();
}
