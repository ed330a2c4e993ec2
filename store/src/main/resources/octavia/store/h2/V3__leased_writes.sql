-- The column writes counts the writes under a lease, as on databases that several processes share.
alter table control_revision add column if not exists writes bigint default 0 not null;

create index if not exists control_ix_event_at on control_event (at);

-- The placeholders that stand for what a DELETED load balancer had, as upstream names them.
update flavor_profile set provider_name = 'DELETED'
  where id = '00000000-0000-0000-0000-000000000000';
update availability_zone_profile set provider_name = 'DELETED'
  where id = '00000000-0000-0000-0000-000000000000';
update availability_zone set name = '00000000-0000-0000-0000-000000000000'
  where name = 'DELETED-PLACEHOLDER';
