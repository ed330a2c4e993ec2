-- Amphorae that are to be given their agent's configuration anew, until it is; the column asked
-- counts how often, so that a wish during the work is not taken for the one that is fulfilled.
create table if not exists control_agent_config (
  amphora_id varchar(36) not null,
  load_balancer_id varchar(36) not null,
  asked bigint not null,
  primary key (amphora_id),
  key control_ix_agent_config_load_balancer (load_balancer_id)
) engine = InnoDB character set utf8mb4 collate utf8mb4_bin;
