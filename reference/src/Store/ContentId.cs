namespace Reference.Store;

/// <summary>Names the bytes of one message within its mailbox. Opaque to everybody but the store.</summary>
public readonly record struct ContentId(ulong Value);
