-- Upstream's tables and columns (revision fabf4983846b), for H2. What is ours alone stands in the
-- next step, in tables whose names begin with control_. Each statement may run again: what is there
-- already stays as it is.

create table if not exists provisioning_status (
  name varchar(255) primary key,
  description varchar(255)
);

merge into provisioning_status (name) key (name) values
  ('ACTIVE'), ('PENDING_CREATE'), ('PENDING_UPDATE'), ('PENDING_DELETE'), ('DELETED'), ('ERROR'), ('READY'), ('BOOTING'), ('ALLOCATED'), ('FAILOVER_STOPPED');

create table if not exists operating_status (
  name varchar(255) primary key,
  description varchar(255)
);

merge into operating_status (name) key (name) values
  ('ONLINE'), ('OFFLINE'), ('DEGRADED'), ('ERROR'), ('NO_MONITOR'), ('DRAINING');

create table if not exists protocol (
  name varchar(255) primary key,
  description varchar(255)
);

merge into protocol (name) key (name) values
  ('HTTP'), ('HTTPS'), ('TCP'), ('TERMINATED_HTTPS'), ('PROXY'), ('UDP'), ('PROXYV2'), ('SCTP'), ('PROMETHEUS');

create table if not exists algorithm (
  name varchar(255) primary key,
  description varchar(255)
);

merge into algorithm (name) key (name) values
  ('ROUND_ROBIN'), ('LEAST_CONNECTIONS'), ('SOURCE_IP'), ('SOURCE_IP_PORT');

create table if not exists session_persistence_type (
  name varchar(255) primary key,
  description varchar(255)
);

merge into session_persistence_type (name) key (name) values
  ('SOURCE_IP'), ('HTTP_COOKIE'), ('APP_COOKIE');

create table if not exists health_monitor_type (
  name varchar(255) primary key,
  description varchar(255)
);

merge into health_monitor_type (name) key (name) values
  ('HTTP'), ('HTTPS'), ('TCP'), ('PING'), ('TLS-HELLO'), ('UDP-CONNECT'), ('SCTP');

create table if not exists lb_topology (
  name varchar(255) primary key,
  description varchar(255)
);

merge into lb_topology (name) key (name) values
  ('SINGLE'), ('ACTIVE_STANDBY');

create table if not exists amphora_roles (
  name varchar(255) primary key,
  description varchar(255)
);

merge into amphora_roles (name) key (name) values
  ('MASTER'), ('BACKUP'), ('STANDALONE');

create table if not exists vrrp_auth_method (
  name varchar(255) primary key,
  description varchar(255)
);

merge into vrrp_auth_method (name) key (name) values
  ('PASS'), ('AH');

create table if not exists l7rule_type (
  name varchar(255) primary key,
  description varchar(255)
);

merge into l7rule_type (name) key (name) values
  ('HOST_NAME'), ('PATH'), ('FILE_TYPE'), ('HEADER'), ('COOKIE'), ('SSL_CONN_HAS_CERT'), ('SSL_VERIFY_RESULT'), ('SSL_DN_FIELD');

create table if not exists l7rule_compare_type (
  name varchar(255) primary key,
  description varchar(255)
);

merge into l7rule_compare_type (name) key (name) values
  ('REGEX'), ('STARTS_WITH'), ('ENDS_WITH'), ('CONTAINS'), ('EQUAL_TO');

create table if not exists l7policy_action (
  name varchar(255) primary key,
  description varchar(255)
);

merge into l7policy_action (name) key (name) values
  ('REJECT'), ('REDIRECT_TO_URL'), ('REDIRECT_TO_POOL'), ('REDIRECT_PREFIX');

create table if not exists client_authentication_mode (
  name varchar(10) primary key
);

merge into client_authentication_mode (name) key (name) values ('NONE'), ('OPTIONAL'), ('MANDATORY');

create table if not exists flavor_profile (
  id varchar(36) primary key,
  name varchar(255) not null,
  provider_name varchar(255) not null,
  flavor_data varchar(4096) not null
);

create table if not exists flavor (
  id varchar(36) primary key,
  name varchar(255) not null unique,
  description varchar(255),
  enabled boolean not null,
  flavor_profile_id varchar(36) not null references flavor_profile (id)
);

create table if not exists availability_zone_profile (
  id varchar(36) primary key,
  name varchar(255) not null,
  provider_name varchar(255) not null,
  availability_zone_data varchar(4096) not null
);

create table if not exists availability_zone (
  name varchar(255) primary key,
  description varchar(255),
  enabled boolean not null,
  availability_zone_profile_id varchar(36) not null references availability_zone_profile (id)
);

merge into flavor_profile values ('00000000-0000-0000-0000-000000000000', 'DELETED-PLACEHOLDER', 'DELETED', '{}');

merge into flavor values ('00000000-0000-0000-0000-000000000000', 'DELETED-PLACEHOLDER', 'Placeholder for DELETED LBs with DELETED flavors', false, '00000000-0000-0000-0000-000000000000');

merge into availability_zone_profile values ('00000000-0000-0000-0000-000000000000', 'DELETED-PLACEHOLDER', 'DELETED', '{}');

merge into availability_zone values ('00000000-0000-0000-0000-000000000000', 'Placeholder for DELETED LBs with DELETED availability zones', false, '00000000-0000-0000-0000-000000000000');

create table if not exists load_balancer (
  id varchar(36) primary key,
  project_id varchar(36),
  name varchar(255),
  created_at timestamp(0),
  updated_at timestamp(0),
  provisioning_status varchar(16) not null references provisioning_status (name),
  operating_status varchar(16) not null references operating_status (name),
  description varchar(255),
  topology varchar(36) references lb_topology (name),
  enabled boolean not null,
  server_group_id varchar(36),
  provider varchar(64),
  flavor_id varchar(36) references flavor (id),
  availability_zone varchar(255) references availability_zone (name)
);

create table if not exists vip (
  load_balancer_id varchar(36) primary key references load_balancer (id),
  ip_address varchar(64),
  port_id varchar(36),
  subnet_id varchar(36),
  network_id varchar(36),
  qos_policy_id varchar(36),
  octavia_owned boolean,
  vnic_type varchar(64) default 'normal' not null
);

create table if not exists additional_vip (
  load_balancer_id varchar(36) not null references load_balancer (id),
  subnet_id varchar(36) not null,
  ip_address varchar(64),
  port_id varchar(36),
  network_id varchar(36),
  primary key (load_balancer_id, subnet_id)
);

create table if not exists vip_security_group (
  load_balancer_id varchar(36) not null references vip (load_balancer_id),
  sg_id varchar(64) not null,
  primary key (load_balancer_id, sg_id)
);

create table if not exists vrrp_group (
  load_balancer_id varchar(36) primary key references load_balancer (id),
  vrrp_group_name varchar(36),
  vrrp_auth_type varchar(16) references vrrp_auth_method (name),
  vrrp_auth_pass varchar(36),
  advert_int integer
);

create table if not exists pool (
  id varchar(36) primary key,
  project_id varchar(36),
  name varchar(255),
  created_at timestamp(0),
  updated_at timestamp(0),
  provisioning_status varchar(16) not null references provisioning_status (name),
  operating_status varchar(16) not null references operating_status (name),
  description varchar(255),
  protocol varchar(16) not null references protocol (name),
  lb_algorithm varchar(255) not null references algorithm (name),
  enabled boolean not null,
  load_balancer_id varchar(36) references load_balancer (id),
  tls_certificate_id varchar(255),
  ca_tls_certificate_id varchar(255),
  crl_container_id varchar(255),
  tls_enabled boolean default false not null,
  tls_ciphers varchar(2048),
  tls_versions varchar(512),
  alpn_protocols varchar(512)
);

create table if not exists session_persistence (
  pool_id varchar(36) primary key references pool (id),
  type varchar(36) not null references session_persistence_type (name),
  cookie_name varchar(255),
  persistence_timeout integer,
  persistence_granularity varchar(64)
);

create table if not exists listener (
  id varchar(36) primary key,
  project_id varchar(36),
  name varchar(255),
  created_at timestamp(0),
  updated_at timestamp(0),
  provisioning_status varchar(16) not null references provisioning_status (name),
  operating_status varchar(16) not null references operating_status (name),
  description varchar(255),
  protocol varchar(16) not null references protocol (name),
  protocol_port integer not null,
  connection_limit integer,
  load_balancer_id varchar(36) references load_balancer (id),
  tls_certificate_id varchar(255),
  default_pool_id varchar(36) references pool (id),
  enabled boolean not null,
  peer_port integer,
  insert_headers varbinary(65535),
  timeout_client_data integer,
  timeout_member_connect integer,
  timeout_member_data integer,
  timeout_tcp_inspect integer,
  client_ca_tls_certificate_id varchar(255),
  client_authentication varchar(10) default 'NONE' not null references client_authentication_mode (name),
  client_crl_container_id varchar(255),
  tls_ciphers varchar(2048),
  tls_versions varchar(512),
  alpn_protocols varchar(512),
  hsts_max_age integer,
  hsts_include_subdomains boolean,
  hsts_preload boolean,
  constraint uq_listener_load_balancer_id_protocol_port unique (load_balancer_id, protocol, protocol_port)
);

create table if not exists listener_cidr (
  listener_id varchar(36) not null references listener (id),
  cidr varchar(64) not null,
  primary key (listener_id, cidr)
);

create table if not exists sni (
  listener_id varchar(36) not null references listener (id),
  tls_container_id varchar(128) not null,
  position integer,
  primary key (listener_id, tls_container_id)
);

create table if not exists member (
  id varchar(36) primary key,
  project_id varchar(36),
  name varchar(255),
  created_at timestamp(0),
  updated_at timestamp(0),
  provisioning_status varchar(16) not null references provisioning_status (name),
  operating_status varchar(16) not null references operating_status (name),
  pool_id varchar(36) not null references pool (id),
  subnet_id varchar(36),
  ip_address varchar(64) not null,
  protocol_port integer not null,
  weight integer,
  backup boolean not null,
  monitor_address varchar(64),
  monitor_port integer,
  enabled boolean not null,
  vnic_type varchar(64),
  constraint uq_member_pool_id_address_protocol_port unique (pool_id, ip_address, protocol_port)
);

create table if not exists health_monitor (
  id varchar(36) primary key,
  project_id varchar(36),
  name varchar(255),
  created_at timestamp(0),
  updated_at timestamp(0),
  provisioning_status varchar(16) not null references provisioning_status (name),
  operating_status varchar(16) not null references operating_status (name),
  type varchar(36) not null references health_monitor_type (name),
  pool_id varchar(36) not null unique references pool (id),
  delay integer not null,
  timeout integer not null,
  fall_threshold integer not null,
  rise_threshold integer not null,
  http_method varchar(16),
  url_path varchar(2048),
  expected_codes varchar(64),
  enabled boolean not null,
  http_version double precision,
  domain_name varchar(255)
);

create table if not exists l7policy (
  id varchar(36) primary key,
  project_id varchar(36),
  name varchar(255),
  created_at timestamp(0),
  updated_at timestamp(0),
  provisioning_status varchar(16) not null references provisioning_status (name),
  operating_status varchar(16) not null references operating_status (name),
  description varchar(255),
  listener_id varchar(36) not null references listener (id),
  action varchar(36) not null references l7policy_action (name),
  redirect_pool_id varchar(36) references pool (id),
  redirect_url varchar(255),
  redirect_prefix varchar(255),
  redirect_http_code integer,
  position integer not null,
  enabled boolean not null
);

create table if not exists l7rule (
  id varchar(36) primary key,
  project_id varchar(36),
  created_at timestamp(0),
  updated_at timestamp(0),
  provisioning_status varchar(16) not null references provisioning_status (name),
  operating_status varchar(16) not null references operating_status (name),
  l7policy_id varchar(36) not null references l7policy (id),
  type varchar(36) not null references l7rule_type (name),
  compare_type varchar(36) not null references l7rule_compare_type (name),
  "key" varchar(255),
  "value" varchar(255) not null,
  invert boolean default false not null,
  enabled boolean not null
);

create table if not exists amphora (
  id varchar(36) primary key,
  created_at timestamp(0),
  updated_at timestamp(0),
  load_balancer_id varchar(36) references load_balancer (id),
  compute_id varchar(36),
  lb_network_ip varchar(64),
  vrrp_ip varchar(64),
  ha_ip varchar(64),
  vrrp_port_id varchar(36),
  ha_port_id varchar(36),
  cert_expiration timestamp(0),
  cert_busy boolean default false not null,
  role varchar(36) references amphora_roles (name),
  status varchar(36) not null references provisioning_status (name),
  vrrp_interface varchar(16),
  vrrp_id integer,
  vrrp_priority integer,
  cached_zone varchar(255),
  image_id varchar(36),
  compute_flavor varchar(255)
);

create table if not exists amphora_health (
  amphora_id varchar(36) primary key,
  last_update timestamp(0) not null,
  busy boolean not null
);

create table if not exists amphora_member_port (
  port_id varchar(36) primary key,
  amphora_id varchar(36) not null references amphora (id),
  network_id varchar(36),
  created_at timestamp(0),
  updated_at timestamp(0)
);

create table if not exists amphora_build_slots (
  id integer primary key,
  slots_used integer
);

merge into amphora_build_slots values (1, 0);

create table if not exists amphora_build_request (
  amphora_id varchar(36) primary key,
  priority integer,
  created_time timestamp(0),
  status varchar(16) default 'WAITING' not null
);

create table if not exists listener_statistics (
  listener_id varchar(36) not null,
  amphora_id varchar(36) not null,
  bytes_in bigint not null,
  bytes_out bigint not null,
  active_connections integer not null,
  total_connections bigint not null,
  request_errors bigint not null,
  primary key (listener_id, amphora_id)
);

create table if not exists quotas (
  project_id varchar(36) primary key,
  health_monitor integer,
  listener integer,
  load_balancer integer,
  member integer,
  pool integer,
  l7policy integer,
  l7rule integer,
  in_use_health_monitor integer,
  in_use_listener integer,
  in_use_load_balancer integer,
  in_use_member integer,
  in_use_pool integer,
  in_use_l7policy integer,
  in_use_l7rule integer
);

create table if not exists tags (
  resource_id varchar(36) not null,
  tag varchar(255) not null,
  primary key (resource_id, tag)
);

create index if not exists ix_tags_tag on tags (tag);

create table if not exists spares_pool (
  updated_at timestamp(0) primary key
);

create table if not exists alembic_version (
  version_num varchar(32) primary key
);

merge into alembic_version values ('fabf4983846b');
