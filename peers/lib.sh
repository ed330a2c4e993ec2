# What the scripts of this directory share; sourced. They give the tests the real thing to talk to:
# Debian's packages of OpenStack in a chroot, running in a network namespace of their own.
#
# Nothing is mounted on the host: a process enters the namespace, which has mounts of its own, and
# then the chroot. What runs is known by a pid file, with the time of its start, and ended by it.

peers=${OCTAVIA_PEERS:-/var/lib/octavia-peers} # everything that is made lies here
name=${OCTAVIA_PEERS_NAME:-octavia-peers}      # of the network namespace
link=${OCTAVIA_PEERS_LINK:-octv-peers}         # of the veth pair, on both sides
host_ip=${OCTAVIA_PEERS_HOST_IP:-10.99.64.1}   # the host, seen from the namespace
peer_ip=${OCTAVIA_PEERS_IP:-10.99.64.2}        # the namespace, seen from the host
root=$peers/trixie
pids=$peers/pids
logs=$peers/logs
password=peers # of everything
region=RegionOne
auth_url=http://$peer_ip:5000/v3

say() { printf '%s %s\n' "$(date +%T)" "$*" >&2; }

fail() {
  say "$*"
  exit 1
}

[ "$(id -u)" = 0 ] || fail "needs root, for a chroot and a network namespace"
mkdir -p "$pids" "$logs"

# Takes the lock of descriptor $1 on file $2, and writes who has it there; gives up after half an
# hour. What it is for, $3, is said to whoever waits.
take_lock() {
  local holder
  if ! flock --nonblock "$1"; then
    holder=$(cat "$2")
    say "waiting for $3 to end: ${holder:-unknown}"
    flock --wait 1800 "$1" ||
      fail "$2 is still held after 30 minutes, by $(cat "$2"), or by what that has left running"
  fi
  echo "process $$, ${0##*/}, since $(date '+%F %T')" >"$2"
}

# One at a time: two would make the same chroot.
exclusively() {
  exec 9>>"$peers/lock"
  take_lock 9 "$peers/lock" "another one"
}

# A suite at a time: where the load balancer is, is for all of them in one catalog.
own_catalog() {
  exec 8>>"$peers/catalog.lock"
  take_lock 8 "$peers/catalog.lock" "another suite"
  "$here/keystone.sh" up "$1" 8>&- || exit 1
}

# Runs a command in the chroot and the namespace. It sees the host's devices, and a /proc of its own.
peer() {
  # shellcheck disable=SC2016 # expanded inside
  ip netns exec "$name" sh -c 'mount -t proc proc "$0/proc" && mount --rbind /dev "$0/dev" &&
    exec chroot "$0" "$@"' "$root" "$@" 8>&- 9>&-
}

# When a process began, in ticks since the host did.
begin_of() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20; }

# The process of a daemon; nothing, with a status that says so, if it does not run. Another process
# that has its number by now is not it.
pid_of() {
  local number since
  [ -f "$pids/$1" ] && read -r number since <"$pids/$1" && [ -n "$since" ] &&
    [ "$(begin_of "$number")" = "$since" ] && echo "$number"
}

is_running() { pid_of "$1" >/dev/null; }

# Starts a daemon: its name, then the command.
start() {
  daemon=$1
  shift
  # shellcheck disable=SC2016
  setsid ip netns exec "$name" sh -c 'mount -t proc proc "$0/proc" && mount --rbind /dev "$0/dev" &&
    exec chroot "$0" "$@"' "$root" "$@" >>"$logs/$daemon.log" 2>&1 </dev/null 8>&- 9>&- &
  echo "$! $(begin_of $!)" >"$pids/$daemon"
}

# Ends daemons and what they started: tells all, then waits for each, 15 seconds at most.
stop() {
  for daemon in "$@"; do
    pid=$(pid_of "$daemon") && kill "$pid" 2>/dev/null
  done
  for daemon in "$@"; do
    if pid=$(pid_of "$daemon"); then
      for _ in $(seq 150); do
        is_running "$daemon" || break
        sleep 0.1
      done
      kill -KILL -- "-$pid" 2>/dev/null
    fi
    rm -f "$pids/$daemon"
  done
}

# Waits until a command succeeds: the seconds it has, what it is waited for, then the command.
await() {
  tries=$(($1 * 5))
  what=$2
  shift 2
  for _ in $(seq "$tries"); do
    "$@" >/dev/null 2>&1 && return 0
    sleep 0.2
  done
  fail "$what does not come up; its log is in $logs"
}

# Makes the chroot where there is none, and adds the packages that are missing in it.
ensure_chroot() {
  command -v debootstrap >/dev/null || fail "please install debootstrap"
  if [ ! -e "$root/made" ]; then
    mirror=${OCTAVIA_PEERS_MIRROR:-$(apt-get indextargets --no-release-info --format '$(REPO_URI)' \
      'Created-By: Packages' 2>/dev/null | grep -m1 '/debian/*$' || echo http://deb.debian.org/debian)}
    say "making a Debian trixie in $root from $mirror"
    rm -rf --one-file-system "$root"
    debootstrap --variant=minbase --include=ca-certificates,iproute2,procps trixie \
      "$root" "$mirror" >"$logs/chroot.log" 2>&1 || fail "debootstrap failed; see $logs/chroot.log"
    # No service starts by itself, and a chroot that can be made again need not survive a power cut.
    printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
    chmod +x "$root/usr/sbin/policy-rc.d"
    echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/unsafe-io"
    touch "$root/made"
  fi
  missing=$(for package in "$@"; do
    chroot "$root" dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null |
      grep -qx installed || echo "$package"
  done)
  [ -n "$missing" ] || return 0
  # shellcheck disable=SC2086 # one word each
  say "installing" $missing
  cp /etc/resolv.conf "$root/etc/resolv.conf"
  # What this host says of proxies and mirrors holds in there too.
  for file in /etc/apt/apt.conf.d/99*; do
    [ -f "$file" ] && cp "$file" "$root/etc/apt/apt.conf.d/"
  done
  # shellcheck disable=SC2016,SC2086
  unshare --mount sh -c 'root=$1; shift
    mount -t proc proc "$root/proc"; mount --rbind /dev "$root/dev"; mount -t sysfs sysfs "$root/sys"
    export DEBIAN_FRONTEND=noninteractive LC_ALL=C
    chroot "$root" apt-get -q update
    chroot "$root" apt-get -q -y install --no-install-recommends "$@"' \
    sh "$root" $missing >>"$logs/chroot.log" 2>&1 ||
    fail "apt-get failed in the chroot; see $logs/chroot.log"
}

ensure_network() {
  [ -e "/run/netns/$name" ] || ip netns add "$name"
  ip -n "$name" link set lo up
  ip link show "$link" >/dev/null 2>&1 && return 0
  ip link add "$link" type veth peer name "$link" netns "$name"
  ip address add "$host_ip/30" dev "$link"
  ip link set "$link" up
  ip -n "$name" address add "$peer_ip/30" dev "$link"
  ip -n "$name" link set "$link" up
}

remove_network() {
  ip link delete "$link" 2>/dev/null
  [ ! -e "/run/netns/$name" ] || ip netns delete "$name"
}
