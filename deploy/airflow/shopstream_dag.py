"""ShopStream.Quality as a daily DAG: one task that moves the data of its date and judges it.

Put this file and shopstream_operator.py into Airflow's dags folder, or the operator into plugins/. For Airflow 2.10 and later, and 3.
"""

import os
import sys
from datetime import datetime, timedelta

try:
    from airflow.sdk import DAG, Asset
except ImportError:  # Airflow 2
    from airflow import DAG
    from airflow.datasets import Dataset as Asset
from airflow.timetables.trigger import CronTriggerTimetable

if os.path.dirname(os.path.abspath(__file__)) not in sys.path:
    sys.path.append(os.path.dirname(os.path.abspath(__file__)))

from shopstream_operator import ShopStreamOperator

with DAG(
    dag_id="shopstream",
    start_date=datetime(2025, 11, 1),
    # A moment, not an interval: the run of the 29th at 02:15 has the date of the 29th in Airflow 2 and 3, as with systemd and GitHub.
    schedule=CronTriggerTimetable("15 2 * * *", timezone="UTC"),
    catchup=False,
    max_active_runs=1,
    # A DAG file that imports this one does not declare this DAG again.
    auto_register=False,
    default_args={"retries": 3, "retry_delay": timedelta(minutes=10), "execution_timeout": timedelta(hours=4)},
) as dag:
    ShopStreamOperator(
        task_id="reconcile",
        cwd="/var/lib/shopstream",
        # DAGs that read the marts can be scheduled by this asset; its events carry the run's id and counts.
        outlets=[Asset(uri="shopstream://marts")],
    )
