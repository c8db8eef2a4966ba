namespace Conformance.Wire;

/// <summary>
/// What a server may send before the suite hangs up. The mailboxes of scenarios hold a few small messages, so that an honest answer stays thousands
/// of times below; what goes beyond is a flood, and must cost neither the run its memory nor more than one scenario its deadline.
/// </summary>
/// <param name="LineBytes">One line, its end included.</param>
/// <param name="LiteralBytes">One literal.</param>
/// <param name="Literals">Literals in one response.</param>
/// <param name="CommandBytes">Everything that comes after a command was sent, until the next.</param>
/// <param name="CommandResponses">Responses that come after a command was sent, until the next.</param>
public sealed record Limits(
    int LineBytes = 1 << 20,
    int LiteralBytes = 8 << 20,
    int Literals = 1_000,
    int CommandBytes = 16 << 20,
    int CommandResponses = 20_000);
