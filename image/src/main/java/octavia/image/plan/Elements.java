package octavia.image.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import octavia.image.plan.CreateOptions.Option;

/** The list of elements that diskimage-builder is told, in its order. */
final class Elements {
  private Elements() {}

  /**
   * @param replacement the whole list where the person gave one; empty otherwise
   * @param sequence the first of the list
   * @param local what the person adds, also to a list of their own
   */
  static List<String> of(
      Base base, CreateOptions options, String replacement, String sequence, String local) {
    List<String> elements = new ArrayList<>();
    if (replacement.isEmpty()) {
      elements.addAll(words(sequence));
      elements.addAll(ours(base, options));
    } else {
      elements.addAll(words(replacement));
    }
    elements.addAll(words(local));
    return List.copyOf(elements);
  }

  private static List<String> ours(Base base, CreateOptions options) {
    boolean redHat = base.family() == Base.Family.RED_HAT;
    boolean seed = Planner.profile(options) == Profile.SEED;
    List<String> elements = new ArrayList<>();
    elements.add(base.element());
    addIf(elements, seed && !options.has(Option.PACKAGE_AGENT), "pip-and-virtualenv");
    elements.add("haproxy-octavia");
    addIf(elements, options.value(Option.ROOT_PASSWORD).isPresent(), "root-passwd");
    elements.addAll(List.of("rebind-sshd", "no-resolvconf", "amphora-agent"));
    addIf(elements, !seed, "octavia-lib");
    elements.addAll(List.of("sos", "cloud-init-datasources"));
    addIf(elements, !seed, "remove-default-ints");
    elements.addAll(accessControl(redHat, seed, options.has(Option.MANDATORY_ACCESS)));
    addIf(elements, redHat && !seed, "disable-makecache");
    elements.addAll(List.of("keepalived-octavia", "ipvsadmin", "pip-cache", "certs-ramfs"));
    addIf(elements, options.has(Option.CPU_PINNING), "cpu-pinning");
    addIf(elements, options.has(Option.NO_SSH), "remove-sshd");
    addIf(elements, options.has(Option.FIPS), "amphora-fips");
    return elements;
  }

  private static List<String> accessControl(boolean redHat, boolean seed, boolean enforced) {
    if (redHat) {
      return enforced
          ? (seed ? List.of() : List.of("amphora-selinux"))
          : List.of("selinux-permissive");
    }
    return seed ? List.of() : List.of("amphora-apparmor");
  }

  private static void addIf(List<String> elements, boolean condition, String element) {
    if (condition) {
      elements.add(element);
    }
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.strip().split("\\s+")).filter(word -> !word.isEmpty()).toList();
  }
}
