namespace Srs.Media.Egress;

/// <summary>Something that an <see cref="EgressWorker"/> does next: a whole group, or one viewer.</summary>
internal interface IEgressWork
{
    /// <summary>Does it; never throws and never waits.</summary>
    /// <param name="current">The worker on whose thread this is.</param>
    void Run(EgressWorker current);
}
