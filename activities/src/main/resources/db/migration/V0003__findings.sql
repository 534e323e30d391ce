-- What a backend holds and its rows do not say, or the other way round. "live_key" is null once a
-- finding is resolved, so that each difference is listed once at a time.

create table finding (
  id varchar(36) not null primary key,
  kind varchar(16) not null,
  resource_kind varchar(16) not null,
  resource_id varchar(36) not null,
  backend varchar(255) not null,
  host varchar(255),
  volume_id varchar(36),
  project_id varchar(255),
  state varchar(16) not null,
  message varchar(1024) not null,
  held_bytes bigint,
  mark varchar(255),
  provenance mediumtext not null,
  resolution varchar(32),
  operation_id varchar(36),
  first_pass bigint not null,
  last_pass bigint not null,
  created_at datetime(6) not null,
  updated_at datetime(6) not null,
  resolved_at datetime(6),
  live_key varchar(400) generated always as (case when resolved_at is null
    then concat(kind, '/', resource_kind, '/', resource_id, '/', backend) end) stored,
  unique key finding_live (live_key),
  key finding_all (created_at, id),
  key finding_state (state, created_at, id),
  key finding_backend (backend, state),
  key finding_resource (resource_id),
  key finding_purge (resolved_at)
);

-- Whose turn it is to compare a backend with its rows: whoever raises the counter has it.
create table inventory_pass (
  backend varchar(255) not null primary key,
  pass bigint not null,
  node varchar(255) not null,
  ended boolean not null default false,
  updated_at datetime(6) not null
);

-- What the step of an operation has read from the storage, for its end to act on.
create table observation (
  operation_id varchar(36) not null primary key,
  held mediumtext not null,
  created_at datetime(6) not null
);
