#!/bin/sh
# Makes an amphora's image of a cloud image, in the directory that it is called in, which holds
# everything that goes in. Runs in mount and PID namespaces of its own: when its first process ends,
# however it ends, nothing is mounted, looped or running any more. What is printed after "::" is the
# phase that begins.
#
#   in   parts/ agent/ certs/ programs/ hooks/*.d/ sources.list? archive.list? ppa?
#   out  image installed
set -eu
phase() { echo "::$1"; }
[ "$TRACE" = no ] || set -x
umask 022
unset TMPDIR
export LC_ALL=C DEBIAN_FRONTEND=noninteractive
tree=$PWD/tree
mkdir tree

phase "copy of the cloud image"
qemu-img convert -f "$SOURCE_FORMAT" -O raw "$SOURCE" disk.raw
before=$(stat -c %s disk.raw)
if [ "$before" -lt "$BYTES" ]; then
  truncate -s "$BYTES" disk.raw
  if [ "$PARTITION" != 0 ]; then
    # The second copy of the table belongs to the end of the disk; another table has none.
    sfdisk -q --no-reread --no-tell-kernel --relocate gpt-bak-std disk.raw 2>/dev/null || :
    echo ', +' | sfdisk -q --no-reread --no-tell-kernel -N "$PARTITION" disk.raw
  fi
fi
partx -g -o NR,START,SECTORS disk.raw >partitions 2>/dev/null || :
place=loop
if [ "$PARTITION" != 0 ]; then
  read -r start sectors <<END
$(sed -n "s/^ *$PARTITION  *//p" partitions)
END
  place=loop,offset=$((start * 512)),sizelimit=$((sectors * 512))
fi
# GRUB's configuration has no kernels of a loop device, so devices have other names here, in a
# directory that this namespace alone sees.
mount -t tmpfs -o mode=1777 devices /dev/shm
# Mounts what lies at the place $1 of the disk at $2, by the name $3. The loop device outlives its
# first mount while it is open here, and goes with whoever has it open.
attach_as() {
  mount -o "$1" disk.raw "$2" || return
  loop=$(findmnt -n -o SOURCE "$2")
  exec 9<"$loop"
  umount "$2"
  cp -a "$loop" "/dev/shm/$3"
  if [ "$3" = root ] && [ "$(stat -c %s disk.raw)" != "$before" ]; then
    # One that is mounted grows only for who has a right that not every root has.
    e2fsck -f -p "$loop" || [ $? = 1 ]
    resize2fs "$loop"
  fi
  mount "/dev/shm/$3" "$2" || return
  exec 9<&-
}
attach_as "$place" "$tree" root
for at in /boot /boot/efi; do
  source=$(source_of "$tree/etc/fstab" "$at")
  [ -n "$source" ] || continue
  place=$(place_of "$source") || place=
  if [ -z "$place" ] || ! attach_as "$place" "$tree$at" "$(basename "$at")"; then
    # Nothing writes to it but a new boot loader, which this is not about.
    [ "$at" = /boot/efi ] || { echo "$source, for $at, is not on the disk"; exit 1; }
    echo "$at is left as it is: it cannot be mounted here"
  fi
done

phase "packages"
mount -t proc none "$tree/proc"
mount -t sysfs -o ro none "$tree/sys"
mount -t tmpfs -o mode=0755 run "$tree/run"
mount -t tmpfs -o mode=1777 tmp "$tree/tmp"
# With the disk's own devices, and none of another disk.
mount -t tmpfs -o mode=0755 dev "$tree/dev"
for device in null zero full random urandom tty ptmx; do
  cp -a "/dev/$device" "$tree/dev/"
done
ln -s /proc/self/fd "$tree/dev/fd"
mkdir -p "$tree/dev/disk/by-uuid" "$tree/dev/pts" "$tree/dev/shm"
mount -t devpts -o gid=5,mode=620 pts "$tree/dev/pts"
mount --bind /dev/shm "$tree/dev/shm"
# By it, the boot loader's configuration says where the root is.
ln -s ../../shm/root "$tree/dev/disk/by-uuid/$(blkid -p -o value -s UUID /dev/shm/root)"
inside() { chroot "$tree" env PATH="/tmp/in_target.d/programs:$PATH" "$@"; }
hooks=$tree/tmp/in_target.d
mkdir "$hooks"
cp -a programs hooks "$hooks/"
rm -f "$tree/etc/resolv.conf"
cp -L /etc/resolv.conf "$tree/etc/resolv.conf"
# No package starts what it brings.
printf '#!/bin/sh\nexit 101\n' >"$tree/usr/sbin/policy-rc.d"
chmod 755 "$tree/usr/sbin/policy-rc.d"
if [ -e sources.list ]; then
  rm -f "$tree"/etc/apt/sources.list.d/debian.sources "$tree"/etc/apt/sources.list.d/ubuntu.sources
  cp sources.list "$tree/etc/apt/sources.list"
fi
inside apt-get -q update
if [ -e archive.list ]; then
  inside install-packages ubuntu-cloud-keyring
  cp archive.list "$tree/etc/apt/sources.list.d/cloud-archive.list"
  inside apt-get -q update
fi
if [ -e ppa ]; then
  inside install-packages software-properties-common
  inside add-apt-repository -y "ppa:$(cat ppa)"
  inside apt-get -q update
fi

# The hooks of the project's elements are run as diskimage-builder runs them.
export DISTRO_NAME="$DISTRIBUTION" DIB_RELEASE="$SUITE" DIB_MANIFEST_IMAGE_DIR=/tmp/in_target.d
for hook in hooks/extra-data.d/*; do
  TMP_HOOKS_PATH=$hooks OCTAVIA_IMAGE_INPUT=$PWD IMAGE_ELEMENT=$ELEMENTS "$hook"
done
run_hooks() {
  for hook in "hooks/$1.d"/*; do
    echo "Running $hook"
    inside "/tmp/in_target.d/$hook"
  done
}
run_hooks install

phase "files and services of an amphora"
# What a cloud image sets up by itself; here the config drive says it, and the agent.
rm -f "$tree"/etc/netplan/*.yaml "$tree"/etc/udev/rules.d/*cloud-ifupdown.rules
printf 'datasource_list: [ %s, None ]\n' "$DATASOURCES" \
  >"$tree/etc/cloud/cloud.cfg.d/95-datasources.cfg"
run_hooks post-install
if [ -x "$tree/usr/sbin/update-grub" ]; then
  mkdir -p "$tree/etc/default/grub.d"
  printf '%s\n' "GRUB_TIMEOUT=0" \
    "GRUB_CMDLINE_LINUX_DEFAULT=\"\$GRUB_CMDLINE_LINUX_DEFAULT $KERNEL_ARGUMENTS\"" \
    >"$tree/etc/default/grub.d/90-amphora.cfg"
  inside update-grub 2>&1
else
  echo "the image does not boot by GRUB: its kernel is told nothing besides"
fi

phase "cleaning"
run_hooks finalise
mv "$tree/etc/resolv.conf.ORIG" "$tree/etc/resolv.conf"
cp "$hooks/amphora-packages" installed
inside apt-get -q clean
rm -rf "$tree/usr/sbin/policy-rc.d" "$tree"/var/lib/apt/lists/* "$tree"/var/cache/debconf/*-old \
  "$tree"/var/lib/cloud/* "$tree"/var/tmp/* "$tree"/root/*.log "$tree"/root/.bash_history
find "$tree/var/log" -type f -delete
# Whatever a package has left running would hold its files. Only of the namespace's own.
[ $$ != 1 ] || kill -KILL -1 2>/dev/null || :
umount "$tree/dev/pts" "$tree/dev/shm" "$tree/dev" "$tree/tmp" "$tree/run" "$tree/sys" "$tree/proc"
for at in /boot/efi /boot ""; do
  ! mountpoint -q "$tree$at" || fstrim "$tree$at" || echo "unused blocks of $at/ stay in the image"
done
umount -R "$tree"

if [ "$FORMAT" = raw ]; then
  mv disk.raw image
  exit
fi
phase "$FORMAT"
case $FORMAT in
  qcow2) set -- -c -W -m 4 ;;
  *) set -- ;;
esac
qemu-img convert "$@" -f raw -O "$QEMU_FORMAT" disk.raw image
