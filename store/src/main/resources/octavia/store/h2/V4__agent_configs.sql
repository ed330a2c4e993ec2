-- Amphorae that are to be given their agent's configuration anew, until it is; the column asked
-- counts how often, so that a wish during the work is not taken for the one that is fulfilled.
create table if not exists control_agent_config (
  amphora_id varchar(36) primary key,
  load_balancer_id varchar(36) not null,
  asked bigint not null
);

create index if not exists control_ix_agent_config_load_balancer
  on control_agent_config (load_balancer_id);
