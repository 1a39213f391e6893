create table orders (
  id              uuid        primary key default gen_random_uuid(),
  customer        text        not null check (length(customer) between 1 and 200),
  currency        text        not null check (currency ~ '^[A-Z]{3}$'),
  status          text        not null default 'placed'
                              check (status in ('placed', 'paid', 'shipped', 'delivered', 'cancelled')),
  request_key     text        unique,
  request_digest  text        not null,
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now()
);

create index orders_newest on orders (created_at desc, id desc);

create table order_items (
  order_id          uuid    not null references orders on delete cascade,
  line              integer not null,
  sku               text    not null check (length(sku) between 1 and 100),
  quantity          integer not null check (quantity between 1 and 10000),
  unit_price_cents  bigint  not null check (unit_price_cents between 0 and 100000000),
  primary key (order_id, line)
);
