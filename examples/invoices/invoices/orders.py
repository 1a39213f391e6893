"""The service `orders`, as far as it is needed here."""

import json
import urllib.error
import urllib.parse
import urllib.request

TIMEOUT_SECONDS = 5


class NoSuchOrder(Exception):
    """Orders knows none by that id."""


class Unavailable(Exception):
    """Orders does not answer, or not as it should."""


class Orders:
    """Asks the service at `url`."""

    def __init__(self, url: str):
        self._url = url.rstrip("/")

    def get(self, order: str) -> dict:
        """One order. Raises NoSuchOrder, and Unavailable where it is worth asking again."""
        address = f"{self._url}/orders/{urllib.parse.quote(order, safe='')}"
        try:
            with urllib.request.urlopen(address, timeout=TIMEOUT_SECONDS) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                if error.code == 404:
                    raise NoSuchOrder(f"There is no order {order}.") from error
                raise Unavailable(f"Orders answers {error.code}.") from error
        except (OSError, ValueError) as error:
            raise Unavailable("Orders does not answer.") from error
