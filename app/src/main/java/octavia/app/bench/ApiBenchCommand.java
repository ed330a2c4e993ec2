package octavia.app.bench;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import octavia.app.client.Login;
import octavia.app.command.CommandFailure;
import octavia.app.command.Ending;
import octavia.app.terminal.Terminal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code octavia bench api}. */
@Command(
    name = "api",
    description = {
      "Measure the requests of an API that is compatible with Octavia's.",
      "Each connection sends one request after the other. Makes load balancers named "
          + "octavia-bench-* and removes them again. Says who it is by --token or by the variables "
          + "of an openrc file (OS_AUTH_URL and the others); without them it asks as the noauth "
          + "strategy does, with a project's id. Made for the no-op drivers: elsewhere, it makes "
          + "real load balancers."
    })
final class ApiBenchCommand implements Callable<Integer> {
  private static final Duration WARM_UP = Duration.ofSeconds(1);

  @Option(
      names = "--endpoint",
      paramLabel = "URL",
      required = true,
      description = "The API, without /v2, such as http://127.0.0.1:9876.")
  private URI endpoint = URI.create("");

  @Option(
      names = "--compare",
      paramLabel = "URL",
      description = "Another API: both are measured in turn, and the ratio is told.")
  private @Nullable URI compare;

  @Option(
      names = "--labels",
      paramLabel = "NAME",
      split = ",",
      description = "What the tables call the two (default: their URLs).")
  private List<String> labels = List.of();

  @Option(names = "--token", paramLabel = "T", description = "A token, for both.")
  private String token = "";

  @Option(
      names = "--connections",
      paramLabel = "N",
      split = ",",
      description = "Numbers of connections (default: ${DEFAULT-VALUE}).",
      defaultValue = "1,16,64")
  private List<Integer> connections = List.of();

  @Option(
      names = "--only",
      paramLabel = "REQUEST",
      split = ",",
      converter = FigureConverter.class,
      description =
          "Measure only these of discovery, list-10, list-100, list-all, show, status, create, "
              + "delete, tree, batch, batch-replace.")
  private List<Figure> only = List.of();

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description =
          "How long each is measured, after one second of warm-up (default: ${DEFAULT-VALUE}).",
      defaultValue = "5")
  private int seconds = 5;

  @Option(
      names = "--requests",
      paramLabel = "N",
      description =
          "The most requests of what changes something, at each number of connections (default: "
              + "${DEFAULT-VALUE}).",
      defaultValue = "1000")
  private int requests = 1000;

  @Option(
      names = "--population",
      paramLabel = "N",
      description = "Load balancers that there are meanwhile (default: ${DEFAULT-VALUE}).",
      defaultValue = "1000")
  private int population = 1000;

  @Option(names = "--keep", description = "Leave that population at the end; the next run uses it.")
  private boolean keep;

  @Option(
      names = "--subnet",
      paramLabel = "ID",
      description =
          "The subnet of the VIPs (default: one that only the no-op network driver knows).",
      defaultValue = "00000000-0000-4000-8000-000000000b0b")
  private String subnet = "";

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      description =
          "How long the workers may take for what was accepted (default: ${DEFAULT-VALUE}).",
      defaultValue = "600")
  private int patience = 600;

  @Option(
      names = "--pid",
      paramLabel = "NAME=PID",
      description =
          "Tell the processor time per request of a process of the endpoint and of all below it.")
  private Map<String, Long> pids = Map.of();

  @Option(
      names = "--compare-pid",
      paramLabel = "NAME=PID",
      description = "The same of the endpoint that is compared.")
  private Map<String, Long> comparedPids = Map.of();

  @Option(names = "--markdown", description = "Print tables as docs/performance.md has them.")
  private boolean markdown;

  /** Called by picocli. */
  ApiBenchCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    check();
    Map<String, String> environment = new HashMap<>(System.getenv());
    if (!token.isEmpty()) {
      environment.put("OS_TOKEN", token);
    }
    Map<String, String> headers = Login.of(environment).headers();
    List<ApiBench.Side> sides = new ArrayList<>();
    sides.add(side(endpoint, 0, headers, pids));
    if (compare != null) {
      sides.add(side(compare, 1, headers, comparedPids));
    }
    Set<Figure> figures = only.isEmpty() ? EnumSet.allOf(Figure.class) : EnumSet.copyOf(only);
    Duration time = Duration.ofSeconds(seconds);
    ApiBench bench =
        new ApiBench(
            sides,
            new ApiBench.Plan(
                figures,
                connections,
                new Load(WARM_UP, time, Integer.MAX_VALUE),
                new Load(WARM_UP, time, requests),
                population,
                keep),
            new Report(Terminal.standard(), markdown));
    return Ending.work(bench::run, bench::cleanUp, 1);
  }

  private void check() {
    if (seconds < 1 || requests < 1 || population < 1 || patience < 1) {
      throw new CommandFailure(
          "--seconds, --requests, --population and --patience are at least 1.");
    }
    if (connections.stream().anyMatch(each -> each < 1 || each > 1000)) {
      throw new CommandFailure("--connections are from 1 to 1000.");
    }
    if (!labels.isEmpty() && labels.size() != (compare == null ? 1 : 2)) {
      throw new CommandFailure("--labels names each of the APIs.");
    }
  }

  private ApiBench.Side side(
      URI url, int index, Map<String, String> headers, Map<String, Long> watched) {
    if (url.getHost() == null || !List.of("http", "https").contains(url.getScheme())) {
      throw new CommandFailure(url + " is not an http or https URL.");
    }
    String label = labels.isEmpty() ? url.toString() : labels.get(index);
    return new ApiBench.Side(
        new Site(new Endpoint(label, url, headers), subnet, Duration.ofSeconds(patience)), watched);
  }

  /** Reads a figure's word. */
  static final class FigureConverter implements picocli.CommandLine.ITypeConverter<Figure> {
    /** Called by picocli. */
    FigureConverter() {}

    @Override
    public Figure convert(String word) {
      try {
        return Figure.of(word);
      } catch (IllegalArgumentException e) {
        throw new picocli.CommandLine.TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }
}
