#!/bin/sh
# Runs diskimage-builder in the directory that this is called in, which holds everything that goes
# in. Runs in mount and PID namespaces of its own.
#   build COMMAND ARGUMENT...
#   in   agent/ certs/ parts/ programs/
#   out  image.FORMAT manifests/
set -eu
umask 022
unset TMPDIR
export TMP_DIR="$PWD/tmp" DIB_LOCKFILES="$PWD/locks" DIB_MANIFEST_SAVE_DIR="$PWD/manifests"
export DIB_NO_TIMESTAMP=1 DIB_QUIET=0
export PATH="$PWD/programs:$PATH"
mkdir tmp
mount -t proc proc /proc
# Without a device mapper its directory has the names that our kpartx gives. That there is a
# /dev/mapper/control says nothing: programs make it that only look.
if ! grep -qw device-mapper /proc/misc && ! modprobe -q dm_mod; then
  export OCTAVIA_STAND_IN=yes
  mkdir -p /dev/mapper
  mount -t tmpfs -o mode=0755,size=1m names /dev/mapper
fi
"$@"
case $FORMAT in
  vhd | vhdx) qemu-img convert -f raw -O "$QEMU_FORMAT" image.raw "image.$FORMAT" ;;
esac
