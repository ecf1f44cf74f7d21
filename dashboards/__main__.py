"""``python -m dashboards --hub DIR --port N``: the pages of a hub, with a log that is ours before libraries speak."""

from hub.logs import log_in_json

log_in_json()

from dashboards.server import main  # noqa: E402

main()
