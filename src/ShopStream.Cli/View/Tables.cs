using Spectre.Console;

namespace ShopStream.Cli.View;

/// <summary>Cells in columns: a table on a terminal, aligned text in a file or a pipe.</summary>
internal static class Tables
{
    /// <param name="host">Its stdout is written to.</param>
    /// <param name="head">The names of the columns.</param>
    /// <param name="rows">Each has as many cells as there are columns.</param>
    /// <param name="firstToTheRight">The index of the first column that is aligned to the right, from 0.</param>
    public static void Write(CommandHost host, string[] head, IReadOnlyList<string[]> rows, int firstToTheRight)
    {
        if (host.OutIsRedirected)
        {
            host.Output.Write(HistoryView.Aligned(head, rows, firstToTheRight));
            return;
        }

        var table = new Table { Border = TableBorder.Rounded };
        for (var i = 0; i < head.Length; i++)
            table.AddColumn(new TableColumn(Markup.Escape(head[i])) { Alignment = i < firstToTheRight ? Justify.Left : Justify.Right });
        foreach (var row in rows)
            table.AddRow([.. row.Select(Markup.Escape)]);
        host.OutConsole().Write(table);
    }
}
