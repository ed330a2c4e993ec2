#!/bin/bash
# Every "openstack loadbalancer ..." command of the real client (82) against a server.
#
#   commands.sh ENDPOINT [FILE]   as the admin of the Keystone of "keystone.sh up"
#   commands.sh - [FILE]          as the variables of the environment say (an openrc, or
#                                 OS_AUTH_TYPE=none with OS_ENDPOINT)
#
# Runs the lines of commands.txt, or of FILE, in order; what they are is told there. Prints a line
# for each, then how many passed and failed, and fails if any failed. The client runs in the network
# namespace, from where the host is 10.99.64.1.
set -u
here=$(dirname "$(readlink -f "$0")")
. "$here/lib.sh"
list=${2:-$here/commands.txt}
case ${1:-} in
  -)
    "$here/keystone.sh" up || exit 1 ;;
  http*)
    own_catalog "${1%/}"
    eval "$("$here/keystone.sh" openrc)" ;;
  *)
    sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0"
    exit 2 ;;
esac
mkdir -p "$root/var/lib/octavia-commands"
cp "$here/commands.py" "$list" "$root/var/lib/octavia-commands/"
cd / && peer env HOME=/var/lib/octavia-commands PYTHONWARNINGS=ignore python3 \
  /var/lib/octavia-commands/commands.py "/var/lib/octavia-commands/$(basename "$list")"
