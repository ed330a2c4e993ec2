package octavia.image.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import octavia.image.content.Description;
import octavia.image.plan.CreateOptions.Option;
import org.junit.jupiter.api.Test;

/**
 * What each option and each variable does to the plan of each base: its elements, its packages, its
 * environment and all else. {@code options.txt} says it; it names every one of them.
 */
class EveryOptionTest {
  /** A base, by the builder that makes it, and what it cannot be without. */
  private enum Target {
    UBUNTU("-i ubuntu-minimal"),
    DEBIAN("-i debian-minimal"),
    FEDORA("-i fedora -s 3"),
    CENTOS("-i centos-minimal"),
    ROCKY("-i rocky"),
    RHEL("DIB_LOCAL_IMAGE=/images/rhel.qcow2 -i rhel -s 3"),
    SLIM_UBUNTU("--slim -i ubuntu-minimal"),
    SLIM_DEBIAN("--slim -i debian-minimal");

    private final String line;

    Target(String line) {
      this.line = line;
    }

    /** With this behind it. */
    ImagePlan plan(String more) {
      return EveryOptionTest.plan(Line.of(line).and(Line.of(more)));
    }
  }

  /** As it is typed: variables, then options. */
  private record Line(Map<String, String> variables, List<String> options) {
    static Line of(String text) {
      Map<String, String> variables = new LinkedHashMap<>();
      List<String> options = new ArrayList<>();
      for (String word : text.isEmpty() ? new String[0] : text.split(" ")) {
        int equals = word.indexOf('=');
        if (equals > 0 && options.isEmpty()) {
          variables.put(word.substring(0, equals), word.substring(equals + 1));
        } else {
          options.add(word);
        }
      }
      return new Line(variables, options);
    }

    Line and(Line other) {
      Map<String, String> both = new HashMap<>(variables);
      both.putAll(other.variables);
      List<String> words = new ArrayList<>(options);
      words.addAll(other.options);
      return new Line(both, words);
    }
  }

  private static final Set<Option> END_BEFORE_A_PLAN =
      EnumSet.of(Option.HELP, Option.VERSION, Option.DRY_RUN);
  private static final Set<Option> TARGETS = EnumSet.of(Option.BASE, Option.SLIM);

  private static ImagePlan plan(Line line) {
    FakeHost host = new FakeHost();
    for (String there : List.of("/dib/bin", "/dib/elements", "/elsewhere/elements")) {
      host.directories.add(Path.of(there));
    }
    host.files.add(Path.of("/images/old.manifest"));
    return Planner.plan(CreateOptions.parse(line.options(), "0.1"), line.variables(), host.host());
  }

  /** All that a plan says, a line each; neither the order of elements nor a secret. */
  private static Set<String> facts(ImagePlan plan) {
    Set<String> facts = new TreeSet<>();
    plan.describe()
        .lines()
        .filter(line -> !line.startsWith("elements: ") && !line.startsWith("command: "))
        .forEach(facts::add);
    plan.elements().forEach(element -> facts.add("element: " + element));
    Description.load().packages(plan.wanted()).forEach(name -> facts.add("package: " + name));
    List<String> command =
        plan.command().subList(0, Math.max(0, plan.command().size() - plan.elements().size()));
    facts.addAll(
        List.of(
            ("command: " + String.join(" ", command)).replace(" -", "\ncommand: -").split("\n")));
    ImagePlan.Switches switches = plan.switches();
    facts.add("nftables: " + switches.nftables());
    facts.add("kernel arguments: " + plan.kernelArguments());
    facts.add("in memory: " + switches.tmpfs());
    facts.add("traced: " + switches.trace());
    return facts;
  }

  /** What a line does to the plan of a target: lines that come and go, or the refusal. */
  private static String change(Target target, String line) {
    Set<String> before = facts(target.plan(""));
    Set<String> after;
    try {
      after = facts(target.plan(line));
    } catch (PlanException e) {
      return "    ! " + e.status() + " " + Objects.requireNonNull(e.getMessage()).strip() + "\n";
    }
    StringBuilder text = new StringBuilder();
    before.stream()
        .filter(fact -> !after.contains(fact))
        .forEach(fact -> text.append("    - ").append(fact).append('\n'));
    after.stream()
        .filter(fact -> !before.contains(fact))
        .forEach(fact -> text.append("    + ").append(fact).append('\n'));
    return text.toString();
  }

  /** What a line does, as the table has it: targets with the same changes stand together. */
  private static String row(String line) {
    Map<String, List<String>> targets = new LinkedHashMap<>();
    for (Target target : Target.values()) {
      targets.computeIfAbsent(change(target, line), _ -> new ArrayList<>()).add(target.name());
    }
    StringBuilder text = new StringBuilder(line).append('\n');
    targets.forEach((change, names) ->
        text.append("  ").append(String.join(" ", names)).append('\n').append(change));
    return text.toString();
  }

  private static String table() throws IOException {
    try (InputStream in = EveryOptionTest.class.getResourceAsStream("options.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static List<Line> lines() throws IOException {
    return table()
        .lines()
        .filter(line -> !line.isEmpty() && !line.startsWith(" ") && !line.startsWith("#"))
        .map(Line::of)
        .toList();
  }

  @Test
  void eachDoesToEachBaseWhatTheTableSays() throws IOException {
    StringBuilder now = new StringBuilder();
    table()
        .lines()
        .filter(line -> !line.startsWith(" "))
        .forEach(
            line -> now.append(line.isEmpty() || line.startsWith("#") ? line + "\n" : row(line)));
    assertThat(now.toString()).isEqualTo(table());
  }

  @Test
  void theTableNamesEveryOption() throws IOException {
    Set<Option> named = EnumSet.noneOf(Option.class);
    for (Line line : lines()) {
      CreateOptions options = CreateOptions.parse(line.options(), "0.1");
      named.addAll(options.values().keySet());
      named.addAll(options.flags());
    }
    named.addAll(END_BEFORE_A_PLAN);
    named.addAll(TARGETS);
    assertThat(named).containsExactlyInAnyOrder(Option.values());
  }

  @Test
  void theTableNamesEveryVariableOfTheDocumentation() throws IOException {
    Set<String> named = new TreeSet<>();
    lines().forEach(line -> named.addAll(line.variables().keySet()));
    Set<String> documented = new LinkedHashSet<>();
    Pattern variable = Pattern.compile("`([A-Z][A-Za-z0-9_]+)`");
    Files.readAllLines(Path.of("..", "docs", "images.md")).stream()
        .dropWhile(line -> !line.startsWith("| Variable |"))
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> line.split("\\|")[1])
        .forEach(cell ->
            variable.matcher(cell).results().forEach(found -> documented.add(found.group(1))));
    assertThat(documented).hasSizeGreaterThan(15);
    assertThat(named).containsAll(documented);
  }

  @Test
  void noValueIsEmpty() {
    for (Option option : Option.values()) {
      if (option.takesArgument()) {
        assertThatThrownBy(() -> CreateOptions.parse(List.of(option.text(), ""), "0.1"))
            .as(option.text())
            .isInstanceOfSatisfying(PlanException.class, e -> assertThat(e.status()).isEqualTo(3))
            .hasMessageStartingWith("Error: ")
            .hasMessageEndingWith(" specified: ");
      }
    }
  }
}
