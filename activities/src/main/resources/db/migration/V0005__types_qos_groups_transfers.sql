-- Records that only the API knows: nothing of them is on the storage.

alter table volume_type add column qos_specs_id varchar(36) null;
-- Said here too, since a create shares the lock of this row and sees no other.
alter table volume_type add column encrypted boolean not null default false;
alter table volume_type add key volume_type_qos (live, qos_specs_id);

create table volume_type_encryption (
  volume_type_id varchar(36) not null primary key,
  id varchar(36) not null,
  provider varchar(255) not null,
  control_location varchar(16) not null,
  cipher varchar(255),
  key_size int,
  created_at datetime(6) not null,
  updated_at datetime(6)
);

create table default_volume_type (
  project_id varchar(255) not null primary key,
  volume_type_id varchar(36) not null,
  key default_volume_type_type (volume_type_id)
);

create table qos_specs (
  id varchar(36) not null primary key,
  name varchar(255) not null,
  consumer varchar(16) not null,
  specs mediumtext not null,
  created_at datetime(6) not null,
  updated_at datetime(6),
  unique key qos_specs_name (name),
  key qos_specs_list (created_at, id)
);

create table group_type (
  id varchar(36) not null primary key,
  name varchar(255) not null,
  description varchar(255),
  is_public boolean not null default true,
  group_specs mediumtext not null,
  created_at datetime(6) not null,
  updated_at datetime(6),
  unique key group_type_name (name),
  key group_type_list (created_at, id)
);

-- One live transfer of a volume at most: it is made while the volume's row is locked and available.
create table volume_transfer (
  id varchar(36) not null primary key,
  volume_id varchar(36) not null,
  project_id varchar(255) not null,
  name varchar(255),
  salt varchar(64) not null,
  key_hash varchar(64) not null,
  no_snapshots boolean not null default false,
  destination_project_id varchar(255),
  accepted boolean not null default false,
  created_at datetime(6) not null,
  updated_at datetime(6),
  deleted_at datetime(6),
  live tinyint generated always as (case when deleted_at is null then 1 end) stored,
  live_volume_id varchar(36)
    generated always as (case when deleted_at is null then volume_id end) stored,
  unique key volume_transfer_volume (live_volume_id),
  key volume_transfer_project (live, project_id, created_at, id),
  key volume_transfer_all (live, created_at, id),
  key volume_transfer_purge (deleted_at)
);
