-- What administrators order nodes and backends to do, and what nodes tell of their calls.

alter table node
  add column disabled boolean not null default false,
  add column disabled_reason varchar(255),
  add column drain_seconds int not null default 0,
  add column drain_turn bigint not null default 0,
  add column drain_followed bigint not null default 0,
  add column calls_left int not null default 0,
  add column estimate_seconds int;

alter table backend
  add column drained boolean not null default false,
  add column drain_seconds int not null default 0,
  add column drain_turn bigint not null default 0,
  add column call_turns bigint not null default 0;

alter table backend_node
  add column breaker varchar(16) not null default 'closed',
  add column slots int not null default 0,
  add column calls int not null default 0,
  add column hanging int not null default 0,
  add column estimate_seconds int;

create table backend_call (
  backend varchar(255) not null,
  operation_id varchar(36) not null,
  run int not null,
  step int not null,
  attempt int not null,
  node varchar(255) not null,
  taken_at datetime(6) not null,
  primary key (backend, operation_id)
);
