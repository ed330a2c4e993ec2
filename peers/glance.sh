#!/bin/bash
# Glance itself (Debian's 30.0), for images that are uploaded to the real one.
#
#   glance.sh up            starts it, and the Keystone that it asks
#   glance.sh down          ends it, and all that keystone.sh up started
#   glance.sh list TAG      prints, as JSON, what the real client finds by a tag, newest first
#   glance.sh show ID       prints an image, as JSON
#   glance.sh hash ID       prints the SHA-256 of what Glance gives back for an image
#
# It is at http://10.99.64.2:9292 from the host. Needs what keystone.sh needs.
set -u
here=$(dirname "$(readlink -f "$0")")
. "$here/lib.sh"

packages="glance-api"
url=http://$peer_ip:9292

configure() {
  mkdir -p "$root/var/lib/glance/images" "$root/var/lib/glance/work"
  chroot "$root" chown -R glance:glance /var/lib/glance
  cat >"$root/etc/glance/glance-api.conf" <<END
[DEFAULT]
use_stderr = true
node_staging_uri = file:///var/lib/glance/work/
enabled_backends = files:file
[glance_store]
default_backend = files
[files]
filesystem_store_datadir = /var/lib/glance/images
[database]
connection = mysql+pymysql://glance:$password@127.0.0.1/glance
[paste_deploy]
flavor = keystone
config_file = /usr/share/glance-common/glance-api-paste.ini
[keystone_authtoken]
www_authenticate_uri = $auth_url
auth_url = $auth_url
memcached_servers = 127.0.0.1:11211
auth_type = password
username = glance
password = $password
user_domain_name = Default
project_name = service
project_domain_name = Default
END
  cat >"$root/etc/glance/peers.ini" <<END
[uwsgi]
plugins = python3
http-socket = $peer_ip:9292
wsgi-file = /usr/bin/glance-wsgi-api
uid = glance
gid = glance
master = true
processes = 1
threads = 4
enable-threads = true
lazy-apps = true
die-on-term = true
buffer-size = 65535
disable-logging = true
add-header = Connection: close
END
}

up() {
  "$here/keystone.sh" up || exit 1
  "$here/keystone.sh" service image glance "$url" || exit 1
  exclusively
  # shellcheck disable=SC2086 # one word each
  ensure_chroot $packages
  peer mariadb -e "CREATE DATABASE IF NOT EXISTS glance CHARACTER SET utf8mb3;
    CREATE USER IF NOT EXISTS glance@127.0.0.1 IDENTIFIED BY '$password';
    GRANT ALL ON glance.* TO glance@127.0.0.1" || fail "MariaDB takes no database"
  configure
  peer glance-manage db_sync >>"$logs/glance-db.log" 2>&1 ||
    fail "Glance's database cannot be made; see $logs/glance-db.log"
  is_running glance || start glance uwsgi --ini /etc/glance/peers.ini
  await 120 Glance peer curl -fsS -m 10 "$url/healthcheck"
  say "Glance is at $url"
}

client() {
  eval "$("$here/keystone.sh" openrc)"
  PYTHONWARNINGS=ignore peer openstack "$@"
}

case "${1:-}" in
  up) up ;;
  down)
    exclusively
    stop glance
    flock --unlock 9
    "$here/keystone.sh" down ;;
  list) client image list --tag "$2" --sort created_at:desc -f json ;;
  show) client image show "$2" -f json ;;
  hash) client image save "$2" | sha256sum | cut -d ' ' -f 1 ;;
  *)
    sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0"
    exit 2 ;;
esac
