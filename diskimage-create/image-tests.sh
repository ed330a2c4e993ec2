#!/bin/sh
# The check of images under its old name: of one image, or of every qcow2 in a directory.
set -u
octavia=$(dirname -- "$(readlink -f -- "$0")")/../octavia
target=${1:-$PWD}
[ -d "$target" ] || exec "$octavia" image verify "$target"
for image in "$target"/*.qcow2; do
  [ -e "$image" ] || { echo "image-tests.sh: no qcow2 image in $target" >&2; exit 1; }
  "$octavia" image verify "$image" || exit 1
done
