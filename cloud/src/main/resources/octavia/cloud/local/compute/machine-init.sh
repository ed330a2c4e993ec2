# The first process of an amphora that is a virtual machine: runs qemu and ends with it. It is
# process 1 of a PID namespace, so qemu ends when it does.
#
#   sh init <the amphora's directory> <qemu's command...>
set -eu
home=$1
shift
cd "$home" # a socket's path has room for 107 characters, so qemu's is a name here

# One of these for an amphora, whatever else happens: a start that comes late gives way.
exec 9>lock
flock -n 9 || { echo "another one runs already" >&2; exit 1; }
"$@" </dev/null 9>&- &
wait $! && status=0 || status=$?
echo "amphora: qemu ended with status $status"
