#!/bin/sh
# Looks into an image and says what it finds, a fact a line: its name, a tab, and words with tabs
# between. Runs in mount and PID namespaces of its own, in a directory of its own; the image is not
# written to.
#   verify FILE FORMAT
set -u
file=$1 format=$2
PATH=$PATH:/usr/sbin:/sbin
fact() {
  name=$1
  shift
  printf '%s' "$name"
  printf '\t%s' "$@"
  printf '\n'
}
lower=$PWD/lower root=$PWD/root
mkdir lower root scratch
mount -t tmpfs -o mode=0755 scratch scratch || exit 1
mkdir scratch/upper scratch/work

# The file system of the root, wherever on the disk it begins.
attach() {
  offset=$1
  mount -o "ro,noload,loop,offset=$offset" disk.raw "$lower" 2>/dev/null &&
    [ -e "$lower/etc/os-release" ] && return 0
  umount "$lower" 2>/dev/null
  return 1
}

if [ "$format" = tar ]; then
  tar -C "$lower" --numeric-owner -xpf "$file" || { fact mount no; exit 0; }
else
  if [ "$format" = raw ]; then
    ln -s "$file" disk.raw
  else
    qemu-img convert -f "$format" -O raw "$file" disk.raw || { fact mount no; exit 0; }
  fi
  # A boot sector may look like a table of partitions, so the file system comes first.
  found=no
  if [ "$(od -An -tx2 -j1080 -N2 disk.raw | tr -d ' ')" = ef53 ]; then
    attach 0 && found=yes
  else
    for start in $(partx -g -o START -b disk.raw 2>/dev/null); do
      attach $((start * 512)) && { found=yes; break; }
    done
  fi
  [ $found = yes ] || { fact mount no; exit 0; }
fi
fact mount yes
# Read, not run: nobody makes a shell command of it.
release() { sed -n "s/^$1=\"*\([A-Za-z0-9._-]*\)\"*\$/\1/p" "$lower/etc/os-release" | head -n 1; }
codename=$(release VERSION_CODENAME)
fact distribution "$(release ID)" "${codename:-$(release VERSION_ID)}"

for kernel in "$lower"/boot/vmlinuz-*; do
  [ -e "$kernel" ] || continue
  version=${kernel##*/vmlinuz-}
  magic=$(od -An -c -j514 -N4 "$kernel" | tr -d ' ')
  initrd=
  for each in "$lower"/boot/init*"$version"*; do
    [ ! -e "$each" ] || initrd=initrd
  done
  fact kernel "$version" "$magic" "$([ -d "$lower/lib/modules/$version" ] && echo modules)" "$initrd"
done

if [ -d "$lower/var/lib/dpkg" ]; then
  dpkg-query --admindir="$lower/var/lib/dpkg" -W \
    -f 'package\t${Package}\t${Version}\t${Architecture}\t${db:Status-Status}\n'
elif command -v rpm >/dev/null; then
  rpm --root "$lower" -qa --qf 'package\t%{NAME}\t%{VERSION}\t%{ARCH}\tinstalled\n'
fi
for unit in "$lower"/etc/systemd/system/*.wants/*; do
  [ -L "$unit" ] && fact enabled "${unit##*/}"
done
[ ! -s "$lower/opt/amphora-agent.gitref" ] ||
  fact reference "$(head -n 1 "$lower/opt/amphora-agent.gitref" | tr '\t' ' ')"

# The agent serves itself for a moment, on a copy of the root that is thrown away.
mount -t overlay -o "lowerdir=$lower,upperdir=scratch/upper,workdir=scratch/work" image "$root" ||
  exit 1
mount -t proc none "$root/proc" 2>/dev/null || { mkdir -p "$root/proc"; mount -t proc none "$root/proc"; }
mount --bind /dev "$root/dev" 2>/dev/null
mkdir -p "$root/tmp/verify"
cp certs/*.pem "$root/tmp/verify/"
inside() {
  unshare --net sh -c 'ip link set dev lo up; exec "$@"' - timeout 120 "$@" 2>&1
}
if [ -e "$root/usr/local/bin/amphora-agent" ]; then
  said=$(inside chroot "$root" /usr/local/bin/amphora-agent --warm-up /tmp/verify)
else
  # Upstream's, in Python, has no such end: it serves once it listens.
  cat >"$root/tmp/verify/agent.conf" <<END
[haproxy_amphora]
bind_host = 127.0.0.1
bind_port = 9443
[health_manager]
controller_ip_port_list = 127.0.0.1:5555
heartbeat_key = verify
[amphora_agent]
amphora_id = verify
agent_server_ca = /tmp/verify/client_ca.pem
agent_server_cert = /tmp/verify/server.pem
END
  said=$(inside sh -c '
    chroot "$1" python3 -c "
import os, socket, time
os.makedirs(\"/run/rsyslog/octavia\", exist_ok=True)
log = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
log.bind(\"/run/rsyslog/octavia/log\")
time.sleep(120)" >/dev/null 2>&1 &
    while [ ! -S "$1/run/rsyslog/octavia/log" ] && kill -0 $! 2>/dev/null; do sleep 0.2; done
    log=$1/tmp/verify/log
    chroot "$1" /usr/bin/amphora-agent --config-file /tmp/verify/agent.conf >"$log" 2>&1 &
    agent=$!
    until ss -Hltn "sport = :9443" | grep -q .; do
      kill -0 $agent 2>/dev/null || { cat "$log"; exit 1; }
      sleep 0.5
    done' - "$root")
fi
# shellcheck disable=SC2181 # of whichever of the two
if [ $? = 0 ]; then
  fact agent starts
else
  fact agent fails "$(printf %s "$said" | tail -n 1 | tr '\t' ' ')"
fi
