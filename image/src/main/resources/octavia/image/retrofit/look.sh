#!/bin/sh
# Looks into a cloud image and says what it is. Runs in mount and PID namespaces of its own, in a
# directory of its own; the image is not written to.
#   look FILE FORMAT
set -u
file=$1 format=$2
lower=$PWD/lower
mkdir lower
if [ "$format" = raw ]; then
  ln -s "$file" disk.raw
else
  qemu-img convert -f "$format" -O raw "$file" disk.raw || exit 1
fi
find_root || exit 0
fact root "$partition" "$(findmnt -n -o FSTYPE "$lower")" \
  "$(stat -f -c '%a %S' "$lower" | { read -r blocks size; echo $((blocks * size)); })" \
  "$(stat -f -c '%b %f %S' "$lower" | { read -r all free size; echo $(((all - free) * size)); })"
if [ "$partition" != 0 ]; then
  last=$(sort -n -k 2 partitions | tail -n 1 | { read -r number _; echo "$number"; })
  [ "$last" != "$partition" ] || fact last
else
  fact last
fi
fact distribution "$(release ID)" "$(release VERSION_CODENAME)"
fact architecture "$(packages '${Architecture}' dpkg)"
[ ! -s "$lower/opt/amphora-agent.gitref" ] || fact amphora
