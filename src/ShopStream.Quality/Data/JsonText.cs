using System.Runtime.InteropServices;

namespace ShopStream.Quality.Data;

/// <summary>JSON that is written token by token; the members of an object are sorted when it ends. Reused, so that writing allocates nothing.</summary>
internal sealed class JsonText
{
    private readonly List<Member> members = [];
    private byte[] bytes = new byte[1024];
    private byte[] moved = [];
    private int length;

    /// <summary>What was written; valid until more is.</summary>
    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, length);

    /// <summary>Starts a new text.</summary>
    public void Clear()
    {
        length = 0;
        members.Clear();
    }

    /// <summary>Appends UTF-8.</summary>
    public void Add(ReadOnlySpan<byte> utf8)
    {
        Reserve(utf8.Length);
        utf8.CopyTo(bytes.AsSpan(length));
        length += utf8.Length;
    }

    /// <summary>Appends a byte of ASCII.</summary>
    public void Add(char ascii)
    {
        Reserve(1);
        bytes[length++] = (byte)ascii;
    }

    /// <summary>Begins the members of an object.</summary>
    /// <returns>The object's first member, for the other methods.</returns>
    public int BeginMembers() => members.Count;

    /// <summary>Begins a member with its name.</summary>
    public void BeginMember(int first)
    {
        if (members.Count > first)
            Add(',');
        members.Add(new Member(length, 0, 0));
    }

    /// <summary>Ends the name of the member that was begun last.</summary>
    /// <returns>The member, for <see cref="EndMember"/>.</returns>
    public int EndName()
    {
        var member = members.Count - 1;
        members[member] = members[member] with { NameLength = length - members[member].Start };
        return member;
    }

    /// <summary>Ends a member with its value.</summary>
    public void EndMember(int member) => members[member] = members[member] with { Length = length - members[member].Start };

    /// <summary>Ends the members of an object: they are sorted, and of those with the same name the last one counts.</summary>
    public void EndMembers(int first)
    {
        for (var i = first + 1; i < members.Count; i++)
        {
            if (Compare(members[i - 1], members[i]) < 0)
                continue;
            Sort(first);
            break;
        }
        members.RemoveRange(first, members.Count - first);
    }

    private void Sort(int first)
    {
        var start = members[first].Start;
        if (moved.Length < length - start)
            moved = new byte[bytes.Length];
        var end = 0;
        // Stable, so that the last of those with the same name is the last one written.
        Member[] sorted = [.. members.Skip(first).Order(Comparer<Member>.Create(Compare))];
        for (var i = 0; i < sorted.Length; i++)
        {
            if (i + 1 < sorted.Length && Compare(sorted[i], sorted[i + 1]) == 0)
                continue;
            if (end > 0)
                moved[end++] = (byte)',';
            bytes.AsSpan(sorted[i].Start, sorted[i].Length).CopyTo(moved.AsSpan(end));
            end += sorted[i].Length;
        }
        moved.AsSpan(0, end).CopyTo(bytes.AsSpan(start));
        length = start + end;
    }

    private int Compare(Member one, Member other) =>
        one.NameLength != other.NameLength
            ? one.NameLength.CompareTo(other.NameLength)
            : bytes.AsSpan(one.Start, one.NameLength).SequenceCompareTo(bytes.AsSpan(other.Start, other.NameLength));

    private void Reserve(int size)
    {
        if (bytes.Length - length < size)
            Array.Resize(ref bytes, Math.Max(bytes.Length * 2, length + size));
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Member(int Start, int NameLength, int Length);
}
