-- Tables of our own. They hold no foreign key to upstream's, may be emptied while the service runs,
-- and change only by adding. Times are milliseconds since the epoch, by the database's clock.
-- Each statement may run again: what is there already stays as it is.

-- Which revision of a load balancer is wanted and which is in effect. No row: it was found as it
-- is and is taken as applied. The column writes counts the writes under a lease.
create table if not exists control_revision (
  load_balancer_id varchar(36) primary key,
  wanted bigint not null,
  applied bigint not null,
  fence bigint not null,
  writes bigint default 0 not null
);

-- What is to be reconciled: one row a load balancer, however many changes are waiting.
create table if not exists control_work_order (
  load_balancer_id varchar(36) primary key,
  reason varchar(64) not null,
  due_at bigint not null,
  deadline_at bigint not null,
  overdue boolean not null,
  attempts integer not null,
  lease_owner varchar(64),
  lease_until bigint not null
);
create index if not exists control_ix_work_order_due on control_work_order (due_at);

-- Objects that are wanted gone, until they are.
create table if not exists control_deletion (
  object_id varchar(36) primary key,
  kind varchar(16) not null,
  load_balancer_id varchar(36) not null
);
create index if not exists control_ix_deletion_load_balancer on control_deletion (load_balancer_id);

-- The timeline of each load balancer.
create table if not exists control_event (
  id bigint generated always as identity primary key,
  load_balancer_id varchar(36) not null,
  at bigint not null,
  code varchar(64) not null,
  request_id varchar(64),
  text varchar(1024) not null,
  detail varchar(4096) not null
);
create index if not exists control_ix_event_load_balancer on control_event (load_balancer_id, id);
create index if not exists control_ix_event_at on control_event (at);
