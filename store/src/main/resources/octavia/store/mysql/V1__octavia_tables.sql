-- Upstream's tables, columns, keys and rows (revision fabf4983846b), name for name.
-- Each statement may run again: what is there already stays as it is.

create table if not exists provisioning_status (
  name varchar(30) not null,
  description varchar(255),
  primary key (name)
) engine = InnoDB;

insert ignore into provisioning_status (name) values
  ('ACTIVE'), ('ALLOCATED'), ('BOOTING'), ('DELETED'), ('ERROR'), ('FAILOVER_STOPPED'),
  ('PENDING_CREATE'), ('PENDING_DELETE'), ('PENDING_UPDATE'), ('READY');

create table if not exists operating_status (
  name varchar(30) not null,
  description varchar(255),
  primary key (name)
) engine = InnoDB;

insert ignore into operating_status (name) values
  ('DEGRADED'), ('DRAINING'), ('ERROR'), ('NO_MONITOR'), ('OFFLINE'), ('ONLINE');

create table if not exists protocol (
  name varchar(30) not null,
  description varchar(255),
  primary key (name)
) engine = InnoDB;

insert ignore into protocol (name) values
  ('HTTP'), ('HTTPS'), ('PROMETHEUS'), ('PROXY'), ('PROXYV2'), ('SCTP'), ('TCP'),
  ('TERMINATED_HTTPS'), ('UDP');

create table if not exists algorithm (
  name varchar(255) not null,
  description varchar(255),
  primary key (name)
) engine = InnoDB;

insert ignore into algorithm (name) values
  ('LEAST_CONNECTIONS'), ('ROUND_ROBIN'), ('SOURCE_IP'), ('SOURCE_IP_PORT');

create table if not exists session_persistence_type (
  name varchar(30) not null,
  description varchar(255),
  primary key (name)
) engine = InnoDB;

insert ignore into session_persistence_type (name) values
  ('APP_COOKIE'), ('HTTP_COOKIE'), ('SOURCE_IP');

create table if not exists health_monitor_type (
  name varchar(30) not null,
  description varchar(255),
  primary key (name)
) engine = InnoDB;

insert ignore into health_monitor_type (name) values
  ('HTTP'), ('HTTPS'), ('PING'), ('SCTP'), ('TCP'), ('TLS-HELLO'), ('UDP-CONNECT');

create table if not exists lb_topology (
  name varchar(36) not null,
  description varchar(255),
  primary key (name)
) engine = InnoDB;

insert ignore into lb_topology (name) values
  ('ACTIVE_STANDBY'), ('SINGLE');

create table if not exists amphora_roles (
  name varchar(36) not null,
  description varchar(255),
  primary key (name)
) engine = InnoDB;

insert ignore into amphora_roles (name) values
  ('BACKUP'), ('MASTER'), ('STANDALONE');

create table if not exists vrrp_auth_method (
  name varchar(36) not null,
  description varchar(255),
  primary key (name)
) engine = InnoDB;

insert ignore into vrrp_auth_method (name) values
  ('AH'), ('PASS');

create table if not exists l7rule_type (
  name varchar(36) not null,
  description varchar(255),
  primary key (name)
) engine = InnoDB;

insert ignore into l7rule_type (name) values
  ('COOKIE'), ('FILE_TYPE'), ('HEADER'), ('HOST_NAME'), ('PATH'), ('SSL_CONN_HAS_CERT'),
  ('SSL_DN_FIELD'), ('SSL_VERIFY_RESULT');

create table if not exists l7rule_compare_type (
  name varchar(36) not null,
  description varchar(255),
  primary key (name)
) engine = InnoDB;

insert ignore into l7rule_compare_type (name) values
  ('CONTAINS'), ('ENDS_WITH'), ('EQUAL_TO'), ('REGEX'), ('STARTS_WITH');

create table if not exists l7policy_action (
  name varchar(36) not null,
  description varchar(255),
  primary key (name)
) engine = InnoDB;

insert ignore into l7policy_action (name) values
  ('REDIRECT_PREFIX'), ('REDIRECT_TO_POOL'), ('REDIRECT_TO_URL'), ('REJECT');

create table if not exists client_authentication_mode (
  name varchar(10) not null,
  primary key (name)
) engine = InnoDB;

insert ignore into client_authentication_mode (name) values
  ('MANDATORY'), ('NONE'), ('OPTIONAL');

create table if not exists flavor_profile (
  id varchar(36) not null,
  name varchar(255) not null,
  provider_name varchar(255) not null,
  flavor_data varchar(4096) not null,
  primary key (id)
) engine = InnoDB;

insert ignore into flavor_profile
  (id, name, provider_name, flavor_data) values
  ('00000000-0000-0000-0000-000000000000', 'DELETED-PLACEHOLDER', 'DELETED', '{}');

create table if not exists flavor (
  id varchar(36) not null,
  name varchar(255) not null,
  description varchar(255),
  enabled tinyint(1) not null,
  flavor_profile_id varchar(36) not null,
  primary key (id),
  key fk_flavor_flavor_profile_id (flavor_profile_id),
  constraint uq_flavor_name
    unique (name),
  constraint fk_flavor_flavor_profile_id
    foreign key (flavor_profile_id) references flavor_profile (id)
) engine = InnoDB;

insert ignore into flavor
  (id, name, description, enabled, flavor_profile_id) values
  ('00000000-0000-0000-0000-000000000000', 'DELETED-PLACEHOLDER',
    'Placeholder for DELETED LBs with DELETED flavors', 0, '00000000-0000-0000-0000-000000000000');

create table if not exists availability_zone_profile (
  id varchar(36) not null,
  name varchar(255) not null,
  provider_name varchar(255) not null,
  availability_zone_data varchar(4096) not null,
  primary key (id)
) engine = InnoDB;

insert ignore into availability_zone_profile
  (id, name, provider_name, availability_zone_data) values
  ('00000000-0000-0000-0000-000000000000', 'DELETED-PLACEHOLDER', 'DELETED', '{}');

create table if not exists availability_zone (
  name varchar(255) not null,
  description varchar(255),
  enabled tinyint(1) not null,
  availability_zone_profile_id varchar(36) not null,
  primary key (name),
  key fk_az_az_profile_id (availability_zone_profile_id),
  constraint fk_az_az_profile_id
    foreign key (availability_zone_profile_id) references availability_zone_profile (id)
) engine = InnoDB;

insert ignore into availability_zone
  (name, description, enabled, availability_zone_profile_id) values
  ('00000000-0000-0000-0000-000000000000',
    'Placeholder for DELETED LBs with DELETED availability zones', 0, '00000000-0000-0000-0000-000000000000');

create table if not exists load_balancer (
  project_id varchar(36),
  id varchar(36) not null,
  name varchar(255),
  description varchar(255),
  provisioning_status varchar(16) not null,
  operating_status varchar(16) not null,
  enabled tinyint(1) not null,
  topology varchar(36),
  server_group_id varchar(36),
  created_at datetime,
  updated_at datetime,
  provider varchar(64),
  flavor_id varchar(36),
  availability_zone varchar(255),
  primary key (id),
  key fk_lb_topology_name (topology),
  key fk_loadbalancer_flavor_id (flavor_id),
  key fk_load_balancer_availability_zone_name (availability_zone),
  key fk_load_balancer_operating_status_name (operating_status),
  key fk_load_balancer_provisioning_status_name (provisioning_status),
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
) engine = InnoDB;

create table if not exists vip (
  load_balancer_id varchar(36) not null,
  ip_address varchar(64),
  port_id varchar(36),
  subnet_id varchar(36),
  network_id varchar(36),
  qos_policy_id varchar(36),
  octavia_owned tinyint(1),
  vnic_type varchar(64) not null default 'normal',
  primary key (load_balancer_id),
  constraint fk_vip_load_balancer_id
    foreign key (load_balancer_id) references load_balancer (id)
) engine = InnoDB;

create table if not exists additional_vip (
  load_balancer_id varchar(36) not null,
  ip_address varchar(64),
  port_id varchar(36),
  subnet_id varchar(36) not null,
  network_id varchar(36),
  primary key (load_balancer_id, subnet_id),
  key ix_additional_vip_load_balancer_id (load_balancer_id),
  constraint fk_add_vip_load_balancer_id
    foreign key (load_balancer_id) references load_balancer (id)
) engine = InnoDB;

create table if not exists vip_security_group (
  load_balancer_id varchar(36) not null,
  sg_id varchar(36) not null,
  primary key (load_balancer_id, sg_id),
  constraint fk_vip_sg_vip_lb_id
    foreign key (load_balancer_id) references vip (load_balancer_id)
) engine = InnoDB;

create table if not exists vrrp_group (
  load_balancer_id varchar(36) not null,
  vrrp_group_name varchar(36),
  vrrp_auth_type varchar(16),
  vrrp_auth_pass varchar(36),
  advert_int int,
  primary key (load_balancer_id),
  key fk_load_balancer_vrrp_auth_method_name (vrrp_auth_type),
  constraint fk_load_balancer_vrrp_auth_method_name
    foreign key (vrrp_auth_type) references vrrp_auth_method (name),
  constraint fk_vrrp_group_load_balancer_id
    foreign key (load_balancer_id) references load_balancer (id)
) engine = InnoDB;

create table if not exists pool (
  project_id varchar(36),
  id varchar(36) not null,
  name varchar(255),
  description varchar(255),
  protocol varchar(16) not null,
  lb_algorithm varchar(255) not null,
  operating_status varchar(16) not null,
  enabled tinyint(1) not null,
  load_balancer_id varchar(36),
  created_at datetime,
  updated_at datetime,
  provisioning_status varchar(16) not null,
  tls_certificate_id varchar(255),
  ca_tls_certificate_id varchar(255),
  crl_container_id varchar(255),
  tls_enabled tinyint(1) not null default 0,
  tls_ciphers varchar(2048),
  tls_versions varchar(512),
  alpn_protocols varchar(512),
  primary key (id),
  key fk_pool_algorithm_name (lb_algorithm),
  key fk_pool_operating_status_name (operating_status),
  key fk_pool_protocol_name (protocol),
  key fk_pool_provisioning_status_name (provisioning_status),
  key load_balancer_id (load_balancer_id),
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
) engine = InnoDB;

create table if not exists session_persistence (
  pool_id varchar(36) not null,
  `type` varchar(16) not null,
  cookie_name varchar(255),
  persistence_timeout int,
  persistence_granularity varchar(64),
  primary key (pool_id),
  key fk_session_persistence_session_persistence_type_name (`type`),
  constraint fk_session_persistence_pool_id
    foreign key (pool_id) references pool (id),
  constraint fk_session_persistence_session_persistence_type_name
    foreign key (`type`) references session_persistence_type (name)
) engine = InnoDB;

create table if not exists listener (
  project_id varchar(36),
  id varchar(36) not null,
  name varchar(255),
  description varchar(255),
  protocol varchar(16) not null,
  protocol_port int not null,
  connection_limit int,
  load_balancer_id varchar(36),
  tls_certificate_id varchar(255),
  default_pool_id varchar(36),
  provisioning_status varchar(16) not null,
  operating_status varchar(16) not null,
  enabled tinyint(1) not null,
  peer_port int,
  insert_headers blob,
  created_at datetime,
  updated_at datetime,
  timeout_client_data int,
  timeout_member_connect int,
  timeout_member_data int,
  timeout_tcp_inspect int,
  client_ca_tls_certificate_id varchar(255),
  client_authentication varchar(10) not null default 'NONE',
  client_crl_container_id varchar(255),
  tls_ciphers varchar(2048),
  tls_versions varchar(512),
  alpn_protocols varchar(512),
  hsts_max_age int,
  hsts_include_subdomains tinyint(1),
  hsts_preload tinyint(1),
  primary key (id),
  key client_authentication (client_authentication),
  key fk_listener_operating_status_name (operating_status),
  key fk_listener_pool_id (default_pool_id),
  key fk_listener_protocol_name (protocol),
  key fk_listener_provisioning_status_name (provisioning_status),
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
) engine = InnoDB;

create table if not exists listener_cidr (
  listener_id varchar(36) not null,
  cidr varchar(64) not null,
  primary key (listener_id, cidr),
  constraint fk_listener_cidr_listener_id
    foreign key (listener_id) references listener (id)
) engine = InnoDB;

create table if not exists sni (
  listener_id varchar(36) not null,
  tls_container_id varchar(128) not null,
  `position` int,
  primary key (listener_id, tls_container_id),
  constraint fk_sni_listener_id
    foreign key (listener_id) references listener (id)
) engine = InnoDB;

create table if not exists member (
  project_id varchar(36),
  id varchar(36) not null,
  pool_id varchar(36) not null,
  subnet_id varchar(36),
  ip_address varchar(64),
  protocol_port int not null,
  weight int,
  operating_status varchar(16) not null,
  enabled tinyint(1) not null,
  created_at datetime,
  updated_at datetime,
  provisioning_status varchar(16) not null,
  name varchar(255),
  monitor_address varchar(64),
  monitor_port int,
  backup tinyint(1) not null,
  vnic_type varchar(64) not null default 'normal',
  primary key (id),
  key fk_member_operating_status_name (operating_status),
  key fk_member_provisioning_status_name (provisioning_status),
  constraint uq_member_pool_id_address_protocol_port
    unique (pool_id, ip_address, protocol_port),
  constraint fk_member_operating_status_name
    foreign key (operating_status) references operating_status (name),
  constraint fk_member_pool_id
    foreign key (pool_id) references pool (id),
  constraint fk_member_provisioning_status_name
    foreign key (provisioning_status) references provisioning_status (name)
) engine = InnoDB;

create table if not exists health_monitor (
  pool_id varchar(36) not null,
  `type` varchar(36) not null,
  delay int not null,
  `timeout` int not null,
  fall_threshold int not null,
  rise_threshold int not null,
  http_method varchar(16),
  url_path varchar(255),
  expected_codes varchar(64),
  enabled tinyint(1) not null,
  project_id varchar(36),
  provisioning_status varchar(16) not null,
  name varchar(255),
  id varchar(36) not null,
  created_at datetime,
  updated_at datetime,
  operating_status varchar(16) not null,
  http_version float,
  domain_name varchar(255),
  primary key (id),
  key fk_health_monitor_health_monitor_type_name (`type`),
  key fk_health_monitor_operating_status_name (operating_status),
  key fk_health_monitor_provisioning_status_name (provisioning_status),
  constraint uq_health_monitor_pool
    unique (pool_id),
  constraint fk_health_monitor_health_monitor_type_name
    foreign key (`type`) references health_monitor_type (name),
  constraint fk_health_monitor_operating_status_name
    foreign key (operating_status) references operating_status (name),
  constraint fk_health_monitor_pool_id
    foreign key (pool_id) references pool (id),
  constraint fk_health_monitor_provisioning_status_name
    foreign key (provisioning_status) references provisioning_status (name)
) engine = InnoDB;

create table if not exists l7policy (
  id varchar(36) not null,
  name varchar(255),
  description varchar(255),
  listener_id varchar(36) not null,
  `action` varchar(36) not null,
  redirect_pool_id varchar(36),
  redirect_url varchar(255),
  `position` int not null,
  enabled tinyint(1) not null,
  provisioning_status varchar(16) not null,
  created_at datetime,
  updated_at datetime,
  project_id varchar(36),
  operating_status varchar(16) not null,
  redirect_prefix varchar(255),
  redirect_http_code int,
  primary key (id),
  key fk_l7policy_l7policy_action_name (`action`),
  key fk_l7policy_listener_id (listener_id),
  key fk_l7policy_operating_status_name (operating_status),
  key fk_l7policy_pool_id (redirect_pool_id),
  key fk_l7policy_provisioning_status_name (provisioning_status),
  constraint fk_l7policy_l7policy_action_name
    foreign key (`action`) references l7policy_action (name),
  constraint fk_l7policy_listener_id
    foreign key (listener_id) references listener (id),
  constraint fk_l7policy_operating_status_name
    foreign key (operating_status) references operating_status (name),
  constraint fk_l7policy_pool_id
    foreign key (redirect_pool_id) references pool (id),
  constraint fk_l7policy_provisioning_status_name
    foreign key (provisioning_status) references provisioning_status (name)
) engine = InnoDB;

create table if not exists l7rule (
  id varchar(36) not null,
  l7policy_id varchar(36) not null,
  `type` varchar(36) not null,
  compare_type varchar(36) not null,
  `key` varchar(255),
  `value` varchar(255) not null,
  invert tinyint(1) not null,
  provisioning_status varchar(16) not null,
  created_at datetime,
  updated_at datetime,
  project_id varchar(36),
  enabled tinyint(1) not null default 1,
  operating_status varchar(16) not null,
  primary key (id),
  key fk_l7rule_l7policy_id (l7policy_id),
  key fk_l7rule_l7rule_compare_type_name (compare_type),
  key fk_l7rule_l7rule_type_name (`type`),
  key fk_l7rule_operating_status_name (operating_status),
  key fk_l7rule_provisioning_status_name (provisioning_status),
  constraint fk_l7rule_l7policy_id
    foreign key (l7policy_id) references l7policy (id),
  constraint fk_l7rule_l7rule_compare_type_name
    foreign key (compare_type) references l7rule_compare_type (name),
  constraint fk_l7rule_l7rule_type_name
    foreign key (`type`) references l7rule_type (name),
  constraint fk_l7rule_operating_status_name
    foreign key (operating_status) references operating_status (name),
  constraint fk_l7rule_provisioning_status_name
    foreign key (provisioning_status) references provisioning_status (name)
) engine = InnoDB;

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
  `role` varchar(36),
  cert_expiration datetime,
  cert_busy tinyint(1) not null,
  vrrp_interface varchar(16),
  vrrp_id int,
  vrrp_priority int,
  cached_zone varchar(255),
  created_at datetime,
  updated_at datetime,
  image_id varchar(36),
  compute_flavor varchar(255),
  primary key (id),
  key fk_amphora_load_balancer_id (load_balancer_id),
  key fk_amphora_provisioning_status_name (status),
  key fk_amphora_roles_name (`role`),
  constraint fk_amphora_load_balancer_id
    foreign key (load_balancer_id) references load_balancer (id),
  constraint fk_amphora_provisioning_status_name
    foreign key (status) references provisioning_status (name),
  constraint fk_amphora_roles_name
    foreign key (`role`) references amphora_roles (name)
) engine = InnoDB;

create table if not exists amphora_health (
  amphora_id varchar(36) not null,
  last_update datetime not null,
  busy tinyint(1) not null,
  primary key (amphora_id)
) engine = InnoDB;

create table if not exists amphora_member_port (
  port_id varchar(36) not null,
  amphora_id varchar(36) not null,
  network_id varchar(36),
  created_at datetime,
  updated_at datetime,
  primary key (port_id),
  key ix_amphora_member_port_amphora_id (amphora_id),
  constraint fk_member_port_amphora_id
    foreign key (amphora_id) references amphora (id)
) engine = InnoDB;

create table if not exists amphora_build_slots (
  id int not null auto_increment,
  slots_used int,
  primary key (id)
) engine = InnoDB;

insert ignore into amphora_build_slots
  (id, slots_used) values
  (1, 0);

create table if not exists amphora_build_request (
  amphora_id varchar(36) not null,
  priority int,
  created_time datetime not null,
  status varchar(16) not null,
  primary key (amphora_id)
) engine = InnoDB;

create table if not exists listener_statistics (
  listener_id varchar(36) not null,
  bytes_in bigint not null,
  bytes_out bigint not null,
  active_connections int not null,
  total_connections bigint not null,
  amphora_id varchar(36) not null,
  request_errors bigint not null,
  primary key (listener_id, amphora_id),
  key fk_listener_statistic_amphora_id (amphora_id)
) engine = InnoDB;

create table if not exists quotas (
  project_id varchar(36) not null,
  health_monitor int,
  load_balancer int,
  listener int,
  member int,
  pool int,
  in_use_health_monitor int,
  in_use_load_balancer int,
  in_use_listener int,
  in_use_member int,
  in_use_pool int,
  l7policy int,
  l7rule int,
  in_use_l7policy int,
  in_use_l7rule int,
  primary key (project_id)
) engine = InnoDB;

create table if not exists tags (
  resource_id varchar(36) not null,
  tag varchar(255) not null,
  primary key (resource_id, tag),
  key ix_tags_tag (tag)
) engine = InnoDB;

create table if not exists spares_pool (
  updated_at datetime not null default current_timestamp,
  primary key (updated_at)
) engine = InnoDB;

insert into spares_pool (updated_at)
  select current_timestamp where not exists (select 1 from spares_pool);

create table if not exists alembic_version (
  version_num varchar(32) not null,
  primary key (version_num)
) engine = InnoDB;

insert ignore into alembic_version
  (version_num) values
  ('fabf4983846b');
