namespace ShopStream.Pipeline.Mutations.Kinds;

/// <summary>Every kind of data mutation. A new one is added here.</summary>
internal static class AllMutations
{
    private static readonly Mutation[] Kinds =
    [
        new RowLost(),
        new RowTwice(),
        new RowTwiceWithNewKey(),
        new FileCutShort(),
        new ColumnsSwapped(),
        new NullValue(),
        new ValuesExchanged(),
        new EmptyForNull(),
        new TrailingBlank(),
        new OtherCase(),
        new UnknownCode(),
        new AnotherKnownCode(),
        new InvisibleCharacter(),
        new OtherUnicodeForm(),
        new EncodingBroken(),
        new JsonValueChanged(),
        new OneCentMore(),
        new OneCentLess(),
        new ALittleMore(),
        new ALittleLess(),
        new CentMoved(),
        new SignFlipped(),
        new TimesHundred(),
        new DividedByHundred(),
        new RoundedToWholeUnits(),
        new DecimalCommaLost(),
        new OneMore(),
        new OneLess(),
        new DayScaled(),
        new Orphan(),
        new KeyOfAnother(),
        new KeysExchanged(),
        new ADayLater(),
        new DayAndMonthSwapped(),
        new AnHourLater(),
        new AnotherTimeZone(),
        new FlagFlipped(),
        new PartitionMissing(),
        new PartitionLoadedAgain(),
        new YesterdaysFile(),
        new MiddleDayLost(),
        new ZeroGroupAdded(),
        new NullGroupAdded(),
        new GroupSplit(),
        new RowsInAnotherOrder(),
        new WiderNumbers(),
        new JsonWrittenOtherwise(),
    ];

    /// <summary>Names of all kinds.</summary>
    public static IEnumerable<string> Names => Kinds.Select(k => k.Name);

    /// <summary>All mutations of a table that its layer and the types of its columns allow.</summary>
    public static IEnumerable<DataMutation> Of(MutationScope scope) => Kinds.SelectMany(k => k.Of(scope));
}
