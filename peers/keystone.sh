#!/bin/bash
# Keystone with MariaDB and memcached, for tests that need the real one.
#
#   keystone.sh up [ENDPOINT]   starts it; ENDPOINT becomes the load balancer's URL in its catalog
#   keystone.sh down            ends it and removes its network; what was set up stays for the next time
#   keystone.sh openrc          prints what its admin exports
#   keystone.sh token [USER]    prints a token of admin, demo or other (tenants with a project each)
#   keystone.sh service TYPE NAME URL
#                               makes a user NAME for a service and puts its URL into the catalog
#
# Needs root and debootstrap. The first time makes a Debian trixie (2 to 4 minutes, up to 2 GB) in
# OCTAVIA_PEERS (/var/lib/octavia-peers); later ones take seconds. Keystone is at
# http://10.99.64.2:5000/v3, the host is 10.99.64.1 from there. Changes nothing else on the host.
set -u
here=$(dirname "$(readlink -f "$0")")
. "$here/lib.sh"

packages="mariadb-server memcached keystone uwsgi-core uwsgi-plugin-python3
  tempest octavia-tempest-plugin python3-octaviaclient python3-openstackclient curl jq"

mariadb() { peer mariadb "$@"; }

start_mariadb() {
  is_running mariadb && return
  chroot "$root" install -d -o mysql -g mysql /run/mysqld
  start mariadb mariadbd --user=mysql --bind-address=0.0.0.0 --innodb-flush-log-at-trx-commit=0 \
    --max-connections=200
  await 60 MariaDB mariadb -e 'SELECT 1'
  mariadb -e "CREATE DATABASE IF NOT EXISTS keystone CHARACTER SET utf8mb3;
    CREATE USER IF NOT EXISTS keystone@127.0.0.1 IDENTIFIED BY '$password';
    GRANT ALL ON keystone.* TO keystone@127.0.0.1" || fail "MariaDB takes no database"
}

# The client resolves names of subnets there; nothing else needs Neutron.
start_networks() {
  is_running networks && return
  cp "$here/networks.py" "$root/usr/local/lib/networks.py"
  start networks python3 /usr/local/lib/networks.py "$peer_ip" 9696
}

start_memcached() {
  is_running memcached || start memcached memcached -u memcache -l 127.0.0.1 -m 64
}

# With innodb_snapshot_isolation, which MariaDB has on since 11.6, Keystone answers two first logins
# of one user at once with a dropped connection.
configure_keystone() {
  cat >"$root/etc/keystone/peers.conf" <<END
[DEFAULT]
use_stderr = true
[database]
connection = mysql+pymysql://keystone:$password@127.0.0.1/keystone?init_command=SET+innodb_snapshot_isolation=OFF
[token]
provider = fernet
expiration = 14400
[cache]
enabled = true
backend = dogpile.cache.memcached
memcache_servers = 127.0.0.1:11211
[identity]
password_hash_rounds = 4
END
  cat >"$root/etc/keystone/peers.ini" <<END
[uwsgi]
plugins = python3
http-socket = $peer_ip:5000
wsgi-file = /usr/bin/keystone-wsgi-public
env = OS_KEYSTONE_CONFIG_FILES=/etc/keystone/peers.conf
uid = keystone
gid = keystone
master = true
processes = 2
threads = 4
lazy-apps = true
thunder-lock = true
die-on-term = true
buffer-size = 65535
disable-logging = true
add-header = Connection: close
END
}

manage() { peer keystone-manage --config-file /etc/keystone/peers.conf "$@"; }

start_keystone() {
  if [ ! -e "$root/keystone-made" ]; then
    configure_keystone
    {
      manage db_sync &&
        manage fernet_setup --keystone-user keystone --keystone-group keystone &&
        manage credential_setup --keystone-user keystone --keystone-group keystone &&
        manage bootstrap --bootstrap-password "$password" --bootstrap-region-id "$region" \
          --bootstrap-public-url "$auth_url" --bootstrap-internal-url "$auth_url" \
          --bootstrap-admin-url "$auth_url"
    } >>"$logs/keystone.log" 2>&1 || fail "Keystone cannot be set up; see $logs/keystone.log"
  fi
  is_running keystone || start keystone uwsgi --ini /etc/keystone/peers.ini
  await 120 Keystone peer curl -fsS -m 10 "$auth_url"
}

# Calls Keystone as its admin: method, path, body.
keystone() {
  peer curl -sS -m 60 -X "$1" -H "X-Auth-Token: $token" -H 'Content-Type: application/json' \
    "$auth_url$2" ${3:+-d "$3"}
}

# The id of the resource (its plural, its name); made of a body where there is none.
keystone_id() {
  id=$(keystone GET "/$1?name=$2" | peer jq -r ".$1[0].id // empty")
  [ -n "$id" ] || id=$(keystone POST "/$1" "$3" | peer jq -r '.[].id')
  echo "$id"
}

# Prints a token of a user for the project of the same name.
token_of() {
  peer curl -sS -m 60 -D- -o /dev/null -H 'Content-Type: application/json' \
    "$auth_url/auth/tokens" -d '{"auth":{"identity":{"methods":["password"],"password":{"user":{
      "name":"'"$1"'","domain":{"id":"default"},"password":"'"$password"'"}}},
      "scope":{"project":{"name":"'"$1"'","domain":{"id":"default"}}}}}' |
    tr -d '\r' | awk 'tolower($1) == "x-subject-token:" { print $2 }'
}

log_in() {
  token=$(token_of admin)
  [ -n "$token" ] || fail "Keystone gives its admin no token"
}

# The roles that the policies name, the service's own user, two tenants.
make_users() {
  [ -e "$root/keystone-made" ] && return
  for role in load-balancer_observer load-balancer_global_observer load-balancer_member \
    load-balancer_quota_admin load-balancer_admin; do
    keystone_id roles "$role" '{"role":{"name":"'$role'"}}' >/dev/null
  done
  make_user octavia service admin service
  make_user demo demo member load-balancer_member
  make_user other other member load-balancer_member
  point_to network networks "http://$peer_ip:9696"
  touch "$root/keystone-made"
}

# A user, its project, its roles.
make_user() {
  user=$1
  project=$(keystone_id projects "$2" '{"project":{"name":"'"$2"'","domain_id":"default"}}')
  shift 2
  user_id=$(keystone_id users "$user" '{"user":{"name":"'"$user"'","password":"'"$password"'",
    "domain_id":"default","default_project_id":"'"$project"'"}}')
  for role in "$@"; do
    role_id=$(keystone_id roles "$role" '{"role":{"name":"'"$role"'"}}')
    keystone PUT "/projects/$project/users/$user_id/roles/$role_id"
  done
}

# Where the catalog says that a service is: its type, its name, its URL.
point_to() {
  service=$(keystone GET "/services?type=$1" | peer jq -r '.services[0].id // empty')
  [ -n "$service" ] || service=$(keystone POST /services \
    '{"service":{"type":"'"$1"'","name":"'"$2"'"}}' | peer jq -r .service.id)
  for interface in public internal admin; do
    known=$(keystone GET "/endpoints?service_id=$service&interface=$interface" |
      peer jq -r '.endpoints[0].id // empty')
    if [ -n "$known" ]; then
      keystone PATCH "/endpoints/$known" '{"endpoint":{"url":"'"$3"'"}}' >/dev/null
    else
      keystone POST /endpoints '{"endpoint":{"service_id":"'"$service"'","region_id":"'$region'",
        "interface":"'$interface'","url":"'"$3"'"}}' >/dev/null
    fi
  done
}

openrc() {
  cat <<END
export OS_AUTH_URL=$auth_url OS_IDENTITY_API_VERSION=3 OS_REGION_NAME=$region
export OS_USERNAME=admin OS_PASSWORD=$password OS_USER_DOMAIN_NAME=Default
export OS_PROJECT_NAME=admin OS_PROJECT_DOMAIN_NAME=Default
END
}

up() {
  exclusively
  begun=$(date +%s)
  # shellcheck disable=SC2086 # one word each
  ensure_chroot $packages
  ensure_network
  start_mariadb
  start_memcached
  start_networks
  start_keystone
  log_in
  make_users
  [ -z "${1:-}" ] || point_to load-balancer octavia "${1%/}"
  say "Keystone is at $auth_url (after $(($(date +%s) - begun)) s)"
}

down() {
  exclusively
  stop keystone networks memcached mariadb
  remove_network
}

case "${1:-}" in
  up) up "${2:-}" ;;
  down) down ;;
  openrc) openrc ;;
  token) token_of "${2:-admin}" ;;
  service)
    exclusively
    log_in
    make_user "$3" service admin service
    point_to "$2" "$3" "$4" ;;
  *)
    sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0"
    exit 2 ;;
esac
