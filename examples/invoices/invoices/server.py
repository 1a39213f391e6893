"""The HTTP API."""

import json
import re
import signal
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from .invoice import NotBilled, invoice_of
from .orders import NoSuchOrder, Orders, Unavailable

INVOICE = re.compile(r"^/invoices/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$")


class Handler(BaseHTTPRequestHandler):
    """One request. What goes wrong is told as problem details (RFC 9457)."""

    protocol_version = "HTTP/1.1"
    server: "Server"

    def do_GET(self):
        path = self.path.split("?", 1)[0]
        if path == "/healthz":
            return self._answer(200, {"status": "ok"})
        found = INVOICE.match(path)
        if not found:
            return self._problem(404, "Nothing here")
        try:
            order = self.server.orders.get(found[1])
            return self._answer(200, invoice_of(order, self.server.tax_percent).as_json())
        except NoSuchOrder as error:
            return self._problem(404, "No such order", str(error))
        except NotBilled as error:
            return self._problem(409, "Not billed", str(error))
        except Unavailable as error:
            return self._problem(503, "Not available", f"{error} Try again in a moment.")

    def _problem(self, status: int, title: str, detail: str = ""):
        body = {"type": "about:blank", "title": title, "status": status}
        self._answer(status, {**body, "detail": detail} if detail else body, "application/problem+json")

    def _answer(self, status: int, body: dict, content_type: str = "application/json"):
        text = f"{json.dumps(body)}\n".encode()
        self.send_response(status)
        self.send_header("content-type", content_type)
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format, *args):  # noqa: A002 - the name is the base class's
        if not self.path.startswith("/healthz"):
            print(json.dumps({"request": self.requestline[:200], "status": args[1] if len(args) > 1 else None}), flush=True)


class Server(ThreadingHTTPServer):
    """Listens on `address` and asks `orders`. It does not wait for connections that nobody uses any more when it closes."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], orders: Orders, tax_percent: int):
        super().__init__(address, Handler)
        self.orders = orders
        self.tax_percent = tax_percent


def serve(host: str, port: int, orders_url: str, tax_percent: int) -> None:
    """Serves until SIGTERM."""
    server = Server((host, port), Orders(orders_url), tax_percent)
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    print(json.dumps({"listening": server.server_address[1]}), flush=True)
    server.serve_forever()
    server.server_close()
