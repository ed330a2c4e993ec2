# The first process of a local amphora: arranges its view of the file system, then keeps the agent
# running. It is process 1 of a PID namespace, so everything in the amphora ends when it does.
#
#   sh init <the amphora's directory> <name of the namespace with HAProxy> <agent's command...>
set -eu
home=$1 haproxy=$2
shift 2

# One of these for an amphora, whatever else happens: a start that comes late gives way.
exec 9>"$home/lock"
flock -n 9 || { echo "another one runs already" >&2; exit 1; }

mount -n --bind "$home" /var/lib/octavia
mount -n --bind "$home/etc" /etc/octavia
cd /var/lib/octavia

# New /run and /tmp are made here and moved into place when nothing is needed from the old ones.
mount -n -t tmpfs -o mode=0755,nosuid,nodev,size=16m octavia run
mount -n -t tmpfs -o mode=1777,nosuid,nodev,size=64m octavia tmp
mkdir run/netns
: >run/netns/amphora-haproxy
mount -n --bind "/run/netns/$haproxy" run/netns/amphora-haproxy
while IFS= read -r directory; do
  case $directory in
    /run/* | /tmp/*)
      mkdir -p ".$directory"
      mount -n --bind "$directory" ".$directory"
      ;;
  esac
done <keep

# What the host has mounted and the amphora does not need: held here, it could not be unmounted
# there. Some of it may have gone by now.
detach() {
  set --
  while IFS= read -r mount; do
    set -- "$@" "$mount"
  done
  umount -n -l "$@" 2>/dev/null || :
}
detach <detach
mount -n --move run /run
mount -n --move tmp /tmp
mount -n -t proc -o nosuid,nodev,noexec octavia /proc

# Output goes to agent.log, of which there are never more than two of 2 MiB. Descriptor 9 is for
# this process alone.
collect() {
  while :; do
    dd bs=4096 count=512 of=/var/lib/octavia/agent.log 2>/dev/null
    mv -f /var/lib/octavia/agent.log /var/lib/octavia/agent.log.1
  done
}
mkfifo -m 600 /run/log
collect </run/log >/dev/null 2>&1 9>&- &
exec >/run/log 2>&1

: >started
cd /
