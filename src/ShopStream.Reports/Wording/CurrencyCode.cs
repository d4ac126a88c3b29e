namespace ShopStream.Reports.Wording;

/// <summary>Currency codes of ISO 4217.</summary>
public static class CurrencyCode
{
    // Active codes of countries and currency unions, without funds, metals and test codes.
    private static readonly HashSet<string> Codes = new(
        (
            "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL "
            + "BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD "
            + "EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR "
            + "ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP "
            + "LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD "
            + "NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR "
            + "SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP "
            + "TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XCG XOF XPF YER "
            + "ZAR ZMW ZWG"
        ).Split(' '),
        StringComparer.Ordinal
    );

    /// <summary>Returns the code, or null for an empty text: amounts have no currency then.</summary>
    /// <exception cref="FormatException">The text is not a code of ISO 4217.</exception>
    public static string? Parse(string text) =>
        text.Length == 0 ? null
        : Codes.Contains(text) ? text
        : throw new FormatException(
            $"'{text}' is not a currency code: expected an ISO 4217 code such as EUR or USD, or nothing for amounts without a currency"
        );
}
