package octavia.agent.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import octavia.agent.exec.AtomicFile;
import octavia.agent.exec.CommandException;
import octavia.agent.exec.Commands;
import octavia.agent.exec.Namespace;
import octavia.agent.network.Link.Address;
import org.jspecify.annotations.Nullable;

/**
 * Moves interfaces into HAProxy's namespace and gives them addresses and routes. All of it may be
 * repeated: what is there already stays, what is missing is added. May be used from many threads;
 * one lock lets one change at a time.
 */
public final class NetworkPlug {
  private static final System.Logger LOG = System.getLogger(NetworkPlug.class.getName());
  private static final String VIP_INTERFACE = "eth1";
  private static final int FIRST_MEMBER_INTERFACE = 2;
  private static final Pattern INTERFACE = Pattern.compile("[A-Za-z0-9_.-]{1,15}");

  /** A bridge or a switch may not forward yet when the interface comes up, so say it again. */
  private static final List<Duration> ANNOUNCEMENTS =
      List.of(Duration.ZERO, Duration.ofMillis(150), Duration.ofSeconds(1));

  /**
   * For every interface to come: to announce its addresses; no waiting for duplicates (nobody else
   * has them, and HAProxy binds at once); addresses and routes from the controller alone. HAProxy
   * may listen on a VIP that is at another amphora now.
   */
  private static final List<String> SYSCTLS =
      List.of(
          "net.ipv4.conf.all.arp_notify=1",
          "net.ipv4.conf.default.arp_notify=1",
          "net.ipv4.ip_nonlocal_bind=1",
          "net.ipv6.conf.all.ndisc_notify=1",
          "net.ipv6.conf.default.ndisc_notify=1",
          "net.ipv6.conf.default.accept_dad=0",
          "net.ipv6.conf.default.accept_ra=0",
          "net.ipv6.ip_nonlocal_bind=1");

  private final Namespace outside;
  private final Namespace inside;
  private final Commands commands;
  private final Path record;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean prepared; // guarded by the lock

  /** How a plug ended. */
  public enum Outcome {
    PLUGGED,
    /** It was like that before. */
    ALREADY,
    /** No interface has that hardware address. */
    NO_INTERFACE
  }

  /**
   * @param outside where interfaces appear
   * @param inside HAProxy's
   * @param record the file that says which interfaces were plugged
   */
  public NetworkPlug(Namespace outside, Namespace inside, Commands commands, Path record) {
    this.outside = outside;
    this.inside = inside;
    this.commands = commands;
    this.record = record;
  }

  /** Makes the namespace ready; a plug would do it, only later. */
  public void prepare() {
    lock.lock();
    try {
      if (prepared || inside.path().isEmpty()) {
        return; // a namespace that is not HAProxy's alone stays as it is
      }
      List<String> sysctl = new ArrayList<>(List.of("sysctl", "-e", "-q", "-w"));
      sysctl.addAll(SYSCTLS);
      commands.need(inside.enter(sysctl), "");
      commands.need(inside.enter("ip", "link", "set", "dev", "lo", "up"), "");
      prepared = true;
    } finally {
      lock.unlock();
    }
  }

  Outcome plugVip(Interface wanted) {
    return plug(wanted, Optional.of(VIP_INTERFACE));
  }

  Outcome plugNetwork(Interface wanted) {
    return plug(wanted, Optional.empty());
  }

  /** The interface with that address. */
  Optional<String> interfaceOf(InetAddress address) {
    return links(inside).stream().filter(link -> link.has(address)).map(Link::name).findFirst();
  }

  /**
   * Tells the neighbours where the addresses are, again: a client that asked before they were here
   * would wait for its next try, up to some seconds.
   */
  public void announce() {
    if (inside.path().isEmpty()) {
      return;
    }
    for (Link link : links(inside)) {
      if (!link.mac().isEmpty() && !link.name().equals("lo") && !link.addresses().isEmpty()) {
        announce(link.name(), link.mac());
      }
    }
  }

  private Outcome plug(Interface wanted, Optional<String> fixedName) {
    lock.lock();
    try {
      prepare();
      List<Link> there = links(inside);
      Optional<Link> plugged = withMac(there, wanted.mac());
      if (plugged.isPresent()) {
        Link link = plugged.get();
        boolean satisfied = wanted.isSatisfiedBy(link);
        configure(link.name(), wanted, superfluous(link, wanted));
        if (satisfied) {
          return Outcome.ALREADY;
        }
        settled(link.name(), wanted.mac()); // an agent that was ended half-way came no further
        return Outcome.PLUGGED;
      }
      Optional<Link> arrived = withMac(links(outside), wanted.mac());
      if (arrived.isEmpty()) {
        return Outcome.NO_INTERFACE;
      }
      String name = fixedName.orElseGet(() -> freeName(there));
      move(arrived.get().name(), name);
      configure(name, wanted, List.of());
      settled(name, wanted.mac());
      return Outcome.PLUGGED;
    } finally {
      lock.unlock();
    }
  }

  private void settled(String name, String mac) {
    remember(mac, name);
    announceRepeatedly(name, mac);
  }

  private void move(String from, String to) {
    ip(
        outside,
        "link set dev " + checked(from) + " netns " + target() + " name " + checked(to) + "\n");
  }

  private Path target() {
    return inside.path().orElseThrow(() -> new CommandException("HAProxy has no namespace", ""));
  }

  private void configure(String name, Interface wanted, List<Address> superfluous) {
    String device = " dev " + checked(name);
    StringBuilder batch = new StringBuilder();
    wanted.mtu().ifPresent(mtu -> batch.append("link set" + device + " mtu " + mtu + "\n"));
    for (Address address : superfluous) {
      batch.append("address del " + address.cidr() + device + "\n");
    }
    for (Address address : wanted.addresses()) {
      String nodad = address.ip() instanceof Inet6Address ? " nodad" : "";
      batch.append("address replace " + address.cidr() + device + nodad + "\n");
    }
    batch.append("link set" + device + " up\n");
    for (Interface.Route route : wanted.routes()) {
      String destination =
          route
              .destination()
              .map(Address::cidr)
              .orElse(route.gateway() instanceof Inet6Address ? "::/0" : "0.0.0.0/0");
      // "onlink": the gateway may be outside the prefixes that the addresses have.
      batch.append(
          "route replace "
              + destination
              + " via "
              + route.gateway().getHostAddress()
              + device
              + " onlink\n");
    }
    target(); // or nothing is changed
    ip(inside, batch.toString());
  }

  private static List<Address> superfluous(Link link, Interface wanted) {
    return link.addresses().stream()
        .filter(address -> !wanted.addresses().contains(address))
        .toList();
  }

  private void announceRepeatedly(String name, String mac) {
    Thread.ofVirtual()
        .name("announce " + name)
        .start(() -> {
          try {
            for (Duration pause : ANNOUNCEMENTS) {
              Thread.sleep(pause);
              announce(name, mac);
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "addresses of " + name + " not announced", e);
          }
        });
  }

  /** The kernel announces all addresses when the hardware address is set, be it the same. */
  private void announce(String name, String mac) {
    ip(inside, "link set dev " + checked(name) + " address " + mac + "\n");
  }

  private void ip(Namespace namespace, String batch) {
    commands.need(namespace.enter("ip", "-batch", "-"), batch);
  }

  private List<Link> links(Namespace namespace) {
    return Link.parse(commands.need(namespace.enter("ip", "-json", "address", "show"), ""));
  }

  private static Optional<Link> withMac(List<Link> links, String mac) {
    return links.stream().filter(link -> link.mac().equals(mac)).findFirst();
  }

  private static String freeName(List<Link> there) {
    Set<String> taken = new HashSet<>();
    there.forEach(link -> taken.add(link.name()));
    int number = FIRST_MEMBER_INTERFACE;
    while (taken.contains("eth" + number)) {
      number++;
    }
    return "eth" + number;
  }

  private static String checked(String name) {
    if (!INTERFACE.matcher(name).matches()) {
      throw new IllegalArgumentException("not the name of an interface: " + name);
    }
    return name;
  }

  /** Upstream's file: a line for every interface, its hardware address and its name. */
  private void remember(String mac, String name) {
    try {
      Map<String, String> plugged = new TreeMap<>();
      if (Files.exists(record)) {
        for (String line : Files.readAllLines(record)) {
          int space = line.indexOf(' ');
          if (space > 0) {
            plugged.put(line.substring(0, space), line.substring(space + 1));
          }
        }
      }
      @Nullable String before = plugged.put(mac, name);
      if (!name.equals(before)) {
        StringBuilder text = new StringBuilder();
        plugged.forEach((m, n) -> text.append(m).append(' ').append(n).append('\n'));
        AtomicFile.write(record, text.toString());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep " + record, e);
    }
  }
}
