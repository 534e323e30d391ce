-- A project is found as well, and its id is as long as the identity service makes it.
alter table finding modify resource_id varchar(255) not null;
