import unittest

from invoices.invoice import NotBilled, invoice_of

ORDER = {"id": "0d5c", "customer": "Ada", "status": "paid", "currency": "EUR", "totalCents": 901}


class InvoiceOfAnOrder(unittest.TestCase):
    def test_tax_is_added_and_half_a_cent_rounded_up(self):
        invoice = invoice_of({**ORDER, "totalCents": 50}, 19)
        self.assertEqual((invoice.net_cents, invoice.tax_cents, invoice.total_cents), (50, 10, 60))

    def test_nothing_is_lost_on_the_way(self):
        for net in range(0, 2_000, 7):
            invoice = invoice_of({**ORDER, "totalCents": net}, 19)
            self.assertEqual(invoice.net_cents + invoice.tax_cents, invoice.total_cents)

    def test_what_is_not_paid_is_not_billed(self):
        for status in ("placed", "cancelled"):
            with self.subTest(status), self.assertRaisesRegex(NotBilled, status):
                invoice_of({**ORDER, "status": status}, 19)
