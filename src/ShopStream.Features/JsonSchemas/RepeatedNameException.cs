namespace ShopStream.Features.JsonSchemas;

/// <summary>An object has two members of one name that a keyword knows, of which the standard does not say which one counts.</summary>
internal sealed class RepeatedNameException() : Exception("an object has two members of one name");
