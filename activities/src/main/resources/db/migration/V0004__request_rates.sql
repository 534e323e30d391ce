-- One bucket of requests for each project, shared by all nodes; used only where requests are limited.
create table request_rate (
  project_id varchar(255) not null,
  content double not null,
  filled_at datetime(6) not null,
  primary key (project_id)
);
