"""Makes invoices of the orders that the service `orders` keeps."""
