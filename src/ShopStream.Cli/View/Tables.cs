using Spectre.Console;

namespace ShopStream.Cli.View;

/// <summary>Cells in columns: a table on a terminal, aligned text in a file or a pipe.</summary>
internal static class Tables
{
    /// <param name="host">Takes the table on stdout.</param>
    /// <param name="head">Names of the columns.</param>
    /// <param name="rows">As many cells each.</param>
    /// <param name="firstToTheRight">The columns from here on are figures.</param>
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
        foreach (var row in rows) table.AddRow([.. row.Select(Markup.Escape)]);
        host.OutConsole().Write(table);
    }
}
