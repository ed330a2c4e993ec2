#!/bin/sh
# Copies what facts are read from out of an image, to $lower, by a user who is not root. A disk is
# opened by libguestfs, in a virtual machine of its own. Runs in a directory of its own.
#   unpack FILE FORMAT SECONDS
set -u
file=$1 format=$2 seconds=$3
PATH=$PATH:/usr/sbin:/sbin
lower=$PWD/lower
mkdir lower

# All that is read. Of a directory comes what a pattern names, and nothing below that.
wanted='
boot/*
etc/os-release
etc/systemd/system/*.wants/*
lib
lib/modules/*
opt/amphora-agent.gitref
usr/lib/modules/*
usr/lib/os-release
usr/lib/sysimage/rpm/*
var/lib/dpkg/status
var/lib/rpm
var/lib/rpm/*'

# What need not come out of the virtual machine to be left out here.
excluded='./dev ./home ./proc ./root ./run ./snap ./sys ./tmp ./usr/bin ./usr/include ./usr/lib64
./usr/lib/*-linux-gnu ./usr/lib/firmware ./usr/lib/octavia-agent ./usr/lib/python* ./usr/lib/systemd
./usr/libexec ./usr/local ./usr/sbin ./usr/share ./usr/src ./var/cache ./var/lib/apt
./var/lib/dpkg/info ./var/log ./lib/modules/*/* ./usr/lib/modules/*/*'

# Unpacks the tar at its input, which is the image's and not trusted: tar lets no link lead a file out
# of the directory. A file may have 512 MB, and all of the tar 4 GB.
unpack() {
  set -f
  # shellcheck disable=SC2086 # a word each
  for each in $wanted; do
    set -- "$@" "$each" "./$each"
  done
  set +f
  head -c 4G | (
    ulimit -f 1048576
    exec tar -C "$lower" --no-same-owner --no-same-permissions --no-recursion --wildcards \
      --no-wildcards-match-slash -xf - "$@"
  )
  # More than 2 is a signal: names that are not found are a lesser fault.
  [ $? -le 2 ] && [ "$(head -c 1 | wc -c)" = 0 ] || : >large
  # Whoever removes the copy has to get into its directories.
  chmod -R u+rwX "$lower"
}

# Whether libguestfs has a kernel for its virtual machine.
kernels() {
  found=none
  for each in /boot/vmlinuz* /boot/vmlinux* /lib/modules/*/vmlinuz; do
    if [ -r "$each" ]; then
      found=readable
      break
    fi
    [ ! -e "$each" ] || found=unreadable
  done
  echo $found
}

if [ "$format" = tar ]; then
  is_tar "$file" || { fact mount no; exit 0; }
  unpack <"$file" 2>/dev/null
else
  mkfifo stream
  unpack <stream 2>/dev/null &
  LC_ALL=C.UTF-8 setpriv --pdeathsig TERM timeout -k 10 "$seconds" \
    guestfish --ro -i --format="$format" -a "$file" \
    tar-out / - "excludes:$(echo "$excluded" | tr '\n' ' ')" >stream 2>said
  status=$?
  wait
  if [ $status != 0 ] && [ ! -e large ]; then
    if grep -q 'no operating system was found' said; then
      fact mount no
    elif [ $status = 124 ] || [ $status = 137 ]; then
      fact refused late
    else
      fact refused "$(kernels)" "$(grep error said | tail -n 3 | tail -c 1000)"
    fi
    exit 0
  fi
fi
if [ -e large ]; then
  fact refused large
  exit 0
fi
[ "$format" = tar ] || os_release >/dev/null || { fact mount no; exit 0; }
fact agent untried
