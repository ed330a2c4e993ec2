package octavia.cloud.local.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import octavia.cloud.network.Cidr;
import octavia.config.ConfigException;
import octavia.config.Options;

/**
 * Section {@code [local_cloud]}: the networks that a local cloud has on this host.
 *
 * @param management the network between the service and the agents; IPv4
 * @param networks those that load balancers may be on, each with at least one subnet
 * @param mtu bytes
 */
public record LocalCloudSettings(Cidr management, List<Network> networks, int mtu) {
  private static final String STANDALONE_MANAGEMENT = "10.77.0.0/20";
  private static final List<String> STANDALONE_NETWORKS = List.of("demo/demo-subnet=10.77.16.0/24");

  private static final Pattern SUBNET =
      Pattern.compile("([A-Za-z0-9._-]{1,64})/([A-Za-z0-9._-]{1,64})=(\\S+)");

  private static final List<Cidr> NOT_FOR_HOSTS =
      List.of(
          Cidr.parse("0.0.0.0/8"),
          Cidr.parse("127.0.0.0/8"),
          Cidr.parse("169.254.0.0/16"),
          Cidr.parse("224.0.0.0/3"),
          Cidr.parse("::/8"),
          Cidr.parse("fe80::/10"),
          Cidr.parse("ff00::/8"));

  /** A network that tenants see. */
  public record Network(String name, List<Subnet> subnets) {
    public Network {
      subnets = List.copyOf(subnets);
    }
  }

  /** A subnet; its first host's address is the gateway, on the host itself. */
  public record Subnet(String name, Cidr cidr) {}

  /**
   * Checks that the ranges can live together.
   *
   * @throws ConfigException with every error
   */
  public LocalCloudSettings {
    networks = List.copyOf(networks);
    List<String> errors = errors(management, networks);
    if (!errors.isEmpty()) {
      throw new ConfigException(errors);
    }
  }

  /** As the configuration has it, with the defaults of {@code octavia standalone}. */
  public static LocalCloudSettings from(Options options) {
    Options.Section section = options.section("local_cloud");
    String management =
        section.text(
            "management_cidr",
            STANDALONE_MANAGEMENT,
            "IPv4 range of the network between the service and the amphorae; one address for each"
                + " amphora. Must not collide with a route of this host.");
    List<String> subnets =
        section.list(
            "networks",
            STANDALONE_NETWORKS,
            "The subnets that load balancers may be on, each as network/subnet=CIDR; several of one"
                + " network may be given, IPv4 or IPv6. The host has the first address of each.");
    int mtu = section.number("mtu", 1500, 1280, 65_535, "Bytes of a packet on all networks.");
    return parse(management, subnets, mtu);
  }

  private static LocalCloudSettings parse(String management, List<String> subnets, int mtu) {
    List<String> errors = new ArrayList<>();
    Cidr managementCidr = Cidr.parse(STANDALONE_MANAGEMENT);
    try {
      managementCidr = Cidr.parse(management);
    } catch (IllegalArgumentException e) {
      errors.add("[local_cloud] management_cidr = " + management + ": " + e.getMessage());
    }
    Map<String, List<Subnet>> networks = new LinkedHashMap<>();
    for (String subnet : subnets) {
      Matcher form = SUBNET.matcher(subnet);
      if (!form.matches()) {
        errors.add("[local_cloud] networks: '" + subnet + "' is not network/subnet=CIDR");
        continue;
      }
      try {
        networks
            .computeIfAbsent(form.group(1), _ -> new ArrayList<>())
            .add(new Subnet(form.group(2), Cidr.parse(form.group(3))));
      } catch (IllegalArgumentException e) {
        errors.add("[local_cloud] networks: '" + subnet + "': " + e.getMessage());
      }
    }
    if (!errors.isEmpty()) {
      throw new ConfigException(errors);
    }
    List<Network> all = new ArrayList<>();
    networks.forEach((name, each) -> all.add(new Network(name, each)));
    return new LocalCloudSettings(managementCidr, all, mtu);
  }

  private static List<String> errors(Cidr management, List<Network> networks) {
    List<String> errors = new ArrayList<>();
    Map<String, Cidr> ranges = new LinkedHashMap<>();
    ranges.put("management_cidr", management);
    Set<String> names = new LinkedHashSet<>();
    for (Network network : networks) {
      for (Subnet subnet : network.subnets()) {
        String name = network.name() + "/" + subnet.name();
        if (!names.add(name)) {
          errors.add("[local_cloud] networks: " + name + " is there twice");
        }
        ranges.put(name, subnet.cidr());
      }
    }
    if (management.version() != 4) {
      errors.add("[local_cloud] management_cidr = " + management + ": is not IPv4");
    }
    List<Map.Entry<String, Cidr>> all = List.copyOf(ranges.entrySet());
    for (int i = 0; i < all.size(); i++) {
      Cidr cidr = all.get(i).getValue();
      String shown = "[local_cloud] " + all.get(i).getKey() + " = " + cidr + ": ";
      if (cidr.version() == 4 && (cidr.prefix() < 8 || cidr.prefix() > 29)) {
        errors.add(shown + "the prefix is not in 8..29");
      }
      if (cidr.version() == 6 && (cidr.prefix() < 32 || cidr.prefix() > 124)) {
        errors.add(shown + "the prefix is not in 32..124");
      }
      if (NOT_FOR_HOSTS.stream().anyMatch(cidr::overlaps)) {
        errors.add(shown + "is not a range for hosts");
      }
      for (int j = 0; j < i; j++) {
        if (cidr.overlaps(all.get(j).getValue())) {
          errors.add(shown + "overlaps " + all.get(j).getKey() + " = " + all.get(j).getValue());
        }
      }
    }
    return errors;
  }
}
