using CsCheck;
using Reference.Searching;

namespace Reference.Tests.Searching;

public sealed class NumberSetTests
{
    // RFC 3501, 9, seq-range and "*": the order of the ends does not matter, and n:* has the last number even if n is beyond it.
    [Theory]
    [InlineData(5u, 5u, 10u, 5u, true)]
    [InlineData(2u, 4u, 10u, 5u, false)]
    [InlineData(4u, 2u, 10u, 3u, true)]
    [InlineData(0u, 0u, 10u, 10u, true)]
    [InlineData(0u, 0u, 10u, 9u, false)]
    [InlineData(8u, 0u, 10u, 9u, true)]
    [InlineData(0u, 8u, 10u, 7u, false)]
    [InlineData(20u, 0u, 10u, 10u, true)]
    [InlineData(20u, 0u, 10u, 9u, false)]
    [InlineData(8u, 0u, 10u, 11u, false)]
    [InlineData(4294967295u, 0u, 4294967295u, 4294967295u, true)]
    public void A_range_has_what_lies_between_its_ends(uint first, uint last, uint max, uint number, bool expected) =>
        Assert.Equal(expected, new NumberSet([(first, last)]).Contains(number, max));

    [Fact]
    public void A_set_is_the_union_of_its_ranges() =>
        Gen.Select(Gen.Select(Gen.UInt[0, 20], Gen.UInt[0, 20]).List[0, 6], Gen.UInt[1, 15], Gen.UInt[1, 25]).Sample((ranges, max, number) =>
        {
            var expected = ranges.Exists(range =>
            {
                var first = range.Item1 == 0 ? max : range.Item1;
                var last = range.Item2 == 0 ? max : range.Item2;
                return number >= Math.Min(first, last) && number <= Math.Max(first, last);
            });
            // Above the last number only ranges without "*" can reach.
            if (number > max) expected = ranges.Exists(range => range.Item1 != 0 && range.Item2 != 0 && Between(number, range));
            return new NumberSet(ranges).Contains(number, max) == expected;
        });

    private static bool Between(uint number, (uint First, uint Last) range) =>
        number >= Math.Min(range.First, range.Last) && number <= Math.Max(range.First, range.Last);
}
