import json
import threading
import unittest
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from invoices.orders import Orders
from invoices.server import Server

PAID = "11111111-1111-4111-8111-111111111111"
PLACED = "22222222-2222-4222-8222-222222222222"
UNKNOWN = "33333333-3333-4333-8333-333333333333"
ORDERS = {
    PAID: {"id": PAID, "customer": "Ada", "status": "paid", "currency": "EUR", "totalCents": 900},
    PLACED: {"id": PLACED, "customer": "Ada", "status": "placed", "currency": "EUR", "totalCents": 900},
}


class OrdersStandIn(BaseHTTPRequestHandler):
    """Answers as orders' own contract says."""

    def do_GET(self):
        order = ORDERS.get(self.path.rsplit("/", 1)[-1])
        self.send_response(200 if order else 404)
        self.send_header("content-type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(order or {"title": "No such order"}).encode())

    def log_message(self, format, *args):  # noqa: A002 - the name is the base class's
        pass


class TheService(unittest.TestCase):
    def setUp(self):
        self.orders = self.started(ThreadingHTTPServer(("127.0.0.1", 0), OrdersStandIn))
        self.server = self.started(Server(("127.0.0.1", 0), Orders(self.address(self.orders)), 19))

    def started(self, server):
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return server

    def address(self, server):
        return f"http://127.0.0.1:{server.server_address[1]}"

    def get(self, path):
        try:
            with urllib.request.urlopen(self.address(self.server) + path) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)

    def test_it_is_healthy(self):
        self.assertEqual(self.get("/healthz"), (200, {"status": "ok"}))

    def test_a_paid_order_has_an_invoice(self):
        status, invoice = self.get(f"/invoices/{PAID}")
        self.assertEqual((status, invoice["total_cents"], invoice["customer"]), (200, 1_071, "Ada"))

    def test_what_cannot_be_billed_is_told_as_a_problem(self):
        for path, status in ((f"/invoices/{PLACED}", 409), (f"/invoices/{UNKNOWN}", 404), ("/invoices/../x", 404), ("/", 404)):
            with self.subTest(path):
                found, problem = self.get(path)
                self.assertEqual((found, problem["status"]), (status, status))

    def test_orders_that_does_not_answer_is_worth_another_try(self):
        self.server.orders = Orders("http://127.0.0.1:9")
        status, problem = self.get(f"/invoices/{PAID}")
        self.assertEqual((status, problem["title"]), (503, "Not available"))
