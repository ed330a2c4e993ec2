package octavia.image.verify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import octavia.image.verify.Check.Result;

/**
 * What was found in an image.
 *
 * @param bytes the size of its disk; empty for a file tree
 * @param mounted whether its root could be mounted; nothing else is known if not
 * @param packages names of those that are installed, and their architectures
 * @param agent whether the agent starts
 * @param agentFailure the last words of one that does not
 */
public record Facts(
    Optional<Long> bytes,
    boolean mounted,
    String distribution,
    List<Kernel> kernels,
    Map<String, String> packages,
    Set<String> enabledUnits,
    String agentReference,
    Result agent,
    String agentFailure) {

  /** A kernel and whether all that it needs is there. */
  public record Kernel(String version, boolean valid, boolean modules, boolean initialFiles) {}

  public Facts {
    kernels = List.copyOf(kernels);
    packages = Map.copyOf(packages);
    enabledUnits = Set.copyOf(enabledUnits);
  }

  /** The words of a line that a script prints. */
  static String[] words(String line) {
    return line.split("\t", -1);
  }

  /** Reads the lines that the scripts print. */
  static Facts parse(Optional<Long> bytes, List<String> lines) {
    boolean mounted = false;
    String distribution = "";
    String reference = "";
    Result agent = Result.WRONG;
    String failure = "it was not tried";
    List<Kernel> kernels = new ArrayList<>();
    Map<String, String> packages = new HashMap<>();
    Set<String> units = new HashSet<>();
    for (String line : lines) {
      String[] words = words(line);
      switch (words[0]) {
        case "mount" -> mounted = words[1].equals("yes");
        case "distribution" -> distribution = words[1] + " " + words[2];
        case "kernel" ->
            // A kernel for x86 says who it is; those of others are not told from other files.
            kernels.add(
                new Kernel(
                    words[1],
                    words[2].equals("HdrS"),
                    words[3].equals("modules"),
                    words[4].equals("initrd")));
        case "package" -> {
          if (words[4].equals("installed")) {
            packages.put(words[1], words[3]);
          }
        }
        case "enabled" -> units.add(words[1]);
        case "reference" -> reference = words[1];
        case "agent" -> {
          switch (words[1]) {
            case "starts" -> agent = Result.GOOD;
            case "untried" -> agent = Result.NOT_CHECKED;
            default -> failure = words[2];
          }
        }
        default -> {
          // what a program of the host said beside
        }
      }
    }
    return new Facts(
        bytes, mounted, distribution, kernels, packages, units, reference, agent, failure);
  }
}
