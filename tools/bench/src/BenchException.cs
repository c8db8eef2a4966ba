namespace Bench;

/// <summary>Something that a user of the bench can act on: a server that is gone, a refused login, an answer that is not OK.</summary>
public sealed class BenchException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A server does not offer what a workload needs; that is no failure.</summary>
public sealed class NotOfferedException(string what) : Exception(what);
