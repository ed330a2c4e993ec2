package octavia.api.policy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import octavia.config.Options;

/**
 * What octavia.conf says of policy.
 *
 * @param ruleSet what the files build upon
 * @param file the policy file, if there is one
 * @param directories whose files come after the policy file, in the order of their names
 * @param enforceScope admins by a token of the wrong scope are none
 * @param enforceNewDefaults the rules of before Keystone's default roles do not count any more
 * @param defaultRule name of the rule for what has no rule
 */
public record PolicySettings(
    RuleSet ruleSet,
    Optional<Path> file,
    List<Path> directories,
    boolean enforceScope,
    boolean enforceNewDefaults,
    String defaultRule) {
  private static final String FILE = "policy.yaml";
  private static final String FORMER_FILE = "policy.json";

  public PolicySettings {
    directories = List.copyOf(directories);
  }

  /** Upstream's defaults, and no files. */
  public static final PolicySettings DEFAULT =
      new PolicySettings(RuleSet.DEFAULT, Optional.empty(), List.of(), true, true, "default");

  /**
   * Reads the section.
   *
   * @param searched where relative paths are looked for, in this order
   */
  public static PolicySettings from(Options options, List<Path> searched) {
    Options.Section section = options.section("oslo_policy");
    String file =
        section.text(
            "policy_file",
            FILE,
            "rules that replace the defaults, in YAML or JSON; a relative path is looked for beside"
                + " the configuration files, then in /etc/octavia and /etc");
    List<String> directories =
        section.texts(
            "policy_dirs",
            List.of("policy.d"),
            "directories of further policy files, read in the order of their names");
    return new PolicySettings(
        RuleSet.valueOf(
            section
                .choice(
                    "rule_set",
                    RuleSet.DEFAULT.text(),
                    RuleSet.names(),
                    "the rules that policy files build upon: the defaults, or one of the"
                        + " alternatives that upstream hands out as files")
                .toUpperCase(Locale.ROOT)),
        found(file, searched)
            .or(() -> file.equals(FILE) ? found(FORMER_FILE, searched) : Optional.empty())
            .or(() -> file.equals(FILE) ? Optional.empty() : Optional.of(Path.of(file))),
        directories.stream().flatMap(name -> found(name, searched).stream()).toList(),
        section.flag(
            "enforce_scope",
            true,
            "a token of the whole system or of a domain does not make an admin by its roles alone"),
        section.flag(
            "enforce_new_defaults",
            true,
            "if false, the rules of before Keystone's default roles count as well"),
        section.text(
            "policy_default_rule", "default", "name of the rule for whatever has no rule"));
  }

  /** Where relative paths are looked for. */
  public static List<Path> searched(List<Path> configurationFiles) {
    List<Path> searched = new ArrayList<>();
    for (Path file : configurationFiles) {
      Path directory = file.toAbsolutePath().getParent();
      if (directory != null) {
        searched.add(directory);
      }
    }
    searched.add(Path.of("/etc/octavia"));
    searched.add(Path.of("/etc"));
    return searched;
  }

  private static Optional<Path> found(String name, List<Path> searched) {
    Path path = Path.of(name);
    if (path.isAbsolute()) {
      return Optional.of(path).filter(Files::exists);
    }
    return searched.stream().map(each -> each.resolve(path)).filter(Files::exists).findFirst();
  }
}
