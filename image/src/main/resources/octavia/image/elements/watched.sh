#!/bin/sh
# Runs a command. Once its last process has ended, however it ended, the loop devices are detached
# that were attached for it and not given back. Its processes hold the lock, whoever waits for it
# outlives them.
#   watched COMMAND ARGUMENT...
set -eu
exec 9>>loops
exec 8<loops
flock 9
# shellcheck disable=SC2016 # expanded by the shell that waits
setsid sh -c '
  flock 8
  while read -r loop inode device; do
    # Somebody else may have got it by now.
    [ "$(losetup -n -O BACK-INO,BACK-MAJ:MIN "$loop" | xargs)" = "$inode $device" ] || continue
    ! grep -qw device-mapper /proc/misc || kpartx -d "$loop"
    losetup -d "$loop"
  done <&8' 9>&- >/dev/null 2>&1 &
exec 8<&-
exec "$@"
