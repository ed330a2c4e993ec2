# Shell functions for whoever looks at the disk of an image: disk.raw, in the directory of the script.
# A fact is a line: its name, a tab, and words with tabs between. A word may be the image's, such as
# the name of a file: no character of it begins another fact.
fact() {
  printf '%s' "$1"
  shift
  for word; do
    printf '\t'
    printf '%s' "$word" | tr '[:cntrl:]' ' '
  done
  printf '\n'
}

# What is at a path below $lower, by its own name: an image may have a link there that leads out of it.
# Fails for that. (Not by echo, which would read a backslash of a name as the beginning of another
# character, a slash for one.)
within() {
  at=$(readlink -e "$lower/$1") || return 1
  case $at in
    "$(readlink -e "$lower")"/*) printf '%s\n' "$at" ;;
    *) return 1 ;;
  esac
}
# The same for a plain file alone: there may be a pipe or a device.
plain() { at=$(within "$1") && [ -f "$at" ] && printf '%s\n' "$at"; }
os_release() { plain etc/os-release || plain usr/lib/os-release; }

# Mounts, read-only at $lower, the file system of the root, wherever on the disk it begins. Sets
# partition (0 where there is none), offset and, of a partition, length.
# shellcheck disable=SC2034 # read by whoever calls
find_root() {
  # A boot sector may look like a table of partitions, so the file system comes first.
  if [ "$(od -An -tx2 -j1080 -N2 disk.raw | tr -d ' ')" = ef53 ]; then
    partition=0 offset=0 length=
    ! attach || return 0
  fi
  partx -g -o NR,START,SECTORS disk.raw >partitions 2>/dev/null
  while read -r partition start sectors; do
    offset=$((start * 512)) length=$((sectors * 512))
    ! attach || return 0
  done <partitions
  return 1
}
attach() {
  mount -o "ro,norecovery,nosuid,nodev,loop,offset=$offset${length:+,sizelimit=$length}" disk.raw \
    "$lower" 2>/dev/null && os_release >/dev/null && return 0
  umount "$lower" 2>/dev/null
  return 1
}

# Read, not run: nobody makes a shell command of it.
release() {
  os=$(os_release) && sed -n "s/^$1=\"*\([A-Za-z0-9._-]*\)\"*\$/\1/p" "$os" | head -n 1
}

# Options that mount the partition that a line of fstab names (LABEL=..., UUID=...) from disk.raw.
place_of() {
  while read -r _ start sectors; do
    at="offset=$((start * 512)),sizelimit=$((sectors * 512))"
    if blkid -p -O $((start * 512)) -S $((sectors * 512)) -o export disk.raw | grep -qxF "$1"; then
      echo "loop,$at"
      return 0
    fi
  done <partitions
  return 1
}

# What a line of the fstab $1 mounts at $2.
source_of() { awk -v at="$2" '$1 !~ /^#/ && $2 == at { print $1; exit }' "$1" 2>/dev/null; }

# What dpkg-query says, in the form $1, of the package $2, or of all. It gets a copy of the one file
# that it needs: it would read others beside, whatever they are.
packages() {
  status=$(plain var/lib/dpkg/status) || return 1
  [ -d dpkg ] || { mkdir -p dpkg/updates dpkg/info && (ulimit -f 1048576 && cp "$status" dpkg/status); }
  dpkg-query --admindir="$PWD/dpkg" -W -f "$@"
}

# Whether the file $1 is a tar that is not compressed.
is_tar() { [ "$(tail -c +258 "$1" | head -c 5 | tr -d '\0')" = ustar ]; }
