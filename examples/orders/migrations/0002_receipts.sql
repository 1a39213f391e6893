create table receipts (
  order_id      uuid        primary key references orders on delete cascade,
  blob          text        not null,
  content_type  text        not null,
  bytes         integer     not null check (bytes > 0),
  uploaded_at   timestamptz not null default now()
);
