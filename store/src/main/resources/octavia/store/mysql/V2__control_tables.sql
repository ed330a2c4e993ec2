-- Tables of our own. They hold no foreign key to upstream's, may be emptied while the service runs,
-- and change only by adding. Times are milliseconds since the epoch, by the database's clock.
-- Each statement may run again: what is there already stays as it is.

-- Which revision of a load balancer is wanted and which is in effect. No row: it was found as it
-- is and is taken as applied. The column writes counts the writes under a lease: a cluster sees a
-- conflict only between two changes of one row.
create table if not exists control_revision (
  load_balancer_id varchar(36) not null,
  wanted bigint not null,
  applied bigint not null,
  fence bigint not null,
  writes bigint not null default 0,
  primary key (load_balancer_id)
) engine = InnoDB character set utf8mb4 collate utf8mb4_bin;

-- What is to be reconciled: one row a load balancer, however many changes are waiting.
create table if not exists control_work_order (
  load_balancer_id varchar(36) not null,
  reason varchar(64) not null,
  due_at bigint not null,
  deadline_at bigint not null,
  overdue boolean not null,
  attempts integer not null,
  lease_owner varchar(64),
  lease_until bigint not null,
  primary key (load_balancer_id),
  key control_ix_work_order_due (due_at)
) engine = InnoDB character set utf8mb4 collate utf8mb4_bin;

-- Objects that are wanted gone, until they are.
create table if not exists control_deletion (
  object_id varchar(36) not null,
  kind varchar(16) not null,
  load_balancer_id varchar(36) not null,
  primary key (object_id),
  key control_ix_deletion_load_balancer (load_balancer_id)
) engine = InnoDB character set utf8mb4 collate utf8mb4_bin;

-- The timeline of each load balancer.
create table if not exists control_event (
  id bigint not null auto_increment,
  load_balancer_id varchar(36) not null,
  `at` bigint not null,
  code varchar(64) not null,
  request_id varchar(64),
  `text` varchar(1024) not null,
  detail varchar(4096) not null,
  primary key (id),
  key control_ix_event_load_balancer (load_balancer_id, id),
  key control_ix_event_at (`at`)
) engine = InnoDB character set utf8mb4 collate utf8mb4_bin;
