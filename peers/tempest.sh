#!/bin/bash
# octavia-tempest-plugin's API tests, without traffic (test_with_noop), against a server.
#
#   tempest.sh ENDPOINT [-m MODE] [-q | -r REGEX] [-c WORKERS] [-i SECONDS] [-o DIRECTORY]
#
#   ENDPOINT  the API without /v2, as the network namespace sees it: http://10.99.64.1:PORT for a
#             server on the host that listens on that address. It becomes the catalog's.
#   -m        keystone_default_roles (default), advanced or owner_or_admin: whose calls the suite
#             expects to be refused. The server needs the rules for it, as server.sh has them.
#   -q        a quick part: every kind of test, one protocol and algorithm of each matrix
#   -r        the tests whose names match
#   -c, -i    parallel workers (4), seconds between looks at a status (0.5)
#   -o        where the results go; default OCTAVIA_PEERS/results/MODE
#
# Needs "keystone.sh up". Prints each failure, then how many passed, failed, were skipped for which
# reason, and the time. Succeeds if none failed, all that were selected ran, and nothing was skipped
# but for the reasons of tempest-skips.txt.
set -u
here=$(dirname "$(readlink -f "$0")")
. "$here/lib.sh"

all='^octavia_tempest_plugin.tests.api.v2'
# Of the matrices, HTTP with ROUND_ROBIN or LEAST_CONNECTIONS and HTTP monitors stand for the rest.
quick="$all.(?!.*test_(ipv[46]_)?(HTTPS|PROXY|TCP|UDP|LC|SI|SIP|RR_(HTTPS|PING|TCP|TLS|UDP)|HTTP_(LC|SI|SIP))_)"
# A class runs on one load balancer, one test after the other; this spreads the matrices' by
# protocol and algorithm over the workers: the same tests, on smaller load balancers.
groups='([^\.]*\.)*(test_(ipv[46]_)?([A-Z]{2,}_)+)?'

endpoint=${1:-}
case $endpoint in
  http*) shift ;;
  *)
    sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0"
    exit 2 ;;
esac
endpoint=${endpoint%/}
mode=keystone_default_roles
selection=$all
workers=4
interval=0.5
results=
while getopts m:qr:c:i:o: option; do
  case $option in
    m) mode=$OPTARG ;;
    q) selection=$quick ;;
    r) selection=$OPTARG ;;
    c) workers=$OPTARG ;;
    i) interval=$OPTARG ;;
    o) results=$OPTARG ;;
    *) exit 2 ;;
  esac
done
results=${results:-$peers/results/$mode}
work=/var/lib/octavia-tempest/$mode # in the chroot

write_configuration() {
  cat >"$root$work/tempest.conf" <<END
[DEFAULT]
log_dir = $work
log_file = tempest.log
[auth]
use_dynamic_credentials = true
create_isolated_networks = false
admin_username = admin
admin_password = $password
admin_project_name = admin
admin_domain_name = Default
[identity]
auth_version = v3
uri_v3 = $auth_url
region = $region
[oslo_concurrency]
lock_path = $work/lock
[service_available]
cinder = false
swift = false
nova = false
glance = false
neutron = false
load_balancer = true
[network]
project_networks_reachable = true
[validation]
run_validation = false
[enforce_scope]
octavia = true
[load_balancer]
RBAC_test_type = $mode
test_with_noop = true
provider = amphora
enabled_provider_drivers = amphora:The Octavia Amphora driver.,octavia:Deprecated alias of the Octavia Amphora driver.,noop_driver:The no-op driver.
region = $region
octavia_svc_username = octavia
build_interval = $interval
check_interval = $interval
lb_build_interval = $interval
build_timeout = 120
check_timeout = 120
lb_build_timeout = 180
availability_zone = bogus-az-1
availability_zone2 = bogus-az-2
availability_zone3 = bogus-az-3
default_ipv6_subnetpool =
[loadbalancer-feature-enabled]
not_implemented_is_error = true
log_offload_enabled = false
END
  cat >"$root$work/.stestr.conf" <<END
[DEFAULT]
test_path=/usr/lib/python3/dist-packages/octavia_tempest_plugin/tests
top_dir=/usr/lib/python3/dist-packages
group_regex=$groups
END
}

stestr() {
  # shellcheck disable=SC2016 # expanded inside
  peer env HOME="$work" TEMPEST_CONFIG_DIR="$work" PYTHONWARNINGS=ignore \
    sh -c 'cd "$HOME" && exec stestr "$@"' stestr "$@"
}

[ -e "/run/netns/$name" ] || fail "run keystone.sh up first"
own_catalog "$endpoint"
peer curl -sS -m 20 -o /dev/null "$endpoint/" || fail "no answer from $endpoint in the namespace"

rm -rf "${root:?}$work"
mkdir -p "$root$work" "$results"
write_configuration
cp "$here/tempest-results.py" "$root$work/"
stestr init >/dev/null 2>&1
stestr list "$selection" 2>"$results/list.err" | grep '^octavia_tempest' >"$results/selected.txt"
cp "$results/selected.txt" "$here/tempest-skips.txt" "$root$work/"
say "$(wc -l <"$results/selected.txt") tests, $mode, $endpoint"
begun=$(date +%s)
stestr run --concurrency "$workers" "$selection" >"$results/stestr.out" 2>&1
seconds=$(($(date +%s) - begun))
stestr last --subunit >"$root$work/run.subunit" 2>/dev/null
peer python3 "$work/tempest-results.py" "$work" "$mode" "$seconds" | tee "$results/summary.txt"
verdict=${PIPESTATUS[0]}
cp "$root$work"/{results.tsv,tempest.log,tempest.conf} "$results/" 2>/dev/null
exit "$verdict"
