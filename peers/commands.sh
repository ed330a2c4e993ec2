#!/bin/bash
# Every "openstack loadbalancer ..." command of the real client (82) against a server.
#
#   commands.sh ENDPOINT [FILE]   as the admin of the Keystone of "keystone.sh up"
#   commands.sh - [FILE]          as the variables of the environment say (an openrc, or
#                                 OS_AUTH_TYPE=none with OS_ENDPOINT), with this host's client
#
# Runs the lines of commands.txt, or of FILE, in order; what they are is told there. Prints a line
# for each, then how many passed and failed, and fails if any failed.
set -u
here=$(dirname "$(readlink -f "$0")")
list=${2:-$here/commands.txt}
case ${1:-} in
  -)
    exec python3 "$here/commands.py" "$list" ;;
  http*)
    . "$here/lib.sh"
    "$here/keystone.sh" up "${1%/}" || exit 1
    mkdir -p "$root/var/lib/octavia-commands"
    cp "$here/commands.py" "$list" "$root/var/lib/octavia-commands/"
    eval "$("$here/keystone.sh" openrc)"
    cd / && peer env HOME=/var/lib/octavia-commands PYTHONWARNINGS=ignore python3 \
      /var/lib/octavia-commands/commands.py "/var/lib/octavia-commands/$(basename "$list")" ;;
  *)
    sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0"
    exit 2 ;;
esac
