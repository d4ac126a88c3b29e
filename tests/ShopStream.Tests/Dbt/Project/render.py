"""Renders a dbt project as dbt does: macros, ref, source and config. Prints name and SQL of each model and test as JSON."""
import json, pathlib, sys
import jinja2

root = pathlib.Path(sys.argv[1])
adapter_type = sys.argv[2]
environment = jinja2.Environment(undefined=jinja2.StrictUndefined)
schemas = {p.stem: p.relative_to(root / "models").parts[0] for p in (root / "models").rglob("*.sql")}


class Adapter:
    def dispatch(self, name):
        return context[f"{adapter_type}__{name}"]


class Exceptions:
    def raise_compiler_error(self, message):
        raise ValueError(message)


context = {
    "adapter": Adapter(),
    "exceptions": Exceptions(),
    "ref": lambda model: f'"{schemas[model]}"."{model}"',
    "source": lambda schema, table: f'"{schema}"."{table}"',
    "config": lambda **_: "",
}
for path in sorted((root / "macros").glob("*.sql")):
    module = environment.from_string(path.read_text(), globals=context)
    context.update({k: v for k, v in vars(module.module).items() if not k.startswith("_")})

print(json.dumps({
    kind: {p.stem: environment.from_string(p.read_text(), globals=context).render() for p in (root / kind).rglob("*.sql")}
    for kind in ("models", "tests")
}))
