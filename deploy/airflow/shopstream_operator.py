"""The Airflow operator that runs ShopStream.Quality, or lets it judge what other tasks have moved, and maps its exit codes. For Airflow 2.10 and later, and 3.

Put this file beside the DAGs, into plugins/ or anywhere on PYTHONPATH; it declares no DAG. The exit codes of `shopstream` become:

0         success, if the verdict says so too
1, 2, 4   AirflowFailException, never retried: a check failed, something has to be changed, nothing was judged
126, 127  the same: the program, or what a wrapper calls, is not there
3, others AirflowException, retried: the infrastructure failed, or the program was ended
"""

import errno
import json
import os
import signal
import subprocess
import time
from datetime import timedelta

try:
    from airflow.sdk import BaseOperator, BaseOperatorLink
    from airflow.sdk.bases.hook import BaseHook
    from airflow.sdk.execution_time.xcom import XCom
except ImportError:  # Airflow 2
    from airflow.hooks.base import BaseHook
    from airflow.models import XCom
    from airflow.models.baseoperator import BaseOperator
    from airflow.models.baseoperatorlink import BaseOperatorLink
try:
    from airflow.sdk.exceptions import AirflowException, AirflowFailException
except ImportError:  # before 3.2
    from airflow.exceptions import AirflowException, AirflowFailException

FOR_PEOPLE = {
    1: "a check failed",
    2: "settings, a feature or SQL is wrong",
    4: "nothing was selected or judged",
    126: "the program may not be run",
    127: "the program was not found",
}

# What the message counts, the most severe first.
COUNTS = (("failed", "failed"), ("error", "could not run"), ("notJudged", "not judged"), ("warned", "with a warning"))

# A run of Airflow 3 that was started by hand or by an asset has no logical date; run_after is the moment for which it was started.
DATE = "{{ (dag_run.logical_date or dag_run.run_after) | ds }}"

# These pass by themselves; a missing program or folder does not.
PASSING = {errno.EAGAIN, errno.ENOMEM, errno.EMFILE, errno.ENFILE}


class ReportLink(BaseOperatorLink):
    """Shows the run's page in Airflow's UI, if report_url is set."""

    name = "Report"

    def get_link(self, operator, *, ti_key):
        return XCom.get_value(ti_key=ti_key, key="report_url") or ""


class ShopStreamOperator(BaseOperator):
    """Runs `shopstream run --date <date> --json` and returns the verdict, which becomes the task's XCom.

    If the run does not pass, the verdict is the XCom `verdict`, and the exception has its counts, its problem and its page.

    :param attached: whether other tasks of the DAG move the data: `shopstream check --attached` then judges what they have left, and moves nothing.
    :param arguments: more of the command line, such as ["--tags", "@nightly"]. Templated.
    :param program: the program, or a command that ends in it, such as ["docker", "run", "--rm", "-i", …, "shopstream"]. Templated.
    :param cwd: the folder with pipeline.runsettings and features/. Templated; None for the worker's own.
    :param env: variables besides the worker's own. Templated; None for none. Credentials belong into connections.
    :param date: the date partition. Templated; by default the day of the run's logical date, or of its start.
    :param report_url: where the folder of reports is served; the UI then links to the run's page. Templated; None for no link.
    :param postgres_conn_id: the connection of the source; None for the worker's PG* variables or the settings.
    :param aws_conn_id: the connection of the lake's bucket; None for the worker's own AWS credentials.
    :param snowflake_conn_id: the connection of the warehouse; None for the worker's SNOWFLAKE_* variables or the settings.
    :param end_within: how long the program may take to end when the task is ended, before it is killed. Default 20 seconds.
    """

    template_fields = ("program", "arguments", "date", "cwd", "env", "report_url")
    template_fields_renderers = {"env": "json"}
    operator_extra_links = (ReportLink(),)

    def __init__(
        self,
        *,
        attached=False,
        arguments=(),
        program=("shopstream",),
        cwd=None,
        env=None,
        date=DATE,
        report_url=None,
        postgres_conn_id=None,
        aws_conn_id=None,
        snowflake_conn_id=None,
        end_within=timedelta(seconds=20),
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.attached = attached
        self.arguments = list(arguments)
        self.program = list(program)
        self.cwd = cwd
        self.env = env
        self.date = date
        self.report_url = report_url
        self.postgres_conn_id = postgres_conn_id
        self.aws_conn_id = aws_conn_id
        self.snowflake_conn_id = snowflake_conn_id
        self.end_within = end_within
        self._process = None

    def execute(self, context):
        command = ["check", "--attached"] if self.attached else ["run"]
        code, verdict = self._run([*self.program, *command, "--date", self.date, "--json", *self.arguments])
        self._push(context, verdict)
        if verdict:
            # A wrapper may swallow the exit code, but not the verdict.
            code = code or verdict["exitCode"]
        if code == 0 and not verdict:
            raise AirflowFailException("exit code 0, but no verdict: is it shopstream that was run, and does its output reach this task?")
        if code == 0:
            return verdict
        says = self._says(verdict)
        if code in FOR_PEOPLE:
            raise AirflowFailException(f"exit code {code}: {FOR_PEOPLE[code]}: {says}")
        raise AirflowException(f"exit code {code}: {says}")

    def on_kill(self):
        """Ends the program and everything that it started. The last good state stays."""
        process = self._process
        if process is None:
            return
        if not self._signal(process, signal.SIGTERM):
            return
        end = time.monotonic() + self.end_within.total_seconds()
        while time.monotonic() < end:
            process.poll()
            if not self._signal(process, 0):
                return
            time.sleep(0.1)
        self._signal(process, signal.SIGKILL)

    def _run(self, command):
        self.log.info("running %s", " ".join(command))
        environment = {**os.environ, **self._credentials(), **{name: str(value) for name, value in (self.env or {}).items()}}
        try:
            # A session of its own: what ends the task ends a wrapper's children, too.
            self._process = subprocess.Popen(
                command, cwd=self.cwd, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                text=True, encoding="utf-8", errors="backslashreplace", start_new_session=True)
        except OSError as e:
            if e.errno in PASSING:
                raise AirflowException(f"{command[0]} cannot be started: {e}") from e
            expected = f"Expected the program and the folder {self.cwd or os.getcwd()} on this worker"
            raise AirflowFailException(f"{command[0]} cannot be started: {e}. {expected}") from e
        verdict = {}
        try:
            for line in self._process.stdout:
                self.log.info("%s", line.rstrip())
                verdict = verdict_of(line) or verdict
            code = self._process.wait()
        except BaseException:
            # A timeout, or whatever else ends the task.
            self.on_kill()
            raise
        finally:
            self._process.stdout.close()
        # A shell reports a child that a signal ended as 128 + its number, Popen as its negative.
        return (128 - code if code < 0 else code), verdict

    def _says(self, verdict):
        page = f", {verdict['page']}" if verdict.get("page") else ""
        if verdict.get("problem"):
            return f"{verdict['problem']}{page}"
        counts = [f"{verdict[name]} {text}" for name, text in COUNTS if verdict.get(name)]
        if counts:
            return f"{', '.join(counts)} of {verdict.get('scenarios', '?')} scenarios{page}"
        return f"{verdict.get('outcome') or 'no verdict, see the log'}{page}"

    def _push(self, context, verdict):
        ti = context.get("ti")
        if not verdict or ti is None:
            return
        if verdict["exitCode"] != 0:
            ti.xcom_push(key="verdict", value=verdict)
        if verdict.get("runId") and self.report_url:
            ti.xcom_push(key="report_url", value=f"{self.report_url.rstrip('/')}/{verdict['runId']}/index.html")
        events = context.get("outlet_events")
        if events is None or verdict["exitCode"] != 0:
            return
        for outlet in getattr(self, "outlets", None) or []:
            events[outlet].extra = {name: verdict.get(name) for name in ("runId", "date", "scenarios", "passed", "warned", "failed")}

    def _signal(self, process, number):
        try:
            os.killpg(process.pid, number)
            return True
        except (ProcessLookupError, PermissionError):
            return False

    def _credentials(self):
        variables = {}
        if self.postgres_conn_id:
            c = BaseHook.get_connection(self.postgres_conn_id)
            variables.update(PGHOST=c.host, PGPORT=c.port, PGDATABASE=c.schema, PGUSER=c.login, PGPASSWORD=c.password)
            variables.update(PGSSLMODE=c.extra_dejson.get("sslmode"), PGSSLROOTCERT=c.extra_dejson.get("sslrootcert"))
        if self.aws_conn_id:
            c = BaseHook.get_connection(self.aws_conn_id)
            variables.update(AWS_ACCESS_KEY_ID=c.login, AWS_SECRET_ACCESS_KEY=c.password)
            variables.update(AWS_SESSION_TOKEN=c.extra_dejson.get("aws_session_token"), AWS_REGION=c.extra_dejson.get("region_name"))
        if self.snowflake_conn_id:
            c = BaseHook.get_connection(self.snowflake_conn_id)
            key = c.extra_dejson.get("private_key_file")
            variables.update(SNOWFLAKE_ACCOUNT=c.extra_dejson.get("account"), SNOWFLAKE_USER=c.login)
            variables.update(SNOWFLAKE_DATABASE=c.extra_dejson.get("database"), SNOWFLAKE_PRIVATE_KEY_FILE=key)
            variables["SNOWFLAKE_PRIVATE_KEY_PASSPHRASE" if key else "SNOWFLAKE_PASSWORD"] = c.password
        return {name: str(value) for name, value in variables.items() if value not in (None, "")}


def verdict_of(line):
    """The verdict in a line of output, which may begin with other text; None if there is none. Other JSON is not a verdict."""
    decoder = json.JSONDecoder()
    at = line.find("{")
    while at >= 0:
        try:
            said, end = decoder.raw_decode(line, at)
        except ValueError:
            end = at + 1
        else:
            if isinstance(said, dict) and "outcome" in said and isinstance(said.get("exitCode"), int):
                return said
        at = line.find("{", end)
    return None
