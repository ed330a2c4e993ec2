#!/bin/sh
# Builds an image from the directory that it is called in, which holds everything that goes in. Runs
# in mount and PID namespaces of its own: when its first process ends, however it ends, nothing is
# mounted, looped or running any more. What is printed after "::" is the phase that begins.
#
#   in   sources.list preferences? packages excluded enabled masked overlay/ agent/ certs/
#        root-password?
#   out  image installed
set -eu
phase() { echo "::$1"; }
[ "$TRACE" = no ] || set -x
umask 022
unset TMPDIR
export LC_ALL=C DEBIAN_FRONTEND=noninteractive
tree=$PWD/tree
export PREFERENCES="$PWD/preferences"
mkdir tree

if [ "$TMPFS" = yes ]; then
  mount -t tmpfs -o mode=0755,size=3g image "$tree"
fi

phase "packages of the base system"
set --
while read -r sign path; do
  case $sign in
    -) set -- "$@" "--dpkgopt=path-exclude=$path" ;;
    +) set -- "$@" "--dpkgopt=path-include=$path" ;;
  esac
done <excluded
CACHE=$CACHE/$SUITE-$ARCHITECTURE
export CACHE
mkdir -p "$CACHE"
# Packages that an earlier build fetched are not fetched again; those that no release has any more
# go.
# shellcheck disable=SC2016 # expanded by the shell that mmdebstrap runs
mmdebstrap --mode=root --variant=essential --architectures="$ARCHITECTURE" \
  --skip=download/empty --skip=essential/unlink \
  --setup-hook='mkdir -p "$1/var/cache/apt/archives" "$1/etc/apt/preferences.d"
    [ ! -e "$PREFERENCES" ] || cp "$PREFERENCES" "$1/etc/apt/preferences.d/manifest"
    find "$CACHE" -name "*.deb" -exec cp -p {} "$1/var/cache/apt/archives/" \;' \
  --customize-hook='chroot "$1" apt-get -q autoclean
    find "$1/var/cache/apt/archives" -name "*.deb" -exec cp -pn {} "$CACHE/" \;
    for deb in "$CACHE"/*.deb; do
      [ -e "$1/var/cache/apt/archives/${deb##*/}" ] || rm -f "$deb"
    done' \
  --hook-dir=/usr/share/mmdebstrap/hooks/merged-usr --include="$(paste -sd, packages)" --aptopt='Acquire::Languages "none"' \
  --aptopt='Acquire::Retries "3"' --skip=check/empty "$@" \
  --keyring="$KEYRING" "$SUITE" "$tree" "$PWD/sources.list"

phase "files and services of an amphora"
cp -a overlay/. "$tree/"
mkdir -p "$tree/var/lib/octavia/certs" "$tree/etc/octavia/certs" "$tree/usr/lib/octavia-agent"
cp -a agent/. "$tree/usr/lib/octavia-agent/"
mkdir -p "$tree/proc" "$tree/sys" "$tree/dev"
mount -t proc none "$tree/proc"
mount --rbind /dev "$tree/dev"
inside() { chroot "$tree" "$@"; }
xargs -r chroot "$tree" systemctl -q mask <masked
xargs -r chroot "$tree" systemctl -q enable <enabled
inside systemctl -q set-default multi-user.target
: >"$tree/etc/machine-id"
echo amphora >"$tree/etc/hostname"
sed -i 's/^hosts:.*/hosts: files/' "$tree/etc/nsswitch.conf"
if [ -e root-password ]; then
  inside chpasswd <root-password
  if [ -d "$tree/etc/ssh/sshd_config.d" ]; then
    printf 'PermitRootLogin yes\nPasswordAuthentication yes\n' \
      >"$tree/etc/ssh/sshd_config.d/00-root.conf"
  fi
else
  inside usermod -p '*' root
fi
rm -f "$tree"/etc/ssh/ssh_host_*_key*

phase "start-up cache of the agent"
mkdir "$tree/tmp/warm-up"
cp certs/*.pem "$tree/tmp/warm-up/"
inside /usr/local/sbin/amphora-train /tmp/warm-up
rm -rf "$tree/tmp/warm-up"

phase "kernel and initial file system"
kernel=$(ls "$tree/lib/modules" | sort -V | tail -n 1)
rm -f "$tree"/boot/initrd.img-*
inside update-initramfs -c -k "$kernel"

phase "cleaning"
umount "$tree/proc"
umount -l "$tree/dev"
inside dpkg-query -W -f '${Package}\t${Version}\t${Architecture}\t${source:Package}\n' >installed
rm -rf "$tree"/etc/apt/preferences.d/manifest "$tree"/var/lib/apt/lists/* "$tree"/var/cache/apt/* \
  "$tree"/var/cache/debconf/*-old \
  "$tree"/var/log/*.log "$tree"/var/log/apt "$tree"/tmp/* "$tree"/var/tmp/* "$tree"/root/*.log \
  "$tree"/var/cache/ldconfig/aux-cache "$tree"/var/lib/dpkg/*-old
ln -sf /var/lib/octavia/log/agent.0.log "$tree/var/log/amphora-agent.log"

if [ "$FORMAT" = tar ]; then
  phase "tar"
  tar -C "$tree" --xattrs --numeric-owner --sort=name --exclude=./sys/* --exclude=./proc/* \
    ${SOURCE_DATE_EPOCH:+--clamp-mtime --mtime="@$SOURCE_DATE_EPOCH"} \
    --pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime -cf image .
  exit
fi

phase "disk"
mkdir -p "$tree/boot/grub"
printf '%s\n' \
  "linux /boot/vmlinuz-$kernel root=LABEL=cloudimg-rootfs ro $KERNEL_ARGUMENTS" \
  "initrd /boot/initrd.img-$kernel" boot >"$tree/boot/grub/grub.cfg"
grub-mkimage -O i386-pc -p /boot/grub -o "$tree/boot/grub/core.img" biosdisk ext2 linux normal
truncate -s "${GIGABYTES}G" disk.raw
# Features by name, for those that newer hosts would add are not known to the loader, or to what
# checks the file system in older releases.
features=has_journal,ext_attr,resize_inode,dir_index,filetype,extent,flex_bg,sparse_super
features=$features,large_file,huge_file,dir_nlink,extra_isize,metadata_csum
mke2fs -q -t ext4 -b 4096 -L cloudimg-rootfs -J size=64 -m 1 -O "none,$features" -d "$tree" disk.raw

# The file system leaves room for the boot sector alone. That one knows where on the disk the loader
# begins, and the loader's first sector, in a list that grows down from its end, where the rest of it
# lies: start, length, and where it goes in memory (boot.S and diskboot.S of GRUB). Written into the
# file of the disk, so no loop device is needed.
phase "boot loader"
little() {
  number=$1
  for _ in $(seq "$2"); do
    printf '%b' "\\0$(printf %o $((number % 256)))"
    number=$((number / 256))
  done
}
put() { dd of=disk.raw bs=1 seek="$1" conv=notrunc status=none; }
debugfs -R 'blocks /boot/grub/core.img' disk.raw 2>/dev/null | xargs -n 1 >blocks
first=$(($(head -n 1 blocks) * 8))
awk -v left=$((($(stat -c %s "$tree/boot/grub/core.img") + 511) / 512 - 1)) '
  {
    start = $1 * 8 + (NR == 1); size = 8 - (NR == 1)
    if (size > left) size = left
    left -= size
    if (start == from + sum) { sum += size; next }
    if (sum) print from, sum
    from = start; sum = size
  }
  END { if (sum) print from, sum }' blocks >pieces
[ "$(wc -l <pieces)" -le 8 ] || { echo "the boot loader lies in too many pieces"; exit 1; }
entry=$((first * 512 + 512)) segment=$((0x820))
while read -r start length; do
  entry=$((entry - 12))
  { little "$start" 8; little "$length" 2; little "$segment" 2; } | put "$entry"
  segment=$((segment + length * 32))
done <pieces
put 0 </usr/lib/grub/i386-pc/boot.img
little "$first" 8 | put 92

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
