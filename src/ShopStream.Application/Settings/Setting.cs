namespace ShopStream.Application.Settings;

/// <summary>A setting of the settings file.</summary>
/// <param name="Name">Its name; for a family, &lt;word&gt; stands for any name: source.deadline.&lt;table&gt;.</param>
/// <param name="Kind">What values it takes.</param>
/// <param name="Default">The value where none is given; "" for none.</param>
/// <param name="Help">What it is for, in one or two sentences.</param>
public sealed record Setting(string Name, SettingKind Kind, string Default, string Help)
{
    /// <summary>The environment variable that outranks the file; null if there is none.</summary>
    public string? Variable { get; init; }

    /// <summary>What "" stands for, in words; null if the default is a value or nothing.</summary>
    public string? Empty { get; init; }

    /// <summary>The option that sets it, where that is not derived from its name; null if it is.</summary>
    public string? Option { get; init; }

    /// <summary>Whether it is a family of settings.</summary>
    public bool IsFamily => Name.Contains('<', StringComparison.Ordinal);

    /// <summary>Whether a name is that of the setting, or of one of the family.</summary>
    public bool Covers(string name) => IsFamily ? name.StartsWith(Prefix, StringComparison.Ordinal) : string.Equals(name, Name, StringComparison.Ordinal);

    private string Prefix => Name[..Name.IndexOf('<', StringComparison.Ordinal)];
}

/// <summary>A variable of the environment that is not a setting, because a file must not hold a secret.</summary>
/// <param name="Name">The variable.</param>
/// <param name="Help">What it is for.</param>
public sealed record SecretVariable(string Name, string Help);
