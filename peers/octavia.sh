#!/bin/bash
# Octavia itself (Debian's 16.0) with no-op drivers, to compare with and to try these scripts on.
#
#   octavia.sh up [keystone|noauth]   starts API, worker, driver agent and what they need
#   octavia.sh down                   ends it and Keystone, MariaDB and the network beside it
#   octavia.sh pids                   prints NAME=PID of API, worker and database
#   octavia.sh clear                  ends it and drops its database, so that the next up begins anew
#   octavia.sh database               prints the database's URL, for another server on the same
#
# The API is at http://10.99.64.2:9876 from the host. Needs what keystone.sh needs.
set -u
here=$(dirname "$(readlink -f "$0")")
. "$here/lib.sh"

packages="octavia-api octavia-worker octavia-health-manager octavia-housekeeping
  octavia-driver-agent rabbitmq-server"
conf=/etc/octavia/octavia.conf
database=mysql+pymysql://octavia:$password@$peer_ip/octavia

rabbit() {
  peer env RABBITMQ_NODENAME=rabbit@localhost HOME=/var/lib/rabbitmq setpriv --reuid=rabbitmq \
    --regid=rabbitmq --clear-groups "$@"
}

start_rabbitmq() {
  is_running rabbitmq && return
  chroot "$root" chown -R rabbitmq:rabbitmq /var/lib/rabbitmq /var/log/rabbitmq
  start epmd setpriv --reuid=rabbitmq --regid=rabbitmq --clear-groups epmd -address 127.0.0.1
  start rabbitmq env RABBITMQ_NODENAME=rabbit@localhost HOME=/var/lib/rabbitmq \
    ERL_EPMD_ADDRESS=127.0.0.1 setpriv --reuid=rabbitmq --regid=rabbitmq --clear-groups \
    /usr/lib/rabbitmq/bin/rabbitmq-server
  await 120 RabbitMQ rabbit /usr/lib/rabbitmq/bin/rabbitmqctl -q await_startup --timeout 5
  rabbit /usr/lib/rabbitmq/bin/rabbitmqctl -q add_user octavia "$password" 2>/dev/null
  rabbit /usr/lib/rabbitmq/bin/rabbitmqctl -q set_permissions octavia '.*' '.*' '.*'
}

configure() {
  certs=/etc/octavia/certs
  mkdir -p "$root$certs" "$root/run/octavia"
  [ -f "$root$certs/ca.pem" ] || peer openssl req -x509 -newkey rsa:2048 -days 3650 -subj /CN=peers \
    -passout "pass:$password" -keyout $certs/ca.key -out $certs/ca.pem 2>/dev/null
  cat >"$root$conf" <<END
[DEFAULT]
transport_url = rabbit://octavia:$password@127.0.0.1:5672/
[api_settings]
bind_host = $peer_ip
auth_strategy = $1
enabled_provider_drivers = amphora:The Octavia Amphora driver.,octavia:Deprecated alias of the Octavia Amphora driver.,noop_driver:The no-op driver.
default_provider_driver = amphora
[database]
connection = $database
[oslo_messaging]
topic = octavia_prov
[controller_worker]
workers = 1
amphora_driver = amphora_noop_driver
compute_driver = compute_noop_driver
network_driver = network_noop_driver
volume_driver = volume_noop_driver
image_driver = image_noop_driver
amp_image_tag = amphora
client_ca = $certs/ca.pem
amp_flavor_id = 10
amp_boot_network_list = 11111111-1111-4111-8111-111111111111
[certificates]
cert_manager = noop_cert_manager
cert_generator = local_cert_generator
ca_certificate = $certs/ca.pem
ca_private_key = $certs/ca.key
ca_private_key_passphrase = $password
server_certs_key_passphrase = insecure-key-do-not-use-this-key
[health_manager]
bind_ip = 127.0.0.1
heartbeat_key = insecure
controller_ip_port_list = 127.0.0.1:5555
heartbeat_timeout = 86400
[keystone_authtoken]
www_authenticate_uri = $auth_url
auth_url = $auth_url
memcached_servers = 127.0.0.1:11211
auth_type = password
username = octavia
password = $password
user_domain_name = Default
project_name = service
project_domain_name = Default
END
  cat >"$root/etc/octavia/peers.ini" <<END
[uwsgi]
plugins = python3
http-socket = $peer_ip:9876
wsgi-file = /usr/bin/octavia-wsgi
master = true
processes = 2
threads = 4
enable-threads = true
lazy-apps = true
thunder-lock = true
die-on-term = true
buffer-size = 65535
listen = 100
disable-logging = true
add-header = Connection: close
END
}

up() {
  strategy=${1:-keystone}
  "$here/keystone.sh" up || exit 1
  exclusively
  # shellcheck disable=SC2086 # one word each
  ensure_chroot $packages
  start_rabbitmq
  peer mariadb -e "CREATE DATABASE IF NOT EXISTS octavia CHARACTER SET utf8mb3;
    CREATE USER IF NOT EXISTS octavia@'%' IDENTIFIED BY '$password';
    GRANT ALL ON octavia.* TO octavia@'%'" || fail "MariaDB takes no database"
  stop octavia-api # or it would go on with another strategy
  configure "$strategy"
  peer octavia-db-manage --config-file $conf upgrade head >>"$logs/octavia-db.log" 2>&1 ||
    fail "Octavia's database cannot be made; see $logs/octavia-db.log"
  for each in worker driver-agent; do
    is_running "octavia-$each" || start "octavia-$each" "octavia-$each" --config-file $conf
  done
  start octavia-api uwsgi --ini /etc/octavia/peers.ini
  await 180 Octavia peer curl -fsS -m 10 "http://$peer_ip:9876/"
  say "Octavia is at http://$peer_ip:9876 ($strategy)"
}

stop_octavia() { stop octavia-api octavia-driver-agent octavia-worker; }

clear_database() {
  "$here/keystone.sh" up || exit 1
  exclusively
  stop_octavia
  peer mariadb -e "DROP DATABASE IF EXISTS octavia" || fail "MariaDB drops no database"
  rm -f "$root/tmp/octavia-network-noop.db" # the network's side of it
}

case "${1:-}" in
  up) up "${2:-}" ;;
  down)
    exclusively
    stop_octavia
    stop rabbitmq epmd
    flock --unlock 9
    "$here/keystone.sh" down ;;
  clear) clear_database ;;
  database) echo "$database" ;;
  pids) echo "api=$(pid_of octavia-api) worker=$(pid_of octavia-worker) database=$(pid_of mariadb)" ;;
  *)
    sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0"
    exit 2 ;;
esac
