# The agent serves itself for a moment, on a copy of the root that is thrown away. It is the image's
# program and not trusted: nobody by its user and without any right of root's, it sees the image and
# no device, process, network or file of the host. Nothing of the image has run before, so what is
# looked at here stays as it is.
root=$PWD/root
mkdir root scratch
mount -t tmpfs -o nodev,nosuid,mode=0755,size=1g scratch scratch || exit 1
mkdir -m 0755 scratch/upper scratch/work
mount -t overlay -o "nosuid,nodev,lowerdir=$lower,upperdir=scratch/upper,workdir=scratch/work" \
  image "$root" || exit 1
for each in proc dev tmp run var var/log var/lib var/lib/octavia etc etc/octavia; do
  if [ -L "$root/$each" ] || [ ! -d "$root/$each" ]; then
    # Behind a link would be the host's.
    rm -rf "${root:?}/$each"
    mkdir "$root/$each"
  fi
done
# What an agent writes to, upstream's also when it only starts.
for each in tmp run var/log var/lib/octavia etc/octavia; do
  mount -t tmpfs -o nosuid,nodev,mode=1777,size=64m "$each" "$root/$each" || exit 1
done
mkdir "$root/tmp/verify"
mkdir -m 1777 "$root/etc/octavia/interfaces"
cp certs/*.pem "$root/tmp/verify/"
# Upstream's, in Python, has no end of its own: it serves once it listens.
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
listens='
import os, socket, subprocess, sys, time
os.makedirs("/run/rsyslog/octavia")
log = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
log.bind("/run/rsyslog/octavia/log")
agent = subprocess.Popen(["/usr/bin/amphora-agent", "--config-file", "/tmp/verify/agent.conf"])
while agent.poll() is None:
    try:
        socket.create_connection(("127.0.0.1", 9443), 1).close()
        sys.exit(0)
    except OSError:
        time.sleep(0.5)
sys.exit(1)'
if [ -e "$root/usr/local/bin/amphora-agent" ]; then
  set -- /usr/local/bin/amphora-agent --warm-up /tmp/verify
else
  set -- /usr/bin/python3 -c "$listens"
fi
chown -R 65534:65534 "$root/tmp/verify"

# The first process of its namespace stays root's, for all others end with it; nobody may touch it.
# What is left of capabilities goes where the user changes.
# shellcheck disable=SC2016 # expanded by the shell that it is handed to
timeout -s KILL "$seconds" \
  unshare --mount --propagation private --pid --fork --kill-child --ipc --uts --net --cgroup \
  sh -euc '
    root=$1
    shift
    ip link set dev lo up
    mount -t proc -o ro,nosuid,nodev,noexec,hidepid=2 proc "$root/proc"
    mount -t tmpfs -o nosuid,noexec,mode=0755,size=1m dev "$root/dev"
    cd "$root/dev"
    mknod -m 666 null c 1 3
    mknod -m 666 zero c 1 5
    mknod -m 666 full c 1 7
    mknod -m 666 random c 1 8
    mknod -m 666 urandom c 1 9
    ln -s /proc/self/fd fd
    mkdir shm
    mount -t tmpfs -o nosuid,nodev,noexec,mode=1777,size=64m shm shm
    env -i PATH="$PATH" HOME=/tmp LC_ALL=C.UTF-8 \
      setpriv --no-new-privs --inh-caps=-all --bounding-set=-all,+sys_chroot,+setuid,+setgid \
      unshare --root="$root" --wd=/ --setgid=65534 --setuid=65534 "$@"' - "$root" "$@" \
  >scratch/said 2>&1
case $? in
  0) fact agent starts ;;
  137) fact agent fails "it was not done after $seconds s" ;;
  *) fact agent fails "$(tail -n 1 scratch/said | tail -c 1000)" ;;
esac
