"""ShopStream.Quality as a daily DAG: one task that moves the data of its logical date and judges it.

Put this file into Airflow's dags folder. The operator runs the installed `shopstream`, and maps its exit codes:
0 passes; 1 (a check failed), 2 (somebody has to change something) and 4 (nothing was judged) fail without a retry,
since a retry would find the same; 3 (infrastructure) and anything else fail and are retried.
"""

import json
import os
import subprocess
from datetime import datetime, timedelta

from airflow import DAG
from airflow.exceptions import AirflowException, AirflowFailException
from airflow.models.baseoperator import BaseOperator

FOR_PEOPLE = {1: "a check failed", 2: "settings, a feature or SQL is wrong", 4: "nothing was selected or judged"}


class ShopStreamOperator(BaseOperator):
    """Runs `shopstream run --date <logical date> --json` and returns the verdict, for XCom.

    :param arguments: more of the command line, such as ["--tags", "@nightly"].
    :param program: the program, or a command that ends in it, such as ["docker", "run", "--rm", …, "shopstream"].
    :param cwd: the folder with pipeline.runsettings and features/.
    :param env: variables besides Airflow's own, such as PGHOST; None for none.
    """

    template_fields = ("arguments", "date")

    def __init__(self, *, arguments=(), program=("shopstream",), cwd=None, env=None, date="{{ ds }}", **kwargs):
        super().__init__(**kwargs)
        self.arguments = list(arguments)
        self.program = list(program)
        self.cwd = cwd
        self.env = env
        self.date = date

    def execute(self, context):
        command = [*self.program, "run", "--date", self.date, "--json", *self.arguments]
        self.log.info("running %s", " ".join(command))
        self.process = subprocess.Popen(
            command, cwd=self.cwd, env={**os.environ, **(self.env or {})}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8")
        verdict = {}
        for line in self.process.stdout:
            self.log.info(line.rstrip())
            if line.startswith("{"):
                verdict = json.loads(line)
        code = self.process.wait()
        if code == 0:
            return verdict
        says = verdict.get("problem") or verdict.get("outcome") or "see the log"
        if code in FOR_PEOPLE:
            raise AirflowFailException(f"exit code {code}: {FOR_PEOPLE[code]}: {says}")
        raise AirflowException(f"exit code {code}: {says}")

    def on_kill(self):
        """Airflow gave up on the task: the last good state stays."""
        self.process.terminate()


with DAG(
    dag_id="shopstream",
    start_date=datetime(2025, 11, 1),
    schedule="15 2 * * *",
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 3, "retry_delay": timedelta(minutes=10)},
) as dag:
    ShopStreamOperator(task_id="reconcile", cwd="/var/lib/shopstream")
