"""What an order costs, with its tax."""

from dataclasses import asdict, dataclass

BILLED = ("paid", "shipped", "delivered")


class NotBilled(Exception):
    """The order is in a state in which nobody owes anything."""


@dataclass(frozen=True)
class Invoice:
    """Amounts are whole cents of `currency`; `tax_percent` is of the net amount."""

    order: str
    customer: str
    currency: str
    net_cents: int
    tax_percent: int
    tax_cents: int
    total_cents: int

    def as_json(self) -> dict:
        return asdict(self)


def invoice_of(order: dict, tax_percent: int) -> Invoice:
    """The invoice of an order, as the service `orders` describes it. Half a cent of tax is rounded up.

    Raises NotBilled for an order that is not paid.
    """
    if order["status"] not in BILLED:
        raise NotBilled(f"Order {order['id']} is {order['status']}; there is an invoice for what is {', '.join(BILLED)}.")
    net = order["totalCents"]
    tax = (net * tax_percent + 50) // 100
    return Invoice(order["id"], order["customer"], order["currency"], net, tax_percent, tax, net + tax)
