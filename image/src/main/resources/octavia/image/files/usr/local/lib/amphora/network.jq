# Of a config drive's network_data.json, a line for each interface with addresses: the link's id and,
# in base64, what systemd-networkd is to know of it.

def bits: [0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4];

# The length of a netmask, in whichever way it is written.
def prefix:
  if test("^[0-9]+$") then tonumber
  elif test("^[0-9.]+$") then
    [split(".")[] | tonumber | bits[. / 16 | floor] + bits[. % 16]] | add
  else
    [ascii_downcase | explode[] | select(. != 58)
      | if . >= 97 then . - 87 else . - 48 end | bits[.]] | add // 0
  end;

def with_prefix($netmask):
  if contains("/") or ($netmask // "") == "" then .
  else "\(.)/\($netmask | prefix)" end;

def asks($kind): any(.[]; .type == $kind or .type == ($kind | ltrimstr("ipv4_")));

. as $all
| .links[] | . as $link
| [$all.networks[] | select(.link == $link.id)] as $networks
| select($networks | length > 0)
| ($networks | asks("ipv4_dhcp")) as $dhcp4
| ($networks | any(.[]; .type | startswith("ipv6_dhcp"))) as $dhcp6
| [
    "[Match]",
    "MACAddress=\($link.ethernet_mac_address)",
    (if $link.mtu then "[Link]", "MTUBytes=\($link.mtu)" else empty end),
    "[Network]",
    "LinkLocalAddressing=ipv6",
    "DHCP=" + (if $dhcp4 and $dhcp6 then "yes" elif $dhcp4 then "ipv4"
      elif $dhcp6 then "ipv6" else "no" end),
    "IPv6AcceptRA=" + (if $dhcp6 or any($networks[]; .type == "ipv6_slaac")
      then "yes" else "no" end),
    ($networks[] | select(.type == "ipv4" or .type == "ipv6")
      | .netmask as $netmask | "Address=" + (.ip_address | with_prefix($netmask))),
    ($networks[] | .routes // [] | .[] | .netmask as $netmask
      | "[Route]", "Gateway=\(.gateway)",
        "Destination=" + (.network | with_prefix($netmask)), "GatewayOnLink=yes")
  ]
| [$link.id, (join("\n") + "\n" | @base64)]
| @tsv
