#!/bin/sh
# The builder of images under the name that its users know.
exec "$(dirname -- "$(readlink -f -- "$0")")/../octavia" diskimage-create "$@"
