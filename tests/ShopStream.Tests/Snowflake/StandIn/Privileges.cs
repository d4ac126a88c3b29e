namespace ShopStream.Tests.Snowflake.StandIn;

/// <param name="Privilege">SELECT, USAGE, CREATE TABLE, …</param>
/// <param name="Kind">DATABASE, SCHEMA, WAREHOUSE, TABLE (views, too), STAGE, FILE FORMAT, FUTURE TABLES, FUTURE VIEWS, FUTURE SCHEMAS.</param>
/// <param name="Name">In full; of a schema or a database for what is in the future.</param>
/// <param name="Role">Whose it is.</param>
/// <param name="Statement">That granted it.</param>
internal sealed record Grant(string Privilege, string Kind, string Name, string Role, string Statement);

/// <summary>Who may do what: ownership by the role that made a thing, grants on it, and roles that have others' rights.</summary>
internal sealed class Privileges
{
    private readonly Lock gate = new();
    private readonly List<Grant> grants = [];
    private readonly HashSet<Grant> used = [];
    private readonly Dictionary<string, string> owners = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> inherited = new(StringComparer.Ordinal) { ["ROLE ACCOUNTADMIN"] = ["SYSADMIN", "SECURITYADMIN"], ["ROLE SECURITYADMIN"] = ["USERADMIN"] };

    public Privileges(IEnumerable<string> administrators)
    {
        foreach (var user in administrators) GrantRole("ACCOUNTADMIN", "USER " + user);
    }

    /// <summary>What was granted and nothing has needed yet: the privilege, and the statement that granted it.</summary>
    public IReadOnlyList<string> Unused
    {
        get
        {
            lock (gate) return [.. grants.Select(Said).Distinct(StringComparer.Ordinal).Except(used.Select(Said), StringComparer.Ordinal)];
            static string Said(Grant grant) => $"{grant.Privilege}: {grant.Statement}";
        }
    }

    /// <param name="role">That is granted.</param>
    /// <param name="to">ROLE name or USER name.</param>
    public void GrantRole(string role, string to)
    {
        lock (gate)
        {
            if (!inherited.TryGetValue(to, out var roles)) inherited[to] = roles = new HashSet<string>(StringComparer.Ordinal);
            roles.Add(role);
        }
    }

    public void RevokeRole(string role, string from)
    {
        lock (gate) inherited.GetValueOrDefault(from)?.Remove(role);
    }

    public void Add(Grant grant)
    {
        lock (gate)
            if (!grants.Contains(grant)) grants.Add(grant);
    }

    public void Revoke(Predicate<Grant> which)
    {
        lock (gate) grants.RemoveAll(which);
    }

    /// <summary>A new thing, or one that replaces another: the role's that made it, with what the schema grants on its future ones.</summary>
    public void Made(string kind, string name, string? role, bool keepGrants = false)
    {
        lock (gate)
        {
            owners[Key(kind, name)] = role ?? "ACCOUNTADMIN";
            if (kind is not ("TABLE" or "VIEW" or "SCHEMA") || keepGrants) return;
            grants.RemoveAll(g => Is(g.Kind, Kind(kind)) && Is(g.Name, name));
            var schema = name[..name.LastIndexOf('.')];
            var future = grants.Where(g => Is(g.Kind, $"FUTURE {kind}S")).ToList();
            // What a schema says of its own outranks what its database says.
            var own = future.Exists(g => Is(g.Name, schema)) ? schema : name[..name.IndexOf('.', StringComparison.Ordinal)];
            grants.AddRange(future.Where(g => Is(g.Name, own)).Select(g => g with { Kind = Kind(kind), Name = name }));
        }
    }

    public void Gone(string name)
    {
        lock (gate)
        {
            owners.Remove(Key("TABLE", name));
            grants.RemoveAll(g => g.Kind is "TABLE" && Is(g.Name, name));
        }
    }

    /// <summary>Two tables change names, and their grants go with them; the other may be a name that is free.</summary>
    public void Renamed(string one, string other)
    {
        lock (gate)
        {
            var (first, second) = (owners.GetValueOrDefault(Key("TABLE", one)), owners.GetValueOrDefault(Key("TABLE", other)));
            Set(one, second);
            Set(other, first);
            for (var i = 0; i < grants.Count; i++)
            {
                if (grants[i].Kind is not "TABLE") continue;
                if (Is(grants[i].Name, one)) grants[i] = grants[i] with { Name = other };
                else if (Is(grants[i].Name, other)) grants[i] = grants[i] with { Name = one };
            }
        }

        void Set(string name, string? owner)
        {
            if (owner is null) owners.Remove(Key("TABLE", name));
            else owners[Key("TABLE", name)] = owner;
        }
    }

    public bool MayAssume(string user, string role)
    {
        lock (gate) return role is "PUBLIC" || Closure("USER " + user).Contains(role);
    }

    /// <summary>Whether a role has any right to a thing: else it does not see that it is there.</summary>
    public bool Sees(string? role, string kind, string name)
    {
        lock (gate)
        {
            var roles = Roles(role);
            return IsOwner(roles, kind, name) || grants.Exists(g => Is(g.Kind, Kind(kind)) && Is(g.Name, name) && roles.Contains(g.Role));
        }
    }

    public bool May(string? role, string privilege, string kind, string name)
    {
        lock (gate)
        {
            var roles = Roles(role);
            if (IsOwner(roles, kind, name)) return true;
            var found = grants.FindAll(g => Is(g.Privilege, privilege) && Is(g.Kind, Kind(kind)) && Is(g.Name, name) && roles.Contains(g.Role));
            // One that is granted twice over is needed by no statement alone.
            if (found.Count == 1) used.Add(found[0]);
            return found.Count > 0;
        }
    }

    private static string Kind(string kind) => kind is "VIEW" ? "TABLE" : kind;

    private static string Key(string kind, string name) => $"{Kind(kind)} {name}";

    private static bool Is(string a, string b) => string.Equals(a, b, StringComparison.Ordinal);

    // Of what nobody is known to have made, such as a clone's tables, the schema's grants decide nothing: it is everybody's.
    private bool IsOwner(HashSet<string> roles, string kind, string name) =>
        roles.Contains("ACCOUNTADMIN") || (kind is not "ACCOUNT" && (!owners.TryGetValue(Key(kind, name), out var owner) || roles.Contains(owner)));

    private HashSet<string> Roles(string? role) => role is null ? [] : [role, .. Closure("ROLE " + role)];

    private HashSet<string> Closure(string of)
    {
        var all = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>(inherited.GetValueOrDefault(of) ?? []);
        while (open.TryDequeue(out var next))
            if (all.Add(next))
                foreach (var more in inherited.GetValueOrDefault("ROLE " + next) ?? []) open.Enqueue(more);
        return all;
    }
}
