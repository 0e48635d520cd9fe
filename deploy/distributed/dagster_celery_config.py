"""How workers of Celery work: `celery -A dagster_celery.app worker` reads it from its Python path."""

import os

broker_url = os.environ["BATON_BROKER"]
result_backend = os.environ["BATON_RESULTS"]

# What is not tagged with a queue: the plan, and all that is derived.
task_default_queue = "derive"

# A step that dies with its worker is given to another: a step may be begun twice, and then ends as if once.
task_acks_late = True
task_reject_on_worker_lost = True
# A worker takes one step at a time, so that no step waits behind one that another worker could do.
worker_prefetch_multiplier = 1

# Redis cannot tell that a worker is dead: it gives a step away when this is over, so it must be longer than
# any step. RabbitMQ can, and needs none of it.
broker_transport_options = {"visibility_timeout": int(os.environ.get("BATON_REDELIVER_SECONDS", "21600"))}
result_backend_transport_options = broker_transport_options
result_expires = 7 * 86400
