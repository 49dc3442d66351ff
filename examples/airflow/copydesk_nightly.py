"""Checks the newest batch every night. Copy to the folder of DAGs; nightly.sh and copydesk are on the worker."""

import datetime

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

with DAG(
    "copydesk_nightly",
    schedule="17 5 * * *",
    start_date=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
    catchup=False,
    max_active_runs=1,  # a second run waits until the first has ended
    dagrun_timeout=datetime.timedelta(hours=2),
    tags=["news", "quality"],
):
    BashOperator(
        task_id="check",
        bash_command="./nightly.sh out/articles.jsonl.gz copydesk",
        cwd="/srv/news",
        skip_on_exit_code=75,  # a run by hand is at work
        retries=0,  # a batch that fails does so again; alerts tell of it
    )
