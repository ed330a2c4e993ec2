#!/bin/bash
# Prints the octavia.conf of a server for tempest.sh and commands.sh: Keystone, and no-op drivers.
#
#   server.sh PORT [MODE]     MODE as in tempest.sh
set -u
here=$(dirname "$(readlink -f "$0")")
. "$here/lib.sh"
[ $# -ge 1 ] || fail "usage: server.sh PORT [MODE]"
case ${2:-keystone_default_roles} in
  keystone_default_roles) rules=default ;;
  advanced) rules=advanced_rbac ;;
  owner_or_admin) rules=admin_or_owner ;;
  *) fail "there is no mode $2" ;;
esac
cat <<END
[api_settings]
bind_host = $host_ip
bind_port = $1
auth_strategy = keystone
enabled_provider_drivers = amphora:The Octavia Amphora driver.,octavia:Deprecated alias of the Octavia Amphora driver.,noop_driver:The no-op driver.
default_provider_driver = amphora
[controller_worker]
amphora_driver = amphora_noop_driver
compute_driver = compute_noop_driver
network_driver = network_noop_driver
[certificates]
cert_manager = noop_cert_manager
[keystone_authtoken]
www_authenticate_uri = $auth_url
auth_url = $auth_url
auth_type = password
username = octavia
password = $password
user_domain_name = Default
project_name = service
project_domain_name = Default
region_name = $region
[oslo_policy]
rule_set = $rules
END
