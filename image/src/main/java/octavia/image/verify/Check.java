package octavia.image.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import octavia.image.content.Description;
import octavia.image.content.Description.When;
import octavia.image.plan.Architecture;
import octavia.image.verify.Facts.Kernel;

/**
 * One thing that an image must be or have.
 *
 * @param found what it is or has
 */
public record Check(String name, Result result, String found) {

  /** What came of a check. */
  public enum Result {
    GOOD,
    WRONG,
    /** Neither: nobody has looked. */
    NOT_CHECKED
  }

  private static final long GIGABYTE = 1L << 30;

  /** The base systems that images are made of. */
  private static final Set<String> DISTRIBUTIONS =
      Set.of("debian", "ubuntu", "fedora", "centos", "rocky", "rhel");

  /** What the agent's unit is called: here and by Ubuntu; by Debian; by the Red Hat family. */
  private static final Set<String> AGENTS =
      Set.of("amphora-agent.service", "octavia-agent.service", "octavia-amphora-agent.service");

  private Check(String name, boolean good, String found) {
    this(name, good ? Result.GOOD : Result.WRONG, found);
  }

  /**
   * Everything that is asked of an image.
   *
   * @param gigabytes the size that its disk should have
   */
  public static List<Check> all(Facts facts, Description description, int gigabytes) {
    List<Check> checks = new ArrayList<>();
    facts
        .bytes()
        .ifPresent(bytes ->
            checks.add(
                new Check(
                    "size",
                    Math.round((double) bytes / GIGABYTE) == gigabytes,
                    bytes + " bytes, " + gigabytes + " GB wanted")));
    checks.add(new Check("mounts", facts.mounted(), facts.mounted() ? "yes" : "no root found"));
    if (!facts.mounted()) {
      return checks;
    }
    String id = facts.distribution().split(" ", 2)[0];
    checks.add(new Check("distribution", DISTRIBUTIONS.contains(id), facts.distribution()));
    checks.add(architecture(facts));
    checks.add(kernel(facts.kernels()));
    for (String name : description.packages(Set.of(When.ALWAYS))) {
      checks.add(
          new Check(
              "package " + name,
              facts.packages().containsKey(name),
              facts.packages().containsKey(name) ? "installed" : "missing"));
    }
    boolean enabled = AGENTS.stream().anyMatch(facts.enabledUnits()::contains);
    checks.add(new Check("agent is enabled", enabled, enabled ? "yes" : "no"));
    checks.add(agent(facts));
    return checks;
  }

  private static Check agent(Facts facts) {
    String found =
        switch (facts.agent()) {
          case GOOD -> "yes, " + facts.agentReference();
          case WRONG -> facts.agentFailure();
          case NOT_CHECKED ->
              "only root can try"
                  + (facts.agentReference().isEmpty() ? "" : "; it is " + facts.agentReference());
        };
    return new Check("agent starts", facts.agent(), found);
  }

  private static Check architecture(Facts facts) {
    Set<String> found = new TreeSet<>(facts.packages().values());
    found.removeAll(Set.of("all", "noarch", "(none)"));
    boolean good =
        found.size() == 1
            && Arrays.stream(Architecture.values())
                .anyMatch(each -> found.contains(each.debian()) || found.contains(each.machine()));
    return new Check("architecture", good, String.join(" ", found));
  }

  private static Check kernel(List<Kernel> kernels) {
    boolean good =
        kernels.stream()
            .anyMatch(kernel -> kernel.valid() && kernel.modules() && kernel.initialFiles());
    return new Check("kernel", good, kernels.isEmpty() ? "none" : String.join(", ", told(kernels)));
  }

  private static List<String> told(List<Kernel> kernels) {
    return kernels.stream()
        .map(kernel ->
            kernel.version()
                + (kernel.valid() ? "" : " (not a kernel)")
                + (kernel.modules() ? "" : " (no modules)")
                + (kernel.initialFiles() ? "" : " (no initial file system)"))
        .toList();
  }
}
