#!/bin/sh
# Mounts an image, which is not written to, at $lower. Runs as root in mount and PID namespaces of its
# own, in a directory of its own.
#   mount FILE FORMAT SECONDS
set -u
# shellcheck disable=SC2034 # seconds: read by what starts the agent
file=$1 format=$2 seconds=$3
PATH=$PATH:/usr/sbin:/sbin
lower=$PWD/lower
mkdir lower

if [ "$format" = tar ]; then
  is_tar "$file" && tar -C "$lower" --numeric-owner -xpf "$file" || { fact mount no; exit 0; }
else
  if [ "$format" = raw ]; then
    ln -s "$file" disk.raw
  else
    qemu-img convert -f "$format" -O raw "$file" disk.raw || { fact mount no; exit 0; }
  fi
  find_root || { fact mount no; exit 0; }
  if fstab=$(plain etc/fstab) && boot=$(source_of "$fstab" /boot) && [ -n "$boot" ] &&
    [ ! -L "$lower/boot" ] && place=$(place_of "$boot"); then
    mount -o "ro,norecovery,nosuid,nodev,$place" disk.raw "$lower/boot"
  fi
fi
