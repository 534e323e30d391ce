-- What a node understands of what others may write, told with every heartbeat. A build that does
-- not tell leaves the text of an earlier one where it is: it counts only as told at the last beat.

alter table node
  add column vocabulary text,
  add column vocabulary_told_at datetime(6);
