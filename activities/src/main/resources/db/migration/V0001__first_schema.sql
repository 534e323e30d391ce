-- Common subset of MySQL 8 and MariaDB. Identifiers are varchar(36), since a char column is refused
-- in generated columns. "live" and "open" are null once a row is deleted or ended, so that indexes
-- that begin with them never grow with the past.

-- Names, keys and project ids are compared as they are written, case and accents included.
alter database character set utf8mb4 collate utf8mb4_bin;

create table node (
  name varchar(255) not null primary key,
  host varchar(255) not null,
  roles varchar(64) not null,
  build varchar(64) not null,
  workflow_version int not null,
  heartbeat bigint not null,
  draining boolean not null default false,
  started_at datetime(6) not null,
  updated_at datetime(6) not null
);

create table backend (
  name varchar(255) not null primary key,
  driver varchar(64) not null,
  vendor varchar(255) not null,
  driver_version varchar(64) not null,
  availability_zone varchar(255) not null,
  default_protocol varchar(16) not null,
  protocols varchar(255) not null,
  capabilities varchar(1024) not null,
  serial_sections varchar(255) not null,
  host_bound boolean not null,
  disabled boolean not null default false,
  disabled_reason varchar(255),
  frozen boolean not null default false,
  created_at datetime(6) not null,
  updated_at datetime(6) not null
);

create table backend_node (
  backend varchar(255) not null,
  node varchar(255) not null,
  host varchar(255) not null,
  heartbeat bigint not null,
  up boolean not null,
  reason varchar(1024),
  updated_at datetime(6) not null,
  primary key (backend, node)
);

create table pool (
  backend varchar(255) not null,
  name varchar(255) not null,
  total_gib bigint not null,
  free_gib bigint not null,
  allocated_gib bigint not null default 0,
  reserved_percentage int not null default 0,
  over_subscription_ratio double not null default 1,
  thin boolean not null default false,
  report bigint not null default 0,
  updated_at datetime(6) not null,
  primary key (backend, name)
);

create table project (
  id varchar(255) not null primary key,
  version bigint not null default 0
);

create table quota_limit (
  project_id varchar(255) not null,
  resource varchar(255) not null,
  hard_limit bigint not null,
  primary key (project_id, resource)
);

create table quota_class_limit (
  class_name varchar(255) not null,
  resource varchar(255) not null,
  hard_limit bigint not null,
  primary key (class_name, resource)
);

create table volume_type (
  id varchar(36) not null primary key,
  name varchar(255) not null,
  description varchar(255),
  is_public boolean not null default true,
  extra_specs mediumtext not null,
  created_at datetime(6) not null,
  updated_at datetime(6),
  deleted_at datetime(6),
  live tinyint generated always as (case when deleted_at is null then 1 end) stored,
  live_name varchar(255) generated always as (case when deleted_at is null then name end) stored,
  unique key volume_type_name (live_name),
  key volume_type_list (live, created_at, id)
);

create table volume_type_access (
  volume_type_id varchar(36) not null,
  project_id varchar(255) not null,
  primary key (volume_type_id, project_id)
);

create table volume (
  id varchar(36) not null primary key,
  project_id varchar(255) not null,
  user_id varchar(255) not null,
  name varchar(255),
  description varchar(255),
  size_gib int not null,
  extending_to_gib int,
  status varchar(32) not null,
  previous_status varchar(32),
  attach_status varchar(32) not null,
  migration_status varchar(64),
  volume_type_id varchar(36) not null,
  snapshot_id varchar(36),
  source_volume_id varchar(36),
  availability_zone varchar(255) not null,
  backend varchar(255),
  pool varchar(255),
  protocol varchar(16),
  bootable boolean not null default false,
  multiattach boolean not null default false,
  metadata mediumtext not null,
  admin_metadata mediumtext not null,
  image_metadata mediumtext not null,
  fence bigint not null,
  version bigint not null default 0,
  operation_id varchar(36),
  created_at datetime(6) not null,
  updated_at datetime(6),
  launched_at datetime(6),
  deleted_at datetime(6),
  live tinyint generated always as (case when deleted_at is null then 1 end) stored,
  key volume_project (live, project_id, created_at, id),
  key volume_all (live, created_at, id),
  key volume_quota (live, project_id, volume_type_id, size_gib, extending_to_gib, status),
  key volume_name (live, project_id, name),
  key volume_type (live, volume_type_id),
  key volume_backend (live, backend, pool),
  key volume_purge (deleted_at)
);

create table snapshot (
  id varchar(36) not null primary key,
  volume_id varchar(36) not null,
  project_id varchar(255) not null,
  user_id varchar(255) not null,
  name varchar(255),
  description varchar(255),
  size_gib int not null,
  volume_type_id varchar(36) not null,
  status varchar(32) not null,
  progress varchar(8) not null,
  metadata mediumtext not null,
  fence bigint not null,
  version bigint not null default 0,
  operation_id varchar(36),
  created_at datetime(6) not null,
  updated_at datetime(6),
  deleted_at datetime(6),
  live tinyint generated always as (case when deleted_at is null then 1 end) stored,
  key snapshot_project (live, project_id, created_at, id),
  key snapshot_all (live, created_at, id),
  key snapshot_quota (live, project_id, volume_type_id, size_gib, status),
  key snapshot_volume (live, volume_id, created_at),
  key snapshot_purge (deleted_at)
);

create table attachment (
  id varchar(36) not null primary key,
  volume_id varchar(36) not null,
  project_id varchar(255) not null,
  instance_uuid varchar(36),
  attached_host varchar(255),
  mountpoint varchar(255),
  attach_mode varchar(8),
  attach_status varchar(32) not null,
  connector mediumtext,
  connection_info mediumtext,
  secret varchar(128),
  protocol varchar(16),
  export_host varchar(255),
  fence bigint not null,
  version bigint not null default 0,
  operation_id varchar(36),
  created_at datetime(6) not null,
  updated_at datetime(6),
  attached_at datetime(6),
  detached_at datetime(6),
  deleted_at datetime(6),
  live tinyint generated always as (case when deleted_at is null then 1 end) stored,
  key attachment_project (live, project_id, created_at, id),
  key attachment_volume (live, volume_id, created_at, id),
  key attachment_host (live, export_host),
  key attachment_purge (deleted_at)
);

create table operation (
  id varchar(36) not null primary key,
  kind varchar(64) not null,
  resource_kind varchar(16) not null,
  resource_id varchar(36) not null,
  project_id varchar(255) not null,
  user_id varchar(255) not null,
  request_id varchar(64) not null,
  state varchar(16) not null,
  request mediumtext not null,
  answer mediumtext,
  run int not null,
  workflow_id varchar(255) not null,
  engine_run_id varchar(64) not null,
  backend varchar(255),
  pool varchar(255),
  pool_gib bigint not null default 0,
  plan mediumtext,
  placement mediumtext,
  waiting_reason varchar(1024),
  progress int,
  error_code varchar(64),
  error_message varchar(1024),
  cancel_requested boolean not null default false,
  superseded_by varchar(36),
  deadline_seconds int not null,
  admitted_at datetime(6) not null,
  updated_at datetime(6) not null,
  ended_at datetime(6),
  open tinyint generated always as (case when ended_at is null then 1 end) stored,
  key operation_open (open, admitted_at, id),
  key operation_resource (resource_id, admitted_at),
  key operation_project (project_id, admitted_at, id),
  key operation_request (request_id),
  key operation_purge (ended_at)
);

create table operation_step (
  operation_id varchar(36) not null,
  run int not null,
  step int not null,
  name varchar(64) not null,
  state varchar(16) not null,
  attempts int not null,
  node varchar(255) not null,
  observed varchar(1024),
  reason varchar(1024),
  started_at datetime(6) not null,
  ended_at datetime(6),
  primary key (operation_id, run, step)
);

create table pin (
  resource_kind varchar(16) not null,
  resource_id varchar(36) not null,
  operation_id varchar(36) not null,
  kind varchar(16) not null,
  created_at datetime(6) not null,
  primary key (resource_kind, resource_id, operation_id, kind),
  key pin_operation (operation_id)
);

create table idempotency (
  project_id varchar(255) not null,
  idempotency_key varchar(255) not null,
  request_hash varchar(64) not null,
  operation_id varchar(36),
  status int,
  body mediumtext,
  created_at datetime(6) not null,
  primary key (project_id, idempotency_key),
  key idempotency_purge (created_at)
);

create table message (
  id varchar(36) not null primary key,
  project_id varchar(255) not null,
  request_id varchar(64),
  resource_type varchar(64) not null,
  resource_id varchar(36),
  action_id varchar(8) not null,
  detail_id varchar(8) not null,
  created_at datetime(6) not null,
  expires_at datetime(6) not null,
  key message_project (project_id, created_at, id),
  key message_purge (expires_at)
);
