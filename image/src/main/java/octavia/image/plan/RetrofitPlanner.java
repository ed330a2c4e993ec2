package octavia.image.plan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import octavia.image.plan.CreateOptions.Option;
import octavia.image.plan.ImagePlan.Places;
import octavia.image.plan.ImagePlan.Space;
import octavia.image.plan.ImagePlan.Switches;

/** Decides how a cloud image becomes an amphora's. */
public final class RetrofitPlanner {
  private static final long GIGABYTE = 1L << 30;
  private static final long MEGABYTE = 1_000_000;

  /** What has to be free in the root: packages, agent, runtime, and apt's own. */
  private static final long ROOM = 1_000 * MEGABYTE;

  /** Of what a file system grows by, programs can fill this much. */
  private static final double FILLABLE = 0.9;

  private static final int USUAL_GIGABYTES = 2;
  private static final Pattern WORD = Pattern.compile("[a-z0-9][a-z0-9./~+-]*");

  private static final Pattern SOURCE = Pattern.compile("deb [^\\p{Cntrl}]+");

  private final RetrofitOptions options;
  private final CloudImage image;
  private final Map<String, String> variables;
  private final Host host;
  private final List<String> notes = new ArrayList<>();

  private RetrofitPlanner(
      RetrofitOptions options, CloudImage image, Map<String, String> variables, Host host) {
    this.options = options;
    this.image = image;
    this.variables = variables;
    this.host = host;
  }

  /**
   * Packages that have to be installed here before an image can be looked into.
   *
   * @throws PlanException if they cannot be installed by this command: it names them
   */
  public static List<String> missing(Map<String, String> variables, Host host) {
    return HostCheck.missing(
        host,
        HostCheck.known(host),
        ImagePlan.Builder.RETROFIT,
        Format.QCOW2,
        false,
        agent(variables, host));
  }

  private static AgentSource agent(Map<String, String> variables, Host host) {
    AgentSource agent =
        AgentChoice.of(
            variable(variables, AgentChoice.LOCATION),
            variable(variables, AgentChoice.REFERENCE),
            Profile.CURRENT,
            host);
    if (!agent.isOurs()) {
      throw wrong("a retrofit has this project's agent only, not " + agent.reference() + ".");
    }
    return agent;
  }

  /**
   * The plan.
   *
   * @throws PlanException if there is none
   */
  public static ImagePlan plan(
      RetrofitOptions options, CloudImage image, Map<String, String> variables, Host host) {
    return new RetrofitPlanner(options, image, variables, host).plan();
  }

  private ImagePlan plan() {
    Format format = format();
    Path output = absolute(options.output());
    Path destination = Optional.ofNullable(output.getParent()).orElse(output);
    if (!host.disk().isDirectory(destination)) {
      throw wrong("the directory of the output does not exist: " + destination);
    }
    if (output.equals(image.file())) {
      throw wrong("the output is the cloud image itself.");
    }
    Base base = base();
    checkPockets(base);
    Architecture architecture = architecture();
    if (image.isAmphora() && !options.force()) {
      throw wrong(image.file() + " is an amphora's image already; --force makes it one again.");
    }
    int gigabytes = gigabytes();
    Path working = options.working().map(this::absolute).orElse(host.workingDirectory());
    Path elements = host.productDirectory().resolve("elements");
    return new ImagePlan(
        base,
        image.release(),
        architecture,
        ImagePlan.Builder.RETROFIT,
        format,
        output,
        gigabytes,
        agent(variables, host),
        new RuntimeSource.ThisJdk(),
        new Switches(
            isTrue("DIB_OCTAVIA_AMP_USE_SSH"),
            isTrue("DIB_OCTAVIA_AMP_USE_NFTABLES"),
            false,
            false,
            options.debug(),
            Optional.empty()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(image),
        elements(base, elements),
        environment(base, architecture, elements, gigabytes),
        new Places(
            host.homeDirectory().resolve(".cache/image-create"),
            working,
            options.log().map(this::absolute)),
        List.of(),
        space(working, destination),
        List.of(),
        notes);
  }

  private Format format() {
    return options
        .format()
        .or(() -> Optional.of("qcow2"))
        .flatMap(Format::named)
        .filter(format -> format != Format.TAR)
        .orElseThrow(
            () -> wrong("-O is qcow2, raw, vhd or vhdx, not " + options.format().orElse("") + "."));
  }

  private Base base() {
    return switch (image.distribution()) {
      case "debian" -> Base.DEBIAN_MINIMAL;
      case "ubuntu" -> Base.UBUNTU_MINIMAL;
      default ->
          throw wrong(
              "the cloud image is of "
                  + (image.distribution().isEmpty() ? "no known kind" : image.distribution())
                  + "; Debian's and Ubuntu's can be made an amphora's.");
    };
  }

  private void checkPockets(Base base) {
    boolean ubuntus =
        options.pocket().isPresent()
            || options.pocketMirror().isPresent()
            || options.ppa().isPresent();
    if (ubuntus && base != Base.UBUNTU_MINIMAL) {
      throw wrong("-c, -p and -u are for images of Ubuntu; this one is of Debian.");
    }
    options
        .pocket()
        .filter(name -> !WORD.matcher(name).matches())
        .ifPresent(name -> {
          throw wrong("-u is a pocket such as caracal, not " + name);
        });
    options
        .pocketMirror()
        .filter(line -> !SOURCE.matcher(line).matches())
        .ifPresent(line -> {
          throw wrong("-c is a line as 'deb http://... suite main', not " + line);
        });
    options
        .ppa()
        .filter(name -> !WORD.matcher(name).matches())
        .ifPresent(name -> {
          throw wrong("-p is OWNER/NAME, not " + name);
        });
  }

  /** The image's programs are run here. */
  private Architecture architecture() {
    return Architecture.named(image.architecture())
        .filter(found -> host.architecture().filter(found::equals).isPresent())
        .orElseThrow(() ->
            wrong(
                "the cloud image is for "
                    + image.architecture()
                    + "; here, images for "
                    + host.architecture().map(Architecture::debian).orElse("nothing")
                    + " can be made an amphora's."));
  }

  private int gigabytes() {
    long missing = Math.max(0, ROOM - image.free());
    int needed = wholeGigabytes(image.bytes() + (long) (missing / FILLABLE));
    if (!grows()) {
      if (missing > 0) {
        throw wrong(
            "the root of the cloud image has "
                + image.free() / MEGABYTE
                + " MB free, and "
                + ROOM / MEGABYTE
                + " MB are needed"
                + (options.resize()
                    ? "; it cannot grow, as it is "
                        + (image.isLast() ? image.fileSystem() : "not the last on the disk")
                        + "."
                    : ": leave -r off, and it grows."));
      }
      if (options.gigabytes().isPresent()) {
        throw wrong("-s would change the size of the disk, whose root cannot grow or must not.");
      }
      return wholeGigabytes(image.bytes());
    }
    int wanted = options.gigabytes().orElse(Math.max(needed, USUAL_GIGABYTES));
    if (wanted < needed) {
      throw wrong("a disk of " + wanted + " GB is too small: -s " + needed + " or more.");
    }
    return wanted;
  }

  private boolean grows() {
    return options.resize() && image.isLast() && image.fileSystem().startsWith("ext");
  }

  private static int wholeGigabytes(long bytes) {
    return Math.toIntExact((bytes + GIGABYTE - 1) / GIGABYTE);
  }

  private List<Space> space(Path working, Path destination) {
    List<Space> needs =
        List.of(new Space(working, image.used() + 2 * ROOM), new Space(destination, ROOM / 2));
    needs.forEach(need -> need.check(host.disk()));
    return needs;
  }

  /** Those of this project that an image of Debian or Ubuntu is made with; no others. */
  private List<String> elements(Base base, Path directory) {
    if (!host.disk().isDirectory(directory)) {
      throw wrong("the elements of the image are missing: there is no " + directory + ".");
    }
    // A cloud image has sshd already.
    Set<Option> flags = isTrue("DIB_OCTAVIA_AMP_USE_SSH") ? Set.of() : Set.of(Option.NO_SSH);
    List<String> elements = new ArrayList<>(List.of("amphora-parts"));
    Elements.of(base, new CreateOptions(Map.of(), flags), "", "", "").stream()
        .filter(name -> host.disk().isDirectory(directory.resolve(name)))
        .forEach(elements::add);
    return elements;
  }

  private Map<String, String> environment(
      Base base, Architecture architecture, Path elements, int gigabytes) {
    for (String name : List.of("DIB_ELEMENTS", "DIB_LOCAL_ELEMENTS")) {
      if (variable(name).isPresent()) {
        throw wrong(name + " means nothing to a retrofit.");
      }
    }
    Map<String, String> environment = new HashMap<>(Proxies.of(variables));
    environment.put("ELEMENTS_PATH", elements.toString());
    environment.put("BYTES", Long.toString(grows() ? gigabytes * GIGABYTE : image.bytes()));
    environment.put("DATASOURCES", variable("CLOUD_INIT_DATASOURCES").orElse("ConfigDrive"));
    sources(base, architecture).ifPresent(text -> environment.put("SOURCES", text));
    options
        .pocketMirror()
        .or(() ->
            options
                .pocket()
                .map(pocket ->
                    "deb http://ubuntu-cloud.archive.canonical.com/ubuntu "
                        + image.release()
                        + "-updates/"
                        + pocket
                        + " main"))
        .ifPresent(line -> environment.put("CLOUD_ARCHIVE", line));
    options.ppa().ifPresent(name -> environment.put("PPA", name));
    return environment;
  }

  /** Where packages come from, if not from where the cloud image says. */
  private Optional<String> sources(Base base, Architecture architecture) {
    return options
        .mirror()
        .or(() -> variable("DIB_DISTRIBUTION_MIRROR"))
        .map(mirror ->
            mirror.startsWith("deb ")
                ? mirror.replace("\\n", "\n") + "\n"
                : Archive.of(
                        base,
                        image.release(),
                        architecture,
                        Map.of("DIB_DISTRIBUTION_MIRROR", mirror))
                    .list());
  }

  private boolean isTrue(String name) {
    return !variables.getOrDefault(name, "True").equals("False");
  }

  private Optional<String> variable(String name) {
    return variable(variables, name);
  }

  private static Optional<String> variable(Map<String, String> variables, String name) {
    return Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty());
  }

  private Path absolute(String path) {
    return host.workingDirectory().resolve(path).normalize();
  }

  private static PlanException wrong(String message) {
    return new PlanException(1, message);
  }
}
