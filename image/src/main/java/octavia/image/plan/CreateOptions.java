package octavia.image.plan;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the command line says: each value passed its own check, none has a default yet.
 *
 * @param values of the options that take one
 * @param flags of those that take none
 */
public record CreateOptions(Map<Option, String> values, Set<Option> flags) {
  private static final int DIGITS = 4;
  private static final Pattern RELEASE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
  private static final Pattern PACKAGE = Pattern.compile("[a-z0-9][a-z0-9.+-]+");

  /** Every option of the command, in the order in which its help names them. */
  public enum Option {
    ARCHITECTURE("-a", "i386 | amd64 | armhf | arm64 | ppc64le", "architecture (this machine's)"),
    BACKEND("-b", "haproxy", "what balances the load (haproxy)"),
    CACHE("-c", "DIRECTORY", "what downloads are kept in (~/.cache/image-create)"),
    RELEASE_ID("-d", "RELEASE", "release of the base (see docs/images.md)"),
    MANDATORY_ACCESS("-e", "", "enforce SELinux in the image (permissive otherwise)"),
    NO_TMPFS("-f", "", "build on disk, not in memory"),
    BRANCH("-g", "BRANCH", "branch of the agent that is built in"),
    HELP("-h", "", "this text"),
    BASE(
        "-i",
        "ubuntu-minimal | debian-minimal | fedora | centos-minimal | rocky | rhel",
        "base operating system (ubuntu-minimal)"),
    KERNEL("-k", "PACKAGE", "kernel of ubuntu-minimal and debian-minimal (linux-image-virtual)"),
    LOG("-l", "FILE", "log of the build"),
    CPU_PINNING("-m", "", "all processors but the first are HAProxy's"),
    NO_SSH("-n", "", "no sshd in the image"),
    OUTPUT("-o", "FILE", "the image (./amphora-x64-haproxy)"),
    PACKAGE_AGENT("-p", "", "the agent from the distribution's packages"),
    ROOT_PASSWORD("-r", "PASSWORD", "let root log in with it; not for production"),
    SIZE("-s", "GB", "size of the disk (2)"),
    TYPE("-t", "qcow2 | raw | vhd | vhdx | tar", "form of the image (qcow2)"),
    VERSION("-v", "", "version of this command"),
    WORKING_DIRECTORY("-w", "DIRECTORY", "where temporary files go (.)"),
    TRACE("-x", "", "show every command of the build"),
    FIPS("-y", "", "FIPS 140-2 mode"),
    PROFILE("--profile", "current | seed", "whose defaults count (current)"),
    MANIFEST(
        "--manifest",
        "FILE",
        "packages in the versions of this list, as it lies beside an image (the newest)"),
    SLIM("--slim", "", "the small builder: debian-minimal and ubuntu-minimal"),
    DRY_RUN("--dry-run", "", "print the plan, build nothing");

    private final String text;
    private final String argument;
    private final String meaning;

    Option(String text, String argument, String meaning) {
      this.text = text;
      this.argument = argument;
      this.meaning = meaning;
    }

    /** As it is typed. */
    public String text() {
      return text;
    }

    boolean takesArgument() {
      return !argument.isEmpty();
    }
  }

  private static final Map<String, Option> BY_TEXT = byText();

  public CreateOptions {
    values = Map.copyOf(values);
    flags = Set.copyOf(flags);
  }

  /**
   * Reads a command line as getopts does: values may follow at once or as the next word, flags may
   * stand together.
   *
   * @throws PlanException at the first thing that is wrong; usage and version are such ends too
   */
  public static CreateOptions parse(List<String> arguments, String version) {
    Map<Option, String> values = new EnumMap<>(Option.class);
    Set<Option> flags = EnumSet.noneOf(Option.class);
    Deque<String> left = new ArrayDeque<>(arguments);
    while (!left.isEmpty()) {
      String word = left.peek();
      if (word.equals("--")) {
        left.pop();
        break;
      }
      if (word.length() < 2 || word.charAt(0) != '-') {
        break;
      }
      left.pop();
      if (word.startsWith("--")) {
        longOption(word, left, values, flags);
      } else {
        shortOptions(word, left, values, flags, version);
      }
    }
    if (!left.isEmpty()) {
      throw usage("there is nothing to do with: " + left.peek());
    }
    return new CreateOptions(values, flags);
  }

  private static void longOption(
      String word, Deque<String> left, Map<Option, String> values, Set<Option> flags) {
    int equals = word.indexOf('=');
    Option option = BY_TEXT.get(equals < 0 ? word : word.substring(0, equals));
    if (option == null || (equals >= 0 && !option.takesArgument())) {
      throw usage("unknown option " + word);
    }
    if (option.takesArgument()) {
      values.put(
          option, checked(option, equals < 0 ? next(word, left) : word.substring(equals + 1)));
    } else {
      flags.add(option);
    }
  }

  private static void shortOptions(
      String word,
      Deque<String> left,
      Map<Option, String> values,
      Set<Option> flags,
      String version) {
    for (int at = 1; at < word.length(); at++) {
      String text = "-" + word.charAt(at);
      Option option = BY_TEXT.get(text);
      if (option == null) {
        throw usage("unknown option " + text);
      }
      if (option.takesArgument()) {
        String rest = word.substring(at + 1);
        values.put(option, checked(option, rest.isEmpty() ? next(text, left) : rest));
        return;
      }
      if (option == Option.HELP) {
        throw new PlanException(1, help());
      }
      if (option == Option.VERSION) {
        throw new PlanException(1, "diskimage-create.sh " + version);
      }
      flags.add(option);
    }
  }

  private static String next(String option, Deque<String> left) {
    if (left.isEmpty()) {
      throw usage(option + " needs a value");
    }
    return left.pop();
  }

  /** The value, if the option can have it; checks that need the other options come later. */
  private static String checked(Option option, String value) {
    boolean good =
        switch (option) {
          case ARCHITECTURE -> Architecture.named(value).isPresent();
          case BACKEND -> value.equals("haproxy");
          case BASE -> Base.named(value).isPresent();
          case TYPE -> Format.named(value).isPresent();
          case SIZE -> isSize(value);
          case PROFILE -> Profile.named(value).isPresent();
          case RELEASE_ID -> RELEASE.matcher(value).matches();
          case KERNEL -> PACKAGE.matcher(value).matches();
          default -> !value.isEmpty() && value.chars().noneMatch(Character::isISOControl);
        };
    if (!good) {
      throw new PlanException(3, "Error: " + complaint(option) + " specified: " + value);
    }
    return value;
  }

  private static boolean isSize(String value) {
    return value.matches("[0-9]{1," + DIGITS + "}") && Integer.parseInt(value) > 0;
  }

  /** Upstream's words where it has some. */
  private static String complaint(Option option) {
    return switch (option) {
      case ARCHITECTURE -> "Unsupported architecture";
      case BACKEND -> "Unsupported backend type";
      case BASE -> "Unsupported base OS";
      case TYPE -> "Unsupported image type";
      case SIZE -> "Invalid image size";
      case PROFILE -> "Unsupported profile";
      case RELEASE_ID -> "Invalid release";
      case KERNEL -> "Invalid kernel package";
      default -> "Invalid value of " + option.text();
    };
  }

  private static PlanException usage(String complaint) {
    return new PlanException(1, "diskimage-create.sh: " + complaint + "\n\n" + help());
  }

  /** What the command can be told. */
  public static String help() {
    StringBuilder text = new StringBuilder("Usage: diskimage-create.sh [OPTION...]\n");
    for (Option option : Option.values()) {
      text.append("\n  ").append(option.text);
      if (option.takesArgument()) {
        text.append(' ').append(option.argument);
      }
      text.append("\n        ").append(option.meaning);
    }
    return text.append("\n\nDefaults stand in brackets. docs/images.md names the variables.")
        .toString();
  }

  private static Map<String, Option> byText() {
    Map<String, Option> found = new HashMap<>();
    for (Option option : Option.values()) {
      found.put(option.text, option);
    }
    return Map.copyOf(found);
  }

  boolean has(Option flag) {
    return flags.contains(flag);
  }

  Optional<String> value(Option option) {
    @Nullable String value = values.get(option);
    return Optional.ofNullable(value);
  }

  @Override
  public String toString() {
    return "CreateOptions" + values.keySet() + flags; // a value may be a password
  }
}
