-- A page of a list reads about as many rows as it has, whatever it is filtered by status or sorted
-- by, of a project or of all.

alter table volume
  drop key volume_name,
  add key volume_project_name (live, project_id, name, created_at, id),
  add key volume_project_status (live, project_id, status, created_at, id),
  add key volume_project_size (live, project_id, size_gib, created_at, id),
  add key volume_all_name (live, name, created_at, id),
  add key volume_all_status (live, status, created_at, id);

alter table snapshot
  add key snapshot_project_name (live, project_id, name, created_at, id),
  add key snapshot_project_status (live, project_id, status, created_at, id),
  add key snapshot_all_name (live, name, created_at, id),
  add key snapshot_all_status (live, status, created_at, id);

alter table attachment add key attachment_all (live, created_at, id);

alter table operation add key operation_all (admitted_at, id);

alter table message add key message_all (created_at, id);
