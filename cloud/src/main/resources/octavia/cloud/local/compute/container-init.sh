# The first process of an amphora that is a container: makes HAProxy's namespace, waits for the
# management interface, then keeps the agent running. It is process 1 of a PID namespace, so
# everything in the amphora ends when it does.
#
#   sh init <agent's command...>
set -eu
amphora-netns make

# Whoever made the container plugs it in now, or has died: then nobody shall wait for ever.
tries=1200
until [ "$(cat /sys/class/net/eth0/operstate 2>/dev/null)" = up ]; do
  tries=$((tries - 1))
  [ $tries -gt 0 ] || { echo "amphora: no management interface" >&2; exit 1; }
  sleep 0.05
done

