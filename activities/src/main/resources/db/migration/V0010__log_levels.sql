-- What administrators want a node to log until it ends, and what it says that it logs: levels by the
-- prefix of the logger, as JSON.
alter table node
  add column log_orders mediumtext,
  add column log_levels mediumtext;
