namespace ShopStream.Tests.Snowflake.StandIn;

/// <param name="Privilege">SELECT, USAGE, CREATE TABLE, …</param>
/// <param name="Kind">DATABASE, SCHEMA, WAREHOUSE, TABLE (views, too), STAGE, FILE FORMAT, FUTURE TABLES, FUTURE VIEWS, FUTURE SCHEMAS.</param>
/// <param name="Name">Full name; for future objects the name of the schema or database.</param>
/// <param name="Role">The role that has the privilege.</param>
/// <param name="Statement">The statement that granted it.</param>
internal sealed record Grant(string Privilege, string Kind, string Name, string Role, string Statement);

/// <summary>Privileges: ownership by the creating role, grants on objects, and roles that inherit from others.</summary>
internal sealed class Privileges
{
    private readonly Lock gate = new();
    private readonly List<Grant> grants = [];
    private readonly HashSet<Grant> used = [];
    private readonly Dictionary<string, string> owners = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> inherited = new(StringComparer.Ordinal)
    {
        ["ROLE ACCOUNTADMIN"] = ["SYSADMIN", "SECURITYADMIN"],
        ["ROLE SECURITYADMIN"] = ["USERADMIN"],
    };

    public Privileges(IEnumerable<string> administrators)
    {
        foreach (var user in administrators)
            GrantRole("ACCOUNTADMIN", "USER " + user);
    }

    /// <summary>Granted privileges that no statement has needed yet, with the granting statement.</summary>
    public IReadOnlyList<string> Unused
    {
        get
        {
            lock (gate)
                return [.. grants.Select(Said).Distinct(StringComparer.Ordinal).Except(used.Select(Said), StringComparer.Ordinal)];
            static string Said(Grant grant) => $"{grant.Privilege}: {grant.Statement}";
        }
    }

    /// <param name="role">The role that is granted.</param>
    /// <param name="to">ROLE name or USER name.</param>
    public void GrantRole(string role, string to)
    {
        lock (gate)
        {
            if (!inherited.TryGetValue(to, out var roles))
                inherited[to] = roles = new HashSet<string>(StringComparer.Ordinal);
            roles.Add(role);
        }
    }

    public void RevokeRole(string role, string from)
    {
        lock (gate)
            inherited.GetValueOrDefault(from)?.Remove(role);
    }

    public void Add(Grant grant)
    {
        lock (gate)
            if (!grants.Contains(grant))
                grants.Add(grant);
    }

    public void Revoke(Predicate<Grant> which)
    {
        lock (gate)
            grants.RemoveAll(which);
    }

    /// <summary>Registers a new or replaced object: owned by the creating role, with the schema's future grants.</summary>
    public void Made(string kind, string name, string? role, bool keepGrants = false)
    {
        lock (gate)
        {
            owners[Key(kind, name)] = role ?? "ACCOUNTADMIN";
            if (keepGrants)
                return;
            grants.RemoveAll(g => Is(g.Kind, Kind(kind)) && Is(g.Name, name));
            if (kind is not ("TABLE" or "VIEW" or "SCHEMA"))
                return;
            // A table's own name may have dots.
            var schema = kind is "SCHEMA" ? name[..name.LastIndexOf('.')] : string.Join('.', name.Split('.').Take(2));
            var future = grants.Where(g => Is(g.Kind, $"FUTURE {kind}S")).ToList();
            // Future grants of the schema take precedence over those of the database.
            var own = future.Exists(g => Is(g.Name, schema)) ? schema : name[..name.IndexOf('.', StringComparison.Ordinal)];
            grants.AddRange(future.Where(g => Is(g.Name, own)).Select(g => g with { Kind = Kind(kind), Name = name }));
        }
    }

    /// <summary>COPY GRANTS of a new table: it has the grants of the table that it is a copy of.</summary>
    public void Copied(string from, string to)
    {
        lock (gate)
            grants.AddRange([.. grants.Where(g => g.Kind is "TABLE" && Is(g.Name, from)).Select(g => g with { Name = to })]);
    }

    public void Gone(string name)
    {
        lock (gate)
        {
            owners.Remove(Key("TABLE", name));
            grants.RemoveAll(g => g.Kind is "TABLE" && Is(g.Name, name));
        }
    }

    /// <summary>Swaps two tables' names, and their grants with them; the other name may be unused.</summary>
    public void Renamed(string one, string other)
    {
        lock (gate)
        {
            var (first, second) = (owners.GetValueOrDefault(Key("TABLE", one)), owners.GetValueOrDefault(Key("TABLE", other)));
            Set(one, second);
            Set(other, first);
            for (var i = 0; i < grants.Count; i++)
            {
                if (grants[i].Kind is not "TABLE")
                    continue;
                if (Is(grants[i].Name, one))
                    grants[i] = grants[i] with { Name = other };
                else if (Is(grants[i].Name, other))
                    grants[i] = grants[i] with { Name = one };
            }
        }

        void Set(string name, string? owner)
        {
            if (owner is null)
                owners.Remove(Key("TABLE", name));
            else
                owners[Key("TABLE", name)] = owner;
        }
    }

    public bool MayAssume(string user, string role)
    {
        lock (gate)
            return role is "PUBLIC" || Closure("USER " + user).Contains(role);
    }

    /// <summary>Whether a role has any privilege on an object; otherwise it cannot see the object.</summary>
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
            if (IsOwner(roles, kind, name))
                return true;
            var found = grants.FindAll(g => Is(g.Privilege, privilege) && Is(g.Kind, Kind(kind)) && Is(g.Name, name) && roles.Contains(g.Role));
            // A privilege that was granted twice is needed by no single statement.
            if (found.Count == 1)
                used.Add(found[0]);
            return found.Count > 0;
        }
    }

    private static string Kind(string kind) => kind is "VIEW" ? "TABLE" : kind;

    private static string Key(string kind, string name) => $"{Kind(kind)} {name}";

    private static bool Is(string a, string b) => string.Equals(a, b, StringComparison.Ordinal);

    // Objects without a known owner, such as a clone's tables, are accessible to everybody.
    private bool IsOwner(HashSet<string> roles, string kind, string name) =>
        roles.Contains("ACCOUNTADMIN") || (kind is not "ACCOUNT" && (!owners.TryGetValue(Key(kind, name), out var owner) || roles.Contains(owner)));

    private HashSet<string> Roles(string? role) => role is null ? [] : [role, .. Closure("ROLE " + role)];

    private HashSet<string> Closure(string of)
    {
        var all = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>(inherited.GetValueOrDefault(of) ?? []);
        while (open.TryDequeue(out var next))
            if (all.Add(next))
                foreach (var more in inherited.GetValueOrDefault("ROLE " + next) ?? [])
                    open.Enqueue(more);
        return all;
    }
}
