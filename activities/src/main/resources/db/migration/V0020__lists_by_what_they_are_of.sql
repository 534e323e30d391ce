-- Groups that an operation holds, attachments of a server, messages of a resource and operations of
-- a state or a kind are found among as many others as there are.

alter table volume_group add key volume_group_held (live, operation_id);

alter table attachment add key attachment_instance (live, instance_uuid, created_at, id);

alter table message add key message_resource (resource_id, created_at, id);

alter table operation
  drop key operation_project,
  add key operation_project (project_id, admitted_at, id, state, kind);
