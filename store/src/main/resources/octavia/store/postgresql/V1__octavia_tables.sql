-- Upstream's tables, columns, keys and rows (revision fabf4983846b), in PostgreSQL's types.
-- Each statement may run again: what is there already stays as it is.

create table if not exists provisioning_status (
  name varchar(30) not null,
  description varchar(255),
  primary key (name)
);

insert into provisioning_status (name) values
  ('ACTIVE'), ('ALLOCATED'), ('BOOTING'), ('DELETED'), ('ERROR'), ('FAILOVER_STOPPED'),
  ('PENDING_CREATE'), ('PENDING_DELETE'), ('PENDING_UPDATE'), ('READY')
on conflict do nothing;

create table if not exists operating_status (
  name varchar(30) not null,
  description varchar(255),
  primary key (name)
);

insert into operating_status (name) values
  ('DEGRADED'), ('DRAINING'), ('ERROR'), ('NO_MONITOR'), ('OFFLINE'), ('ONLINE')
on conflict do nothing;

create table if not exists protocol (
  name varchar(30) not null,
  description varchar(255),
  primary key (name)
);

insert into protocol (name) values
  ('HTTP'), ('HTTPS'), ('PROMETHEUS'), ('PROXY'), ('PROXYV2'), ('SCTP'), ('TCP'),
  ('TERMINATED_HTTPS'), ('UDP')
on conflict do nothing;

create table if not exists algorithm (
  name varchar(255) not null,
  description varchar(255),
  primary key (name)
);

insert into algorithm (name) values
  ('LEAST_CONNECTIONS'), ('ROUND_ROBIN'), ('SOURCE_IP'), ('SOURCE_IP_PORT')
on conflict do nothing;

create table if not exists session_persistence_type (
  name varchar(30) not null,
  description varchar(255),
  primary key (name)
);

insert into session_persistence_type (name) values
  ('APP_COOKIE'), ('HTTP_COOKIE'), ('SOURCE_IP')
on conflict do nothing;

create table if not exists health_monitor_type (
  name varchar(30) not null,
  description varchar(255),
  primary key (name)
);

insert into health_monitor_type (name) values
  ('HTTP'), ('HTTPS'), ('PING'), ('SCTP'), ('TCP'), ('TLS-HELLO'), ('UDP-CONNECT')
on conflict do nothing;

create table if not exists lb_topology (
  name varchar(36) not null,
  description varchar(255),
  primary key (name)
);

insert into lb_topology (name) values
  ('ACTIVE_STANDBY'), ('SINGLE')
on conflict do nothing;

create table if not exists amphora_roles (
  name varchar(36) not null,
  description varchar(255),
  primary key (name)
);

insert into amphora_roles (name) values
  ('BACKUP'), ('MASTER'), ('STANDALONE')
on conflict do nothing;

create table if not exists vrrp_auth_method (
  name varchar(36) not null,
  description varchar(255),
  primary key (name)
);

insert into vrrp_auth_method (name) values
  ('AH'), ('PASS')
on conflict do nothing;

create table if not exists l7rule_type (
  name varchar(36) not null,
  description varchar(255),
  primary key (name)
);

insert into l7rule_type (name) values
  ('COOKIE'), ('FILE_TYPE'), ('HEADER'), ('HOST_NAME'), ('PATH'), ('SSL_CONN_HAS_CERT'),
  ('SSL_DN_FIELD'), ('SSL_VERIFY_RESULT')
on conflict do nothing;

create table if not exists l7rule_compare_type (
  name varchar(36) not null,
  description varchar(255),
  primary key (name)
);

insert into l7rule_compare_type (name) values
  ('CONTAINS'), ('ENDS_WITH'), ('EQUAL_TO'), ('REGEX'), ('STARTS_WITH')
on conflict do nothing;

create table if not exists l7policy_action (
  name varchar(36) not null,
  description varchar(255),
  primary key (name)
);

insert into l7policy_action (name) values
  ('REDIRECT_PREFIX'), ('REDIRECT_TO_POOL'), ('REDIRECT_TO_URL'), ('REJECT')
on conflict do nothing;

create table if not exists client_authentication_mode (
  name varchar(10) not null,
  primary key (name)
);

insert into client_authentication_mode (name) values
  ('MANDATORY'), ('NONE'), ('OPTIONAL')
on conflict do nothing;

create table if not exists flavor_profile (
  id varchar(36) not null,
  name varchar(255) not null,
  provider_name varchar(255) not null,
  flavor_data varchar(4096) not null,
  primary key (id)
);

insert into flavor_profile
  (id, name, provider_name, flavor_data) values
  ('00000000-0000-0000-0000-000000000000', 'DELETED-PLACEHOLDER', 'DELETED', '{}')
on conflict do nothing;

create table if not exists flavor (
  id varchar(36) not null,
  name varchar(255) not null,
  description varchar(255),
  enabled boolean not null,
  flavor_profile_id varchar(36) not null,
  primary key (id),
  constraint uq_flavor_name
    unique (name),
  constraint fk_flavor_flavor_profile_id
    foreign key (flavor_profile_id) references flavor_profile (id)
);
create index if not exists fk_flavor_flavor_profile_id
  on flavor (flavor_profile_id);

insert into flavor
  (id, name, description, enabled, flavor_profile_id) values
  ('00000000-0000-0000-0000-000000000000', 'DELETED-PLACEHOLDER',
    'Placeholder for DELETED LBs with DELETED flavors', false, '00000000-0000-0000-0000-000000000000')
on conflict do nothing;

create table if not exists availability_zone_profile (
  id varchar(36) not null,
  name varchar(255) not null,
  provider_name varchar(255) not null,
  availability_zone_data varchar(4096) not null,
  primary key (id)
);

insert into availability_zone_profile
  (id, name, provider_name, availability_zone_data) values
  ('00000000-0000-0000-0000-000000000000', 'DELETED-PLACEHOLDER', 'DELETED', '{}')
on conflict do nothing;

create table if not exists availability_zone (
  name varchar(255) not null,
  description varchar(255),
  enabled boolean not null,
  availability_zone_profile_id varchar(36) not null,
  primary key (name),
  constraint fk_az_az_profile_id
    foreign key (availability_zone_profile_id) references availability_zone_profile (id)
);
create index if not exists fk_az_az_profile_id
  on availability_zone (availability_zone_profile_id);

insert into availability_zone
  (name, description, enabled, availability_zone_profile_id) values
  ('00000000-0000-0000-0000-000000000000',
    'Placeholder for DELETED LBs with DELETED availability zones', false, '00000000-0000-0000-0000-000000000000')
on conflict do nothing;

create table if not exists load_balancer (
  project_id varchar(36),
  id varchar(36) not null,
  name varchar(255),
  description varchar(255),
  provisioning_status varchar(16) not null,
  operating_status varchar(16) not null,
  enabled boolean not null,
  topology varchar(36),
  server_group_id varchar(36),
  created_at timestamp(0),
  updated_at timestamp(0),
  provider varchar(64),
  flavor_id varchar(36),
  availability_zone varchar(255),
  primary key (id),
  constraint fk_lb_topology_name
    foreign key (topology) references lb_topology (name),
  constraint fk_loadbalancer_flavor_id
    foreign key (flavor_id) references flavor (id),
  constraint fk_load_balancer_availability_zone_name
    foreign key (availability_zone) references availability_zone (name),
  constraint fk_load_balancer_operating_status_name
    foreign key (operating_status) references operating_status (name),
  constraint fk_load_balancer_provisioning_status_name
    foreign key (provisioning_status) references provisioning_status (name)
);
create index if not exists fk_loadbalancer_flavor_id
  on load_balancer (flavor_id);
create index if not exists fk_load_balancer_availability_zone_name
  on load_balancer (availability_zone);
create index if not exists fk_load_balancer_provisioning_status_name
  on load_balancer (provisioning_status);

create table if not exists vip (
  load_balancer_id varchar(36) not null,
  ip_address varchar(64),
  port_id varchar(36),
  subnet_id varchar(36),
  network_id varchar(36),
  qos_policy_id varchar(36),
  octavia_owned boolean,
  vnic_type varchar(64) not null default 'normal',
  primary key (load_balancer_id),
  constraint fk_vip_load_balancer_id
    foreign key (load_balancer_id) references load_balancer (id)
);

create table if not exists additional_vip (
  load_balancer_id varchar(36) not null,
  ip_address varchar(64),
  port_id varchar(36),
  subnet_id varchar(36) not null,
  network_id varchar(36),
  primary key (load_balancer_id, subnet_id),
  constraint fk_add_vip_load_balancer_id
    foreign key (load_balancer_id) references load_balancer (id)
);
create index if not exists ix_additional_vip_load_balancer_id
  on additional_vip (load_balancer_id);

create table if not exists vip_security_group (
  load_balancer_id varchar(36) not null,
  sg_id varchar(36) not null,
  primary key (load_balancer_id, sg_id),
  constraint fk_vip_sg_vip_lb_id
    foreign key (load_balancer_id) references vip (load_balancer_id)
);

create table if not exists vrrp_group (
  load_balancer_id varchar(36) not null,
  vrrp_group_name varchar(36),
  vrrp_auth_type varchar(16),
  vrrp_auth_pass varchar(36),
  advert_int integer,
  primary key (load_balancer_id),
  constraint fk_load_balancer_vrrp_auth_method_name
    foreign key (vrrp_auth_type) references vrrp_auth_method (name),
  constraint fk_vrrp_group_load_balancer_id
    foreign key (load_balancer_id) references load_balancer (id)
);

create table if not exists pool (
  project_id varchar(36),
  id varchar(36) not null,
  name varchar(255),
  description varchar(255),
  protocol varchar(16) not null,
  lb_algorithm varchar(255) not null,
  operating_status varchar(16) not null,
  enabled boolean not null,
  load_balancer_id varchar(36),
  created_at timestamp(0),
  updated_at timestamp(0),
  provisioning_status varchar(16) not null,
  tls_certificate_id varchar(255),
  ca_tls_certificate_id varchar(255),
  crl_container_id varchar(255),
  tls_enabled boolean not null default false,
  tls_ciphers varchar(2048),
  tls_versions varchar(512),
  alpn_protocols varchar(512),
  primary key (id),
  constraint fk_pool_algorithm_name
    foreign key (lb_algorithm) references algorithm (name),
  constraint fk_pool_operating_status_name
    foreign key (operating_status) references operating_status (name),
  constraint fk_pool_protocol_name
    foreign key (protocol) references protocol (name),
  constraint fk_pool_provisioning_status_name
    foreign key (provisioning_status) references provisioning_status (name),
  constraint pool_ibfk_1
    foreign key (load_balancer_id) references load_balancer (id)
);
create index if not exists fk_pool_provisioning_status_name
  on pool (provisioning_status);
create index if not exists fk_pool_load_balancer_id
  on pool (load_balancer_id);

create table if not exists session_persistence (
  pool_id varchar(36) not null,
  "type" varchar(16) not null,
  cookie_name varchar(255),
  persistence_timeout integer,
  persistence_granularity varchar(64),
  primary key (pool_id),
  constraint fk_session_persistence_pool_id
    foreign key (pool_id) references pool (id),
  constraint fk_session_persistence_session_persistence_type_name
    foreign key ("type") references session_persistence_type (name)
);

create table if not exists listener (
  project_id varchar(36),
  id varchar(36) not null,
  name varchar(255),
  description varchar(255),
  protocol varchar(16) not null,
  protocol_port integer not null,
  connection_limit integer,
  load_balancer_id varchar(36),
  tls_certificate_id varchar(255),
  default_pool_id varchar(36),
  provisioning_status varchar(16) not null,
  operating_status varchar(16) not null,
  enabled boolean not null,
  peer_port integer,
  insert_headers bytea,
  created_at timestamp(0),
  updated_at timestamp(0),
  timeout_client_data integer,
  timeout_member_connect integer,
  timeout_member_data integer,
  timeout_tcp_inspect integer,
  client_ca_tls_certificate_id varchar(255),
  client_authentication varchar(10) not null default 'NONE',
  client_crl_container_id varchar(255),
  tls_ciphers varchar(2048),
  tls_versions varchar(512),
  alpn_protocols varchar(512),
  hsts_max_age integer,
  hsts_include_subdomains boolean,
  hsts_preload boolean,
  primary key (id),
  constraint uq_listener_load_balancer_id_protocol_port
    unique (load_balancer_id, protocol, protocol_port),
  constraint fk_listener_load_balancer_id
    foreign key (load_balancer_id) references load_balancer (id),
  constraint fk_listener_operating_status_name
    foreign key (operating_status) references operating_status (name),
  constraint fk_listener_pool_id
    foreign key (default_pool_id) references pool (id),
  constraint fk_listener_protocol_name
    foreign key (protocol) references protocol (name),
  constraint fk_listener_provisioning_status_name
    foreign key (provisioning_status) references provisioning_status (name),
  constraint listener_ibfk_1
    foreign key (client_authentication) references client_authentication_mode (name)
);
create index if not exists fk_listener_pool_id
  on listener (default_pool_id);
create index if not exists fk_listener_provisioning_status_name
  on listener (provisioning_status);

create table if not exists listener_cidr (
  listener_id varchar(36) not null,
  cidr varchar(64) not null,
  primary key (listener_id, cidr),
  constraint fk_listener_cidr_listener_id
    foreign key (listener_id) references listener (id)
);

create table if not exists sni (
  listener_id varchar(36) not null,
  tls_container_id varchar(128) not null,
  "position" integer,
  primary key (listener_id, tls_container_id),
  constraint fk_sni_listener_id
    foreign key (listener_id) references listener (id)
);

create table if not exists member (
  project_id varchar(36),
  id varchar(36) not null,
  pool_id varchar(36) not null,
  subnet_id varchar(36),
  ip_address varchar(64),
  protocol_port integer not null,
  weight integer,
  operating_status varchar(16) not null,
  enabled boolean not null,
  created_at timestamp(0),
  updated_at timestamp(0),
  provisioning_status varchar(16) not null,
  name varchar(255),
  monitor_address varchar(64),
  monitor_port integer,
  backup boolean not null,
  vnic_type varchar(64) not null default 'normal',
  primary key (id),
  constraint uq_member_pool_id_address_protocol_port
    unique (pool_id, ip_address, protocol_port),
  constraint fk_member_operating_status_name
    foreign key (operating_status) references operating_status (name),
  constraint fk_member_pool_id
    foreign key (pool_id) references pool (id),
  constraint fk_member_provisioning_status_name
    foreign key (provisioning_status) references provisioning_status (name)
);
create index if not exists fk_member_provisioning_status_name
  on member (provisioning_status);

create table if not exists health_monitor (
  pool_id varchar(36) not null,
  "type" varchar(36) not null,
  delay integer not null,
  "timeout" integer not null,
  fall_threshold integer not null,
  rise_threshold integer not null,
  http_method varchar(16),
  url_path varchar(255),
  expected_codes varchar(64),
  enabled boolean not null,
  project_id varchar(36),
  provisioning_status varchar(16) not null,
  name varchar(255),
  id varchar(36) not null,
  created_at timestamp(0),
  updated_at timestamp(0),
  operating_status varchar(16) not null,
  http_version double precision,
  domain_name varchar(255),
  primary key (id),
  constraint uq_health_monitor_pool
    unique (pool_id),
  constraint fk_health_monitor_health_monitor_type_name
    foreign key ("type") references health_monitor_type (name),
  constraint fk_health_monitor_operating_status_name
    foreign key (operating_status) references operating_status (name),
  constraint fk_health_monitor_pool_id
    foreign key (pool_id) references pool (id),
  constraint fk_health_monitor_provisioning_status_name
    foreign key (provisioning_status) references provisioning_status (name)
);
create index if not exists fk_health_monitor_provisioning_status_name
  on health_monitor (provisioning_status);

create table if not exists l7policy (
  id varchar(36) not null,
  name varchar(255),
  description varchar(255),
  listener_id varchar(36) not null,
  "action" varchar(36) not null,
  redirect_pool_id varchar(36),
  redirect_url varchar(255),
  "position" integer not null,
  enabled boolean not null,
  provisioning_status varchar(16) not null,
  created_at timestamp(0),
  updated_at timestamp(0),
  project_id varchar(36),
  operating_status varchar(16) not null,
  redirect_prefix varchar(255),
  redirect_http_code integer,
  primary key (id),
  constraint fk_l7policy_l7policy_action_name
    foreign key ("action") references l7policy_action (name),
  constraint fk_l7policy_listener_id
    foreign key (listener_id) references listener (id),
  constraint fk_l7policy_operating_status_name
    foreign key (operating_status) references operating_status (name),
  constraint fk_l7policy_pool_id
    foreign key (redirect_pool_id) references pool (id),
  constraint fk_l7policy_provisioning_status_name
    foreign key (provisioning_status) references provisioning_status (name)
);
create index if not exists fk_l7policy_listener_id
  on l7policy (listener_id);
create index if not exists fk_l7policy_pool_id
  on l7policy (redirect_pool_id);
create index if not exists fk_l7policy_provisioning_status_name
  on l7policy (provisioning_status);

create table if not exists l7rule (
  id varchar(36) not null,
  l7policy_id varchar(36) not null,
  "type" varchar(36) not null,
  compare_type varchar(36) not null,
  "key" varchar(255),
  "value" varchar(255) not null,
  invert boolean not null,
  provisioning_status varchar(16) not null,
  created_at timestamp(0),
  updated_at timestamp(0),
  project_id varchar(36),
  enabled boolean not null default true,
  operating_status varchar(16) not null,
  primary key (id),
  constraint fk_l7rule_l7policy_id
    foreign key (l7policy_id) references l7policy (id),
  constraint fk_l7rule_l7rule_compare_type_name
    foreign key (compare_type) references l7rule_compare_type (name),
  constraint fk_l7rule_l7rule_type_name
    foreign key ("type") references l7rule_type (name),
  constraint fk_l7rule_operating_status_name
    foreign key (operating_status) references operating_status (name),
  constraint fk_l7rule_provisioning_status_name
    foreign key (provisioning_status) references provisioning_status (name)
);
create index if not exists fk_l7rule_l7policy_id
  on l7rule (l7policy_id);
create index if not exists fk_l7rule_provisioning_status_name
  on l7rule (provisioning_status);

create table if not exists amphora (
  id varchar(36) not null,
  compute_id varchar(36),
  status varchar(36) not null,
  load_balancer_id varchar(36),
  lb_network_ip varchar(64),
  vrrp_ip varchar(64),
  ha_ip varchar(64),
  vrrp_port_id varchar(36),
  ha_port_id varchar(36),
  "role" varchar(36),
  cert_expiration timestamp(0),
  cert_busy boolean not null,
  vrrp_interface varchar(16),
  vrrp_id integer,
  vrrp_priority integer,
  cached_zone varchar(255),
  created_at timestamp(0),
  updated_at timestamp(0),
  image_id varchar(36),
  compute_flavor varchar(255),
  primary key (id),
  constraint fk_amphora_load_balancer_id
    foreign key (load_balancer_id) references load_balancer (id),
  constraint fk_amphora_provisioning_status_name
    foreign key (status) references provisioning_status (name),
  constraint fk_amphora_roles_name
    foreign key ("role") references amphora_roles (name)
);
create index if not exists fk_amphora_load_balancer_id
  on amphora (load_balancer_id);
create index if not exists fk_amphora_provisioning_status_name
  on amphora (status);

create table if not exists amphora_health (
  amphora_id varchar(36) not null,
  last_update timestamp(0) not null,
  busy boolean not null,
  primary key (amphora_id)
);

create table if not exists amphora_member_port (
  port_id varchar(36) not null,
  amphora_id varchar(36) not null,
  network_id varchar(36),
  created_at timestamp(0),
  updated_at timestamp(0),
  primary key (port_id),
  constraint fk_member_port_amphora_id
    foreign key (amphora_id) references amphora (id)
);
create index if not exists ix_amphora_member_port_amphora_id
  on amphora_member_port (amphora_id);

create table if not exists amphora_build_slots (
  id integer not null,
  slots_used integer,
  primary key (id)
);

insert into amphora_build_slots
  (id, slots_used) values
  (1, 0)
on conflict do nothing;

create table if not exists amphora_build_request (
  amphora_id varchar(36) not null,
  priority integer,
  created_time timestamp(0) not null,
  status varchar(16) not null,
  primary key (amphora_id)
);

create table if not exists listener_statistics (
  listener_id varchar(36) not null,
  bytes_in bigint not null,
  bytes_out bigint not null,
  active_connections integer not null,
  total_connections bigint not null,
  amphora_id varchar(36) not null,
  request_errors bigint not null,
  primary key (listener_id, amphora_id)
);
create index if not exists fk_listener_statistic_amphora_id
  on listener_statistics (amphora_id);

create table if not exists quotas (
  project_id varchar(36) not null,
  health_monitor integer,
  load_balancer integer,
  listener integer,
  member integer,
  pool integer,
  in_use_health_monitor integer,
  in_use_load_balancer integer,
  in_use_listener integer,
  in_use_member integer,
  in_use_pool integer,
  l7policy integer,
  l7rule integer,
  in_use_l7policy integer,
  in_use_l7rule integer,
  primary key (project_id)
);

create table if not exists tags (
  resource_id varchar(36) not null,
  tag varchar(255) not null,
  primary key (resource_id, tag)
);
create index if not exists ix_tags_tag
  on tags (tag);

create table if not exists spares_pool (
  updated_at timestamp(0) not null default current_timestamp,
  primary key (updated_at)
);

insert into spares_pool (updated_at)
  select current_timestamp(0) where not exists (select 1 from spares_pool);

create table if not exists alembic_version (
  version_num varchar(32) not null,
  primary key (version_num)
);

insert into alembic_version
  (version_num) values
  ('fabf4983846b')
on conflict do nothing;
