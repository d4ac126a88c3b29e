"""The DAG and its operator against stand-ins of Airflow's classes. Run by AirflowTests.cs: python3 test_shopstream.py <folder of the DAG> <2 or 3>."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
import unittest
from datetime import timedelta
from pathlib import Path

FOLDER, VERSION = Path(sys.argv[1]), int(sys.argv[2])
sys.path[:0] = [str(FOLDER), str(Path(__file__).parent)]
import fake_airflow

fake_airflow.install(VERSION)
import shopstream_dag
import shopstream_operator
from fake_airflow import AirflowException, AirflowFailException, BaseHook, Connection, XCom
from shopstream_operator import ShopStreamOperator, verdict_of

VERDICT = {"runId": "20251129-021500-abcd", "outcome": "passed", "exitCode": 0, "date": "2025-11-29", "problem": None, "scenarios": 97, "passed": 97, "failed": 0, "page": "/reports/20251129-021500-abcd/index.html"}


class Ti:
    def __init__(self):
        self.pushed = {}

    def xcom_push(self, key, value):
        self.pushed[key] = value


class Events(dict):
    def __missing__(self, outlet):
        self[outlet] = type("Event", (), {"extra": None})()
        return self[outlet]


def says(verdict, code=0):
    return f"print('check  1.0 s', file=sys.stderr, flush=True)\nprint({json.dumps(json.dumps(verdict))}, flush=True)\nsys.exit({code})"


def failed(code, **more):
    return {**VERDICT, "outcome": "failed", "exitCode": code, **more}


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


class OperatorTests(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.ti, self.events = Ti(), Events()

    def execute(self, script, **options):
        stub = Path(self.folder.name) / "stub.py"
        stub.write_text("import json, os, signal, sys, time\n" + textwrap.dedent(script))
        task = ShopStreamOperator(task_id="t", **{"program": [sys.executable, str(stub)], "date": "2025-11-29", "cwd": self.folder.name, **options})
        return task.execute({"ti": self.ti, "outlet_events": self.events})

    def fails_for_good(self, script, **options):
        with self.assertRaises(AirflowFailException) as raised:
            self.execute(script, **options)
        return str(raised.exception)

    def is_retried(self, script, **options):
        with self.assertRaises(AirflowException) as raised:
            self.execute(script, **options)
        self.assertNotIsInstance(raised.exception, AirflowFailException)
        return str(raised.exception)

    # Exit codes

    def test_a_verdict_that_passed_is_returned(self):
        self.assertEqual(self.execute(says(VERDICT)), VERDICT)
        self.assertEqual(self.ti.pushed, {})

    def test_what_people_have_to_see_to_is_not_retried(self):
        for code in (1, 2, 4):
            with self.subTest(code):
                self.assertIn(f"exit code {code}", self.fails_for_good(says(failed(code), code)))

    def test_infrastructure_is_retried(self):
        for code in (3, 125, 130, 137, 255):
            with self.subTest(code):
                self.is_retried(says(failed(code, outcome="error"), code))

    def test_a_program_that_a_signal_ended_is_retried(self):
        for name, code in (("SIGTERM", 143), ("SIGKILL", 137)):
            with self.subTest(name):
                self.assertIn(f"exit code {code}", self.is_retried(f"os.kill(os.getpid(), signal.{name})"))

    def test_what_is_not_installed_is_not_retried(self):
        unreadable = Path(self.folder.name) / "no-program"
        unreadable.write_text("no program")
        for options in ({"program": ["no-such-program-here"]}, {"cwd": "/no/such/folder"}, {"program": [str(unreadable)]}, {"program": ["sh", "-c", "no-such-program-here"]}):
            with self.subTest(options):
                self.fails_for_good("", **options)

    def test_a_wrapper_that_swallows_the_exit_code_does_not_hide_the_verdict(self):
        self.assertIn("exit code 1", self.fails_for_good(says(failed(1, failed=3))))
        self.is_retried(says(failed(3, outcome="error", problem="the source is silent")))

    # The message and the XCom

    def test_a_failed_check_says_how_many_and_where_the_report_is(self):
        message = self.fails_for_good(says(failed(1, failed=5, error=1), 1))
        self.assertIn("5 failed, 1 could not run of 97 scenarios, " + VERDICT["page"], message)
        self.assertEqual(self.ti.pushed["verdict"]["failed"], 5)

    def test_a_problem_is_in_the_message(self):
        message = self.is_retried(says(failed(3, problem="extract: PostgreSQL cannot be reached"), 3))
        self.assertIn("extract: PostgreSQL cannot be reached, " + VERDICT["page"], message)

    def test_a_usage_error_is_in_the_message(self):
        self.assertIn("--dat is unknown", self.fails_for_good(says({"outcome": "error", "exitCode": 2, "problem": "--dat is unknown"}, 2)))

    def test_the_report_is_linked(self):
        self.execute(says(VERDICT), report_url="https://reports.example/shop/")
        url = "https://reports.example/shop/20251129-021500-abcd/index.html"
        self.assertEqual(self.ti.pushed["report_url"], url)
        XCom.values = {("key", "report_url"): url}
        self.assertEqual(shopstream_operator.ReportLink().get_link(None, ti_key="key"), url)
        self.assertEqual(shopstream_operator.ReportLink().get_link(None, ti_key="another"), "")

    def test_the_marts_carry_the_run_and_its_counts(self):
        marts = fake_airflow.Asset("shopstream://marts")
        self.execute(says(VERDICT), outlets=[marts])
        self.assertEqual({k: self.events[marts].extra[k] for k in ("runId", "scenarios", "failed")}, {"runId": VERDICT["runId"], "scenarios": 97, "failed": 0})

    def test_a_failed_run_says_nothing_of_the_marts(self):
        self.fails_for_good(says(failed(1), 1), outlets=[fake_airflow.Asset("shopstream://marts")])
        self.assertEqual(self.events, {})

    # Output

    def test_0_without_a_verdict_is_no_success(self):
        for script in ("print('hello')", "print('{\"level\": \"info\"}')", "print('{\"outcome\": \"passed\"}')", ""):
            with self.subTest(script):
                self.assertIn("no verdict", self.fails_for_good(script))

    def test_only_a_verdict_is_taken_for_one(self):
        line = json.dumps(VERDICT)
        for before, after in (("{not json", '{"level": "warn"}'), ("{" * 200, "{}"), ('[{"a": 1}]', '"{"'), ("", '{"outcome": "no exit code"}'), ("é {", "}")):
            with self.subTest((before, after)):
                self.assertEqual(self.execute(f"print({before!r})\nprint({line!r})\nprint({after!r})"), VERDICT)

    def test_a_verdict_behind_other_text_is_found(self):
        self.assertEqual(verdict_of("no end of line{ {}" + json.dumps(VERDICT) + " and more"), VERDICT)
        self.assertIsNone(verdict_of("nothing {here"))

    def test_output_that_is_no_utf8_changes_nothing(self):
        noise = r"sys.stdout.buffer.write(b'caf\xe9 \xff\n'); sys.stdout.flush()" + "\n"
        self.assertEqual(self.execute(noise + says(VERDICT)), VERDICT)
        self.fails_for_good(noise + says(failed(1), 1))
        self.is_retried(noise + says(failed(3), 3))

    def test_the_program_waits_for_no_input(self):
        self.assertEqual(self.execute("sys.stdin.read()\n" + says(VERDICT)), VERDICT)

    # The command line and its environment

    def test_the_command_line_and_the_environment_arrive(self):
        told = self.execute("print(json.dumps({'outcome': 'passed', 'exitCode': 0, 'arguments': sys.argv[1:], 'said': os.environ['SAID'], 'cwd': os.getcwd()}))", arguments=["--tags", "@nightly"], env={"SAID": 7})
        self.assertEqual(told["arguments"], ["run", "--date", "2025-11-29", "--json", "--tags", "@nightly"])
        self.assertEqual((told["said"], os.path.realpath(told["cwd"])), ("7", os.path.realpath(self.folder.name)))

    def test_what_other_tasks_have_moved_is_judged_and_not_moved(self):
        told = self.execute("print(json.dumps({'outcome': 'passed', 'exitCode': 0, 'arguments': sys.argv[1:]}))", attached=True, arguments=["--tags", "@nightly"])
        self.assertEqual(told["arguments"], ["check", "--attached", "--date", "2025-11-29", "--json", "--tags", "@nightly"])

    def test_credentials_come_from_connections_and_are_not_logged(self):
        BaseHook.connections = {
            "source": Connection("db", 5433, "shop", "reader", "pass-word", {"sslmode": "verify-full"}),
            "lake": Connection(login="key", password="pass-word", extra={"region_name": "eu-west-3"}),
            "warehouse": Connection(login="NIGHTLY", password="pass-word", extra={"account": "org-one", "private_key_file": "/key.p8"}),
        }
        with self.assertLogs("task", "INFO") as logs:
            told = self.execute(
                "print(json.dumps({'outcome': 'passed', 'exitCode': 0, 'env': {k: v for k, v in os.environ.items() if k.startswith(('PG', 'AWS_ACC', 'AWS_SEC', 'AWS_REG', 'SNOWFLAKE_ACC', 'SNOWFLAKE_USER', 'SNOWFLAKE_PRIV'))}}).replace('pass-word', 'PASS'))",
                postgres_conn_id="source", aws_conn_id="lake", snowflake_conn_id="warehouse", env={"PGHOST": "other"})
        self.assertEqual(told["env"], {
            "PGHOST": "other", "PGPORT": "5433", "PGDATABASE": "shop", "PGUSER": "reader", "PGPASSWORD": "PASS", "PGSSLMODE": "verify-full",
            "AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "PASS", "AWS_REGION": "eu-west-3",
            "SNOWFLAKE_ACCOUNT": "org-one", "SNOWFLAKE_USER": "NIGHTLY", "SNOWFLAKE_PRIVATE_KEY_FILE": "/key.p8", "SNOWFLAKE_PRIVATE_KEY_PASSPHRASE": "PASS"})
        self.assertNotIn("pass-word", "".join(logs.output))

    def test_everything_of_the_command_line_is_templated(self):
        self.assertLessEqual({"program", "arguments", "date", "cwd", "env", "report_url"}, set(ShopStreamOperator.template_fields))

    # The end

    def test_on_kill_before_the_start_is_harmless(self):
        ShopStreamOperator(task_id="t").on_kill()

    def test_on_kill_ends_the_program_and_its_children(self):
        for wrapped in (False, True):
            with self.subTest(wrapped=wrapped):
                self.ends(wrapped, deaf=False)

    def test_a_program_that_does_not_end_is_killed(self):
        self.ends(wrapped=True, deaf=True)

    def ends(self, wrapped, deaf):
        folder = Path(tempfile.mkdtemp(dir=self.folder.name))
        child, program, runner = folder / "child.py", folder / "program.py", folder / "runner.py"
        child.write_text(f"import os, signal, time\n{'signal.signal(signal.SIGTERM, signal.SIG_IGN)' if deaf else ''}\nopen({str(folder / 'child.pid')!r}, 'w').write(str(os.getpid()))\ntime.sleep(60)\n")
        program.write_text(
            f"import os, signal, subprocess, sys, time\nchild = subprocess.Popen([sys.executable, {str(child)!r}])\n"
            "def end(*_):\n    child.terminate(); child.wait(); sys.exit(130)\n"
            f"signal.signal(signal.SIGTERM, end)\nopen({str(folder / 'program.pid')!r}, 'w').write(str(os.getpid()))\ntime.sleep(60)\n")
        runner.write_text(textwrap.dedent(f"""
            import signal, sys
            from datetime import timedelta
            sys.path[:0] = {[str(FOLDER), str(Path(__file__).parent)]!r}
            import fake_airflow
            fake_airflow.install({VERSION})
            from shopstream_operator import ShopStreamOperator
            task = ShopStreamOperator(task_id="t", program=sys.argv[1:], date="2025-11-29", end_within=timedelta(seconds={1 if deaf else 20}))
            def on_term(*_):
                task.on_kill()
                raise SystemExit(2)
            signal.signal(signal.SIGTERM, on_term)
            task.execute({{}})
            """))
        command = [sys.executable, str(program)]
        if wrapped:
            command = ["sh", "-c", '"$@"; echo after', "sh", *command]
        # SIGTERM goes to the task's process alone, as a pod that ends or Airflow 2 sends it.
        task = subprocess.Popen([sys.executable, str(runner), *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        pids = []
        try:
            end = time.monotonic() + 60
            while time.monotonic() < end and task.poll() is None and len(pids) < 2:
                time.sleep(0.05)
                pids = [int(f.read_text()) for f in (folder / "program.pid", folder / "child.pid") if f.exists() and f.read_text()]
            self.assertEqual(len(pids), 2, "the operator did not start the program")
            os.kill(task.pid, signal.SIGTERM)
            task.wait(timeout=60)
            end = time.monotonic() + 10
            while time.monotonic() < end and any(map(alive, pids)):
                time.sleep(0.05)
            self.assertEqual([alive(p) for p in pids], [False, False], "the program, its child: still running")
        finally:
            task.kill()
            task.wait()
            for pid in filter(alive, pids):
                os.kill(pid, signal.SIGKILL)

    def test_an_error_of_the_task_ends_the_program(self):
        class Timeout(BaseException):
            pass

        def late(*_):
            raise Timeout

        signal.signal(signal.SIGALRM, late)
        signal.setitimer(signal.ITIMER_REAL, 2)
        with self.assertRaises(Timeout):
            self.execute(f"open('pid', 'w').write(str(os.getpid()))\nprint('here', flush=True)\ntime.sleep(60)", end_within=timedelta(seconds=5))
        pid = Path(self.folder.name) / "pid"
        self.assertFalse(pid.exists() and alive(int(pid.read_text())), "still running")


class DagTests(unittest.TestCase):
    def test_the_file_has_one_dag_that_no_importing_file_declares_again(self):
        self.assertEqual(shopstream_dag.dag.dag_id, "shopstream")
        self.assertEqual(fake_airflow.DAG.registered, [])

    def test_it_runs_at_a_moment_not_at_the_end_of_an_interval(self):
        schedule = shopstream_dag.dag.kwargs["schedule"]
        self.assertEqual((type(schedule).__name__, schedule.cron, schedule.timezone), ("CronTriggerTimetable", "15 2 * * *", "UTC"))

    def test_it_is_retried_bounded_and_never_twice_at_once(self):
        arguments = shopstream_dag.dag.kwargs["default_args"]
        self.assertEqual((arguments["retries"], arguments["execution_timeout"]), (3, timedelta(hours=4)))
        self.assertEqual((shopstream_dag.dag.kwargs["max_active_runs"], shopstream_dag.dag.kwargs["catchup"]), (1, False))

    def test_its_task_names_the_marts(self):
        (task,) = shopstream_dag.dag.tasks
        self.assertEqual([o.uri for o in task.outlets], ["shopstream://marts"])

    def test_its_date_is_that_of_a_run_with_or_without_a_logical_date(self):
        (task,) = shopstream_dag.dag.tasks
        self.assertEqual(task.date, "{{ (dag_run.logical_date or dag_run.run_after) | ds }}")


class RecipeTests(unittest.TestCase):
    """The recipes of docs/nightly.md, against stand-ins of the classes that they name."""

    def setUp(self):
        page = (FOLDER.parents[1] / "docs" / "nightly.md").read_text(encoding="utf-8")
        self.made = []
        recipes = [r.split("```")[0] for r in page.split("```python\n")[1:]]
        for recipe in (r for r in recipes if "from airflow.providers" in r):
            names = {}
            # What is imported is there, and records what it is given.
            for line in [l for l in recipe.splitlines() if l.startswith("from ")]:
                name = line.split()[-1]
                names[name] = Recorder(name, self.made)
            exec("\n".join(l for l in recipe.splitlines() if not l.startswith("from ")), names)
        self.operators = {name: arguments for name, _, arguments in self.made if name.endswith("Operator")}

    def test_they_name_the_date_and_ask_for_the_verdict(self):
        self.assertEqual(sorted(self.operators), ["DockerOperator", "KubernetesPodOperator"])
        for arguments in self.operators.values():
            command = arguments.get("command") or arguments["arguments"]
            self.assertEqual(command, ["run", "--json", "--quiet", "--date", shopstream_operator.DATE])
            self.assertEqual(arguments["retries"], 0)

    def test_work_folder_and_reports_are_volumes(self):
        self.assertEqual([a for name, a, _ in self.made if name == "Mount"], [("/work/.shopstream", "shopstream"), ("/work/reports", "reports")])
        mounts = [a["mount_path"] for name, _, a in self.made if name == "k8s.V1VolumeMount"]
        self.assertEqual(mounts, ["/work/.shopstream", "/work/reports"])

    def test_the_password_comes_from_a_connection_or_a_secret(self):
        self.assertEqual(self.operators["DockerOperator"]["environment"]["PGPASSWORD"], "{{ conn.shop_reader.password }}")
        self.assertNotIn("PGPASSWORD", self.operators["KubernetesPodOperator"]["env_vars"])
        self.assertIn(("env", "PGPASSWORD", "shop-reader", "password"), [a for name, a, _ in self.made if name == "Secret"])


class Recorder:
    def __init__(self, name, made):
        self._name, self._made = name, made

    def __getattr__(self, name):
        return Recorder(f"{self._name}.{name}", self._made)

    def __call__(self, *values, **arguments):
        self._made.append((self._name, values, arguments))


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
