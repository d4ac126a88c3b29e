"""The few classes of Airflow that the operator and the DAG use, under the module names of version 2 or 3. Only what a test needs behaves."""

import logging
import sys
from types import ModuleType


class AirflowException(Exception):
    pass


class AirflowFailException(AirflowException):
    pass


class BaseOperatorLink:
    pass


class Connection:
    def __init__(self, host=None, port=None, schema=None, login=None, password=None, extra=None):
        self.host, self.port, self.schema, self.login, self.password, self.extra_dejson = host, port, schema, login, password, extra or {}


class BaseHook:
    connections = {}

    @classmethod
    def get_connection(cls, conn_id):
        return cls.connections[conn_id]


class XCom:
    values = {}

    @classmethod
    def get_value(cls, *, ti_key, key):
        return cls.values.get((ti_key, key))


class Asset:
    def __init__(self, uri):
        self.uri = uri


class BaseOperator:
    template_fields = ()

    def __init__(self, *, task_id, outlets=None, **kwargs):
        self.task_id, self.outlets, self.kwargs, self.log = task_id, outlets or [], kwargs, logging.getLogger("task")
        if DAG.current is not None:
            DAG.current.tasks.append(self)


class DAG:
    current = None
    registered = []

    def __init__(self, dag_id, auto_register=True, **kwargs):
        self.dag_id, self.kwargs, self.tasks = dag_id, kwargs, []
        if auto_register:
            DAG.registered.append(self)

    def __enter__(self):
        DAG.current = self
        return self

    def __exit__(self, *_):
        DAG.current = None


class CronTriggerTimetable:
    def __init__(self, cron, *, timezone):
        self.cron, self.timezone = cron, timezone


VERSIONS = {
    2: {
        "airflow": {"DAG": DAG},
        "airflow.datasets": {"Dataset": Asset},
        "airflow.exceptions": {"AirflowException": AirflowException, "AirflowFailException": AirflowFailException},
        "airflow.hooks.base": {"BaseHook": BaseHook},
        "airflow.models": {"XCom": XCom},
        "airflow.models.baseoperator": {"BaseOperator": BaseOperator},
        "airflow.models.baseoperatorlink": {"BaseOperatorLink": BaseOperatorLink},
        "airflow.timetables.trigger": {"CronTriggerTimetable": CronTriggerTimetable},
    },
    # What version 3 calls deprecated is not there.
    3: {
        "airflow.sdk": {"DAG": DAG, "Asset": Asset, "BaseOperator": BaseOperator, "BaseOperatorLink": BaseOperatorLink},
        "airflow.sdk.bases.hook": {"BaseHook": BaseHook},
        "airflow.sdk.exceptions": {"AirflowException": AirflowException, "AirflowFailException": AirflowFailException},
        "airflow.sdk.execution_time.xcom": {"XCom": XCom},
        "airflow.timetables.trigger": {"CronTriggerTimetable": CronTriggerTimetable},
    },
}


def install(version):
    """Makes the modules importable."""
    for name, members in VERSIONS[version].items():
        parts = name.split(".")
        for i in range(1, len(parts) + 1):
            part = ".".join(parts[:i])
            if part not in sys.modules:
                sys.modules[part] = ModuleType(part)
                sys.modules[part].__path__ = []
        vars(sys.modules[name]).update(members)
