package octavia.app.recovery;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import octavia.app.local.LocalHoldings.Holding;
import octavia.app.standalone.Footprint;
import octavia.app.system.Installation;

/** How much there is on this host for a load balancer, to be the same before and after a fault. */
record HostState(Map<String, Integer> counts, List<String> amphorae) {

  /** As it is now. */
  static HostState of(Installation installation) throws InterruptedException {
    Map<String, Integer> counts = new TreeMap<>();
    List<Holding> holdings = installation.program().holdings().list();
    holdings.forEach(holding -> counts.merge(holding.kind(), 1, Integer::sum));
    counts.put("interfaces among the bridges", interfaces(holdings));
    counts.put("directories of amphorae", directories(installation.program().footprint()));
    counts.put("ports", installation.tenant().api().get("/v2.0/ports").path("ports").size());
    return new HostState(counts, installation.tenant().amphorae());
  }

  /** True if there is as much as in the other, whatever it is called. */
  boolean isLike(HostState other) {
    return counts.equals(other.counts) && amphorae.size() == other.amphorae.size();
  }

  /** The amphora's first process, as the host sees it. */
  static ProcessHandle init(Installation installation, String amphoraId) {
    List<Long> pids =
        installation.program().holdings().list().stream()
            .filter(holding -> holding.kind().equals("process"))
            .filter(holding -> holding.owner().equals("amphora " + amphoraId))
            .map(holding -> Long.parseLong(holding.name()))
            .toList();
    return pids.stream()
        .flatMap(pid -> ProcessHandle.of(pid).stream())
        .filter(HostState::isFirst)
        .findFirst()
        .orElseThrow(() -> new AssertionError("the amphora has no first process: " + pids));
  }

  /** The amphora's processes of that program: {@code java} is the agent, {@code haproxy} itself. */
  static List<ProcessHandle> processes(ProcessHandle init, String program) {
    return init.descendants().filter(process -> program(process).endsWith(program)).toList();
  }

  /** The first process and all below it. */
  static List<ProcessHandle> tree(ProcessHandle init) {
    return Stream.concat(Stream.of(init), init.descendants()).toList();
  }

  /** The names of the amphora's namespaces. */
  static List<String> namespaces(Installation installation, String amphoraId) {
    return installation.program().holdings().list().stream()
        .filter(holding -> holding.kind().equals("namespace"))
        .filter(holding -> holding.owner().endsWith("amphora " + amphoraId))
        .map(Holding::name)
        .toList();
  }

  private static int interfaces(List<Holding> holdings) throws InterruptedException {
    Optional<String> networks =
        holdings.stream()
            .filter(holding -> holding.kind().equals("namespace"))
            .filter(holding -> holding.owner().equals("networks"))
            .map(Holding::name)
            .findFirst();
    return networks.isEmpty()
        ? 0
        : (int)
            run("ip", "-n", networks.get(), "-o", "link", "show")
                .lines()
                .filter(line -> !line.isBlank())
                .count();
  }

  private static int directories(Footprint footprint) {
    try (Stream<Path> amphorae = Files.list(footprint.stateDirectory().resolve("amphorae"))) {
      return (int) amphorae.count();
    } catch (IOException e) {
      return 0; // none was ever made
    }
  }

  /** Runs a program that has to succeed. */
  static String run(String... words) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(String.join(" ", words) + ": " + output);
      }
      return output;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** True for process 1 of a namespace below ours. */
  private static boolean isFirst(ProcessHandle process) {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    try (Stream<String> lines = Files.lines(status)) {
      return lines.anyMatch(line -> line.matches("NSpid:\\s.*\\s1"));
    } catch (IOException e) {
      return false; // it has ended
    }
  }

  private static String program(ProcessHandle process) {
    Path file = Path.of("/proc", Long.toString(process.pid()), "cmdline");
    try {
      return Files.readString(file).split("\0")[0];
    } catch (IOException e) {
      return ""; // it has ended
    }
  }
}
