"""Handing messages' ids to Celery, by the name of its task: after the answer, and within a second."""

from __future__ import annotations

import uuid
from functools import partial

from celery import current_app
from kombu.exceptions import OperationalError

from coachdesk.lib.after_answer import after_answer
from coachdesk.lib.breaker import Breaker

RUN = (
    "outbox.run"  # the task in tasks.py; named here so that writing needs no import of carrying out
)
breaker = Breaker("the broker")
# One try, half a second for each step: what is not handed over is found by the relay's sweep.
_SHORT = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5, "max_retries": 0}


def hand_over(message_id: uuid.UUID) -> None:
    """Tell Celery of one message; within a request this waits until the person has the answer.

    Raises kombu.exceptions.OperationalError when the broker is away, outside a request; the row
    stays and the relay's sweep finds it (REL-12, REL-13).
    """
    after_answer(partial(_tell, message_id))


def _tell(message_id: uuid.UUID) -> None:
    if not breaker.may_try():
        raise OperationalError("the broker did not answer a moment ago")
    try:
        with current_app.connection_for_write(transport_options=_SHORT) as connection:
            producer = current_app.amqp.Producer(connection, auto_declare=False)
            current_app.send_task(
                RUN, (str(message_id),), retry=False, ignore_result=True, producer=producer
            )
    except OperationalError as error:
        breaker.failed(error)
        raise
    breaker.worked()
