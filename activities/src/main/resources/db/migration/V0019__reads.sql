-- What a list leaves out, by a filter or an offset, and what a sum adds up is told by an index alone:
-- the row is not read. Columns that change with every operation are in no index that does not need
-- them. "indexed_metadata" is the checksum of project and metadata for which metadata_pair has the
-- row's pairs; "unindexed" says that it is not up to date, without the help of a build that writes
-- metadata and no pairs. One statement for each table, since the computed column copies it; it is
-- left out where it was done by a node that did not live to note it.

create table if not exists metadata_pair (
  resource_kind varchar(16) not null,
  pair int unsigned not null,
  project_id varchar(255) not null,
  created_at datetime(6) not null,
  resource_id varchar(36) not null,
  primary key (resource_kind, pair, project_id, created_at, resource_id),
  key metadata_pair_resource (resource_id)
);

set @change = if((select count(*) from information_schema.columns
    where table_schema = database() and table_name = 'volume' and column_name = 'unindexed') > 0,
  'do 0',
  'alter table volume
    add column indexed_metadata int unsigned,
    add column unindexed tinyint generated always as (case when deleted_at is null
      and char_length(metadata) > 2
      and not (indexed_metadata <=> crc32(concat(project_id, metadata))) then 1 end) stored,
    drop key volume_project,
    add key volume_project
      (live, project_id, created_at, id, name, bootable, multiattach, volume_type_id),
    drop key volume_all,
    add key volume_all (live, created_at, id, name),
    drop key volume_quota,
    add key volume_quota (live, project_id, volume_type_id, size_gib, extending_to_gib),
    add key volume_held (live, operation_id, extending_to_gib),
    add key volume_unindexed (unindexed, project_id, created_at, id)');
prepare change_volume from @change;
execute change_volume;
deallocate prepare change_volume;

set @change = if((select count(*) from information_schema.columns
    where table_schema = database() and table_name = 'snapshot' and column_name = 'unindexed') > 0,
  'do 0',
  'alter table snapshot
    add column indexed_metadata int unsigned,
    add column unindexed tinyint generated always as (case when deleted_at is null
      and char_length(metadata) > 2
      and not (indexed_metadata <=> crc32(concat(project_id, metadata))) then 1 end) stored,
    drop key snapshot_project,
    add key snapshot_project (live, project_id, created_at, id, name),
    drop key snapshot_all,
    add key snapshot_all (live, created_at, id, name),
    drop key snapshot_quota,
    add key snapshot_quota (live, project_id, volume_type_id, size_gib),
    add key snapshot_held (live, operation_id),
    add key snapshot_unindexed (unindexed, project_id, created_at, id)');
prepare change_snapshot from @change;
execute change_snapshot;
deallocate prepare change_snapshot;
