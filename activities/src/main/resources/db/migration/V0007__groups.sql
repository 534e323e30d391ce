-- Groups of volumes that are on one backend, and their snapshots. What belongs to a group or to a
-- group snapshot says so in its own row.

create table volume_group (
  id varchar(36) not null primary key,
  project_id varchar(255) not null,
  user_id varchar(255) not null,
  name varchar(255),
  description varchar(255),
  group_type_id varchar(36) not null,
  -- Identifiers, with commas between them.
  volume_type_ids mediumtext not null,
  availability_zone varchar(255) not null,
  status varchar(32) not null,
  backend varchar(255),
  group_snapshot_id varchar(36),
  source_group_id varchar(36),
  fence bigint not null,
  version bigint not null default 0,
  operation_id varchar(36),
  created_at datetime(6) not null,
  updated_at datetime(6),
  deleted_at datetime(6),
  live tinyint generated always as (case when deleted_at is null then 1 end) stored,
  key volume_group_project (live, project_id, created_at, id),
  key volume_group_all (live, created_at, id),
  key volume_group_type (live, group_type_id),
  key volume_group_purge (deleted_at)
);

create table group_snapshot (
  id varchar(36) not null primary key,
  group_id varchar(36) not null,
  project_id varchar(255) not null,
  user_id varchar(255) not null,
  name varchar(255),
  description varchar(255),
  group_type_id varchar(36) not null,
  status varchar(32) not null,
  fence bigint not null,
  version bigint not null default 0,
  operation_id varchar(36),
  created_at datetime(6) not null,
  updated_at datetime(6),
  deleted_at datetime(6),
  live tinyint generated always as (case when deleted_at is null then 1 end) stored,
  key group_snapshot_project (live, project_id, created_at, id),
  key group_snapshot_all (live, created_at, id),
  key group_snapshot_group (live, group_id, created_at, id),
  key group_snapshot_purge (deleted_at)
);

alter table volume add column group_id varchar(36) null;
alter table volume add key volume_group (live, group_id, created_at, id);
alter table snapshot add column group_snapshot_id varchar(36) null;
alter table snapshot add key snapshot_group_snapshot (live, group_snapshot_id);
