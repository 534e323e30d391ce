-- Requests that wait to have a resource alone. A row counts for as long as the heartbeats of the
-- node whose client waits arrive; it protects from starvation, never from a second exclusive one.
create table intent (
  resource_kind varchar(16) not null,
  resource_id varchar(36) not null,
  operation_id varchar(36) not null,
  operation_kind varchar(64) not null,
  node varchar(255) not null,
  created_at datetime(6) not null,
  primary key (resource_kind, resource_id, operation_id),
  key intent_operation (operation_id),
  key intent_node (node)
);
