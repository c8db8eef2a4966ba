using System.Globalization;
using System.Text;

namespace Endurance.Mixed;

/// <summary>Writes sequence-sets.</summary>
public static class Sets
{
    /// <param name="numbers">At least one, ascending.</param>
    public static string Of(IEnumerable<uint> numbers)
    {
        var text = new StringBuilder();
        uint first = 0, last = 0;
        foreach (var number in numbers)
        {
            if (first != 0 && number == last + 1)
            {
                last = number;
                continue;
            }
            Write();
            first = last = number;
        }
        Write();
        return text.ToString();

        void Write()
        {
            if (first == 0) return;
            if (text.Length > 0) text.Append(',');
            text.Append(first.ToString(CultureInfo.InvariantCulture));
            if (last > first) text.Append(':').Append(last.ToString(CultureInfo.InvariantCulture));
        }
    }
}
