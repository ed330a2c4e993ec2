package octavia.image.plan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import octavia.image.plan.CreateOptions.Option;
import octavia.image.plan.Host.OperatingSystem;
import octavia.image.plan.ImagePlan.Places;
import octavia.image.plan.ImagePlan.Space;
import octavia.image.plan.ImagePlan.Switches;

/**
 * Decides what a command line, the environment and the host come to. The checks come in upstream's
 * order, so that the first complaint is the same one.
 */
public final class Planner {
  /** Directories that scripts for diskimage-builder are looked for in. */
  private static final List<Path> SHARED_ELEMENTS =
      List.of(
          Path.of("/usr/share/octavia-image-elements"),
          Path.of("/usr/local/share/octavia-image-elements"));

  private static final String SOURCE_DATE = "SOURCE_DATE_EPOCH";

  /** Where an amphora finds what its controller has for it, if nothing else is said. */
  private static final String DATASOURCE = "ConfigDrive";

  private static final long MEGABYTE = 1_000_000;

  private final CreateOptions options;
  private final Map<String, String> variables;
  private final Host host;
  private final List<String> notes = new ArrayList<>();

  private Planner(CreateOptions options, Map<String, String> variables, Host host) {
    this.options = options;
    this.variables = variables;
    this.host = host;
  }

  /**
   * The plan.
   *
   * @throws PlanException if there is none, with everything the person needs
   */
  public static ImagePlan plan(CreateOptions options, Map<String, String> variables, Host host) {
    return new Planner(options, variables, host).plan();
  }

  static Profile profile(CreateOptions options) {
    return options.value(Option.PROFILE).flatMap(Profile::named).orElse(Profile.CURRENT);
  }

  private ImagePlan plan() {
    Profile profile = profile(options);
    Base base = options.value(Option.BASE).flatMap(Base::named).orElse(Base.UBUNTU_MINIMAL);
    ImagePlan.Builder builder =
        options.has(Option.SLIM) ? ImagePlan.Builder.SLIM : ImagePlan.Builder.DISKIMAGE_BUILDER;
    Format format = options.value(Option.TYPE).flatMap(Format::named).orElse(Format.QCOW2);
    String release =
        options
            .value(Option.RELEASE_ID)
            .or(() -> variable("DIB_RELEASE"))
            .orElse(base.release(profile));
    Path output = output(profile, format);
    AgentSource agent = agent(base);
    checkSlim(base, builder, agent);
    int gigabytes = options.value(Option.SIZE).map(Integer::valueOf).orElse(2);
    checkSize(base, gigabytes);
    Optional<Path> ownBuilder = ownBuilder();
    String elementsPath = builder == ImagePlan.Builder.SLIM ? "" : elementsPath();
    OperatingSystem system = HostCheck.known(host);
    checkRootPassword();
    HostCheck.checkAge(system, base, profile);
    List<String> missing =
        HostCheck.missing(host, system, builder, format, ownBuilder.isPresent(), agent);
    checkBase(base, agent);
    Architecture architecture = architecture(profile);
    checkSlim(builder, architecture);
    RuntimeSource runtime = runtime(agent, architecture);
    List<String> elements =
        builder == ImagePlan.Builder.SLIM
            ? List.of()
            : Elements.of(
                base,
                options,
                elementsReplacement(),
                variables.getOrDefault("AMP_element_sequence", "base vm"),
                variables.getOrDefault("DIB_LOCAL_ELEMENTS", ""));
    Optional<String> kernel = kernel(base, builder);
    Places places =
        new Places(
            options
                .value(Option.CACHE)
                .map(this::absolute)
                .orElse(host.homeDirectory().resolve(".cache/image-create")),
            options
                .value(Option.WORKING_DIRECTORY)
                .map(this::absolute)
                .orElse(host.workingDirectory()),
            options.value(Option.LOG).map(this::absolute));
    List<Space> space = space(places, output);
    Optional<Archive> archive =
        base.family() == Base.Family.DEBIAN
            ? Optional.of(Archive.of(base, release, architecture, variables))
            : Optional.empty();
    Map<String, String> environment =
        builder == ImagePlan.Builder.SLIM
            ? common()
            : environment(base, release, archive, agent, kernel, elementsPath, ownBuilder);
    return new ImagePlan(
        base,
        release,
        architecture,
        builder,
        format,
        output,
        gigabytes,
        agent,
        runtime,
        new Switches(
            !options.has(Option.NO_SSH) && isTrue("DIB_OCTAVIA_AMP_USE_SSH"),
            isTrue("DIB_OCTAVIA_AMP_USE_NFTABLES"),
            options.has(Option.CPU_PINNING),
            !options.has(Option.NO_TMPFS),
            options.has(Option.TRACE),
            options.value(Option.ROOT_PASSWORD)),
        kernel,
        archive,
        manifest(base),
        Optional.empty(),
        elements,
        environment,
        places,
        missing,
        space,
        builder == ImagePlan.Builder.SLIM
            ? List.of()
            : command(architecture, format, gigabytes, places, elements),
        notes);
  }

  /** The image's file: made absolute, with the ending that says what it is. */
  private Path output(Profile profile, Format format) {
    String name =
        options
            .value(Option.OUTPUT)
            .orElse(profile == Profile.SEED ? "amphora-x64-haproxy" : "amphora-x64-haproxy.qcow2");
    Path file = absolute(name);
    Path directory = Optional.ofNullable(file.getParent()).orElse(file);
    if (!host.disk().isDirectory(directory)) {
      throw new PlanException(3, "Error: the directory of the output does not exist: " + directory);
    }
    String plain = Optional.ofNullable(file.getFileName()).map(Path::toString).orElse("");
    String ending = "." + format.text();
    if (options.value(Option.OUTPUT).isEmpty() && plain.endsWith(".qcow2")) {
      plain = plain.substring(0, plain.length() - ".qcow2".length());
    } else if (plain.endsWith(ending)) {
      plain = plain.substring(0, plain.length() - ending.length());
    }
    return directory.resolve(plain + ending);
  }

  private void checkSlim(Base base, ImagePlan.Builder builder, AgentSource agent) {
    if (builder != ImagePlan.Builder.SLIM) {
      return;
    }
    if (base.family() != Base.Family.DEBIAN) {
      throw new PlanException(
          3, "Error: --slim builds debian-minimal and ubuntu-minimal, not " + base.element() + ".");
    }
    if (!agent.isOurs()) {
      throw new PlanException(
          3, "Error: --slim has this project's agent only, not " + agent.reference() + ".");
    }
    if (options.has(Option.MANDATORY_ACCESS)) {
      notes.add("-e has no effect on an image of the Debian family");
    }
    for (String name : List.of("DIB_ELEMENTS", "DIB_LOCAL_ELEMENTS", "DIB_LOCAL_IMAGE")) {
      if (variable(name).isPresent()) {
        throw new PlanException(1, "Error: " + name + " means nothing to --slim.");
      }
    }
    if (variable("CLOUD_INIT_DATASOURCES")
        .filter(names -> !names.contains(DATASOURCE))
        .isPresent()) {
      throw new PlanException(
          1, "Error: an image of --slim reads " + DATASOURCE + ", nothing else of clouds.");
    }
  }

  private static void checkSlim(ImagePlan.Builder builder, Architecture architecture) {
    if (builder == ImagePlan.Builder.SLIM && architecture != Architecture.AMD64) {
      throw new PlanException(
          3, "Error: --slim builds amd64, which boots by BIOS, not " + architecture.debian() + ".");
    }
  }

  private void checkSize(Base base, int gigabytes) {
    boolean large = base == Base.FEDORA || base == Base.RHEL;
    if (large && gigabytes < 3) {
      throw new PlanException(
          1, base.element() + " needs an image of at least 3 GB: say -s 3 or more.");
    }
  }

  private void checkRootPassword() {
    if (options.value(Option.ROOT_PASSWORD).isEmpty()) {
      return;
    }
    if (host.enforcesSelinux()) {
      throw new PlanException(
          1, "A root password cannot be set on a host whose SELinux enforces: see setenforce.");
    }
    notes.add("Warning: an image with a root password is NOT FOR PRODUCTION USE.");
  }

  private void checkBase(Base base, AgentSource agent) {
    boolean noImage =
        variable("DIB_LOCAL_IMAGE").isEmpty() && variable("DIB_CLOUD_IMAGES").isEmpty();
    if (base == Base.RHEL && variable("DIB_LOCAL_IMAGE").isEmpty()) {
      throw new PlanException(
          1, "DIB_LOCAL_IMAGE is not set: rhel is built from an image that you have.");
    }
    // Debian has the agent in its own archive, for others somebody has to enable a repository.
    if (agent instanceof AgentSource.DistributionPackage
        && noImage
        && base != Base.DEBIAN_MINIMAL) {
      throw new PlanException(
          1,
          "DIB_LOCAL_IMAGE or DIB_CLOUD_IMAGES must be set with -p: an image in which the"
              + " repository with the agent's package is enabled.");
    }
    if (options.has(Option.FIPS) && base.family() == Base.Family.DEBIAN) {
      throw new PlanException(
          1,
          "FIPS mode (-y) is there for the Red Hat family only, not for " + base.element() + ".");
    }
  }

  private AgentSource agent(Base base) {
    if (options.has(Option.PACKAGE_AGENT)) {
      return new AgentSource.DistributionPackage(
          switch (base.family()) {
            case DEBIAN -> base == Base.DEBIAN_MINIMAL ? "octavia-agent" : "amphora-agent";
            case RED_HAT -> "openstack-octavia-amphora-agent";
          });
    }
    return AgentChoice.of(variable(AgentChoice.LOCATION), reference(), profile(options), host);
  }

  /** The environment wins over {@code -g}. */
  private Optional<String> reference() {
    Optional<String> variable = variable(AgentChoice.REFERENCE);
    options
        .value(Option.BRANCH)
        .ifPresent(branch ->
            notes.add(
                variable
                    .map(set -> "DIB_REPOREF_amphora_agent is set to " + set + ": -g is not used")
                    .orElse("the agent is of branch " + branch + ", as -g says")));
    return variable.or(() -> options.value(Option.BRANCH));
  }

  private Architecture architecture(Profile profile) {
    return options
        .value(Option.ARCHITECTURE)
        .flatMap(Architecture::named)
        .or(() -> profile == Profile.SEED ? Optional.of(Architecture.AMD64) : host.architecture())
        .orElseThrow(() ->
            new PlanException(3, "Error: this machine's architecture is not supported: say -a."));
  }

  private RuntimeSource runtime(AgentSource agent, Architecture architecture) {
    return agent.isOurs() ? ownRuntime(architecture) : new RuntimeSource.None();
  }

  private RuntimeSource ownRuntime(Architecture architecture) {
    if (host.architecture().filter(architecture::equals).isPresent()) {
      return new RuntimeSource.ThisJdk();
    }
    return variable("DIB_OCTAVIA_JMODS")
        .map(this::absolute)
        .filter(_ -> architecture != Architecture.I386)
        .<RuntimeSource>map(RuntimeSource.Modules::new)
        .orElseThrow(() ->
            new PlanException(
                3,
                "Error: no Java runtime for "
                    + architecture.debian()
                    + ": "
                    + (architecture == Architecture.I386
                        ? "Java 25 has none for 32-bit x86."
                        : "let DIB_OCTAVIA_JMODS name the jmods directory of a JDK 25 for it.")
                    + " Or take upstream's agent, in Python: let DIB_REPOLOCATION_amphora_agent"
                    + " name upstream's repository."));
  }

  private Optional<String> kernel(Base base, ImagePlan.Builder builder) {
    Optional<String> asked = options.value(Option.KERNEL);
    if (base == Base.UBUNTU_MINIMAL) {
      return Optional.of(
          asked.or(() -> variable("DIB_UBUNTU_KERNEL")).orElse("linux-image-virtual"));
    }
    if (base == Base.DEBIAN_MINIMAL && builder == ImagePlan.Builder.SLIM) {
      return asked.or(() -> Optional.of("linux-image-cloud-amd64"));
    }
    asked.ifPresent(name -> notes.add("-k " + name + " has no effect on " + base.element()));
    return Optional.empty();
  }

  private List<Space> space(Places places, Path output) {
    Path destination = Optional.ofNullable(output.getParent()).orElse(output);
    List<Space> needs =
        List.of(
            new Space(places.cache(), 1_000 * MEGABYTE),
            new Space(places.working(), 1_500 * MEGABYTE),
            new Space(destination, 500 * MEGABYTE));
    needs.forEach(need -> need.check(host.disk()));
    return needs;
  }

  private Optional<Path> manifest(Base base) {
    Optional<Path> manifest = options.value(Option.MANIFEST).map(this::absolute);
    manifest.ifPresent(file -> {
      if (base.family() != Base.Family.DEBIAN) {
        throw new PlanException(
            1, "--manifest is there for the Debian family only, not for " + base.element() + ".");
      }
      if (!host.disk().isFile(file)) {
        throw new PlanException(1, "There is no list of packages " + file + ".");
      }
    });
    return manifest;
  }

  private Optional<Path> ownBuilder() {
    Optional<String> named = variable("DIB_REPO_PATH");
    Path directory =
        named
            .map(this::absolute)
            .orElseGet(() -> host.productDirectory().resolveSibling("diskimage-builder"));
    if (host.disk().isDirectory(directory.resolve("bin"))) {
      return Optional.of(directory);
    }
    if (named.isPresent()) {
      throw new PlanException(1, "DIB_REPO_PATH has no bin directory: " + directory);
    }
    return Optional.empty();
  }

  private String elementsPath() {
    Path own =
        variable("OCTAVIA_REPO_PATH")
            .map(this::absolute)
            .orElse(host.productDirectory())
            .resolve("elements");
    Path elements =
        host.disk().isDirectory(own)
            ? own
            : SHARED_ELEMENTS.stream()
                .filter(host.disk()::isDirectory)
                .findFirst()
                .orElseThrow(() ->
                    new PlanException(
                        1, "The elements of the image are missing: there is no " + own + "."));
    List<String> path = new ArrayList<>();
    variable("DIB_ELEMENTS").filter(this::isElementsDirectory).ifPresent(path::add);
    path.add(elements.toString());
    variable("DIB_LOCAL_ELEMENTS_PATH").ifPresent(path::add);
    return String.join(":", path);
  }

  /** The variable has two meanings: a list of elements, or a directory to look for them in. */
  private boolean isElementsDirectory(String value) {
    return value.startsWith("/") && host.disk().isDirectory(Path.of(value));
  }

  private String elementsReplacement() {
    return variable("DIB_ELEMENTS").filter(value -> !isElementsDirectory(value)).orElse("");
  }

  private Map<String, String> environment(
      Base base,
      String release,
      Optional<Archive> archive,
      AgentSource agent,
      Optional<String> kernel,
      String elementsPath,
      Optional<Path> ownBuilder) {
    Map<String, String> environment = common();
    variables.forEach((name, value) -> {
      if (name.startsWith("DIB_") || name.startsWith("REG_")) {
        environment.put(name, value);
      }
    });
    // These are ours to read; diskimage-builder knows none of them.
    environment
        .keySet()
        .removeAll(
            Set.of(
                "DIB_ELEMENTS",
                "DIB_LOCAL_ELEMENTS_PATH",
                AgentChoice.LOCATION,
                AgentChoice.REFERENCE));
    environment.put("DIB_RELEASE", release);
    environment.put("ELEMENTS_PATH", elementsPath);
    environment.put(
        "DIB_CLOUD_INIT_DATASOURCES", variable("CLOUD_INIT_DATASOURCES").orElse(DATASOURCE));
    environment.putIfAbsent("DIB_GRUB_TIMEOUT", "0");
    environment.putIfAbsent("DIB_OCTAVIA_AMP_USE_NFTABLES", "True");
    environment.put(
        "DIB_OCTAVIA_AMP_USE_SSH",
        options.has(Option.NO_SSH)
            ? "False"
            : variables.getOrDefault("DIB_OCTAVIA_AMP_USE_SSH", "True"));
    kernel.ifPresent(name -> environment.put("DIB_UBUNTU_KERNEL", name));
    options
        .value(Option.ROOT_PASSWORD)
        .ifPresent(password -> environment.put("DIB_PASSWORD", password));
    // Where Debian's security updates are has changed since diskimage-builder 3.13.
    archive
        .filter(_ -> base == Base.DEBIAN_MINIMAL)
        .ifPresent(packages -> environment.putIfAbsent("DIB_APT_SOURCES_CONF", packages.named()));
    if (base == Base.CENTOS_MINIMAL) {
      environment.put("DIB_YUM_MINIMAL_CREATE_INTERFACES", "0");
    }
    if (variable("USE_PYTHON3").filter("False"::equals).isPresent()) {
      environment.put("DIB_PYTHON_VERSION", "2");
    }
    ownBuilder.ifPresent(directory ->
        environment.put(
            "PATH",
            directory.resolve("bin")
                + ":"
                + variables.getOrDefault("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")));
    agentEnvironment(agent, environment);
    return environment;
  }

  private void agentEnvironment(AgentSource agent, Map<String, String> environment) {
    switch (agent) {
      case AgentSource.DistributionPackage _ ->
          environment.put("DIB_INSTALLTYPE_amphora_agent", "package");
      case AgentSource.Upstream(String location, String branch) -> {
        environment.put(AgentChoice.LOCATION, location);
        environment.put(AgentChoice.REFERENCE, branch);
        environment.putIfAbsent(
            "DIB_REPOLOCATION_upper_constraints",
            "https://releases.openstack.org/constraints/upper/" + branch.replace("stable/", ""));
      }
      case AgentSource.ThisBuild _, AgentSource.ThisProject _ -> {}
    }
  }

  /** What either builder gets: proxies, and the time that no file is younger than. */
  private Map<String, String> common() {
    Map<String, String> environment = Proxies.of(variables);
    variable(SOURCE_DATE).ifPresent(time -> environment.put(SOURCE_DATE, time));
    return environment;
  }

  /** Called in a directory of the build, where the image is made before it goes to its place. */
  private List<String> command(
      Architecture architecture,
      Format format,
      int gigabytes,
      Places places,
      List<String> elements) {
    List<String> command = new ArrayList<>(List.of("disk-image-create"));
    if (options.has(Option.TRACE)) {
      command.add("-x");
    }
    if (options.has(Option.NO_TMPFS)) {
      command.add("--no-tmpfs");
    }
    command.addAll(
        List.of(
            "-a",
            architecture.debian(),
            "-o",
            "image",
            "-t",
            // Its own vhd needs a patched tool; ours is converted from the raw disk.
            format == Format.VHD || format == Format.VHDX ? "raw" : format.text(),
            "--image-size",
            Integer.toString(gigabytes),
            "--image-cache",
            places.cache().toString()));
    command.addAll(elements);
    return command;
  }

  private boolean isTrue(String name) {
    return !variables.getOrDefault(name, "True").equals("False");
  }

  private Optional<String> variable(String name) {
    return Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty());
  }

  private Path absolute(String path) {
    return host.workingDirectory().resolve(path).normalize();
  }
}
