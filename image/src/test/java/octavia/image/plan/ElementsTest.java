package octavia.image.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import octavia.image.content.Description;
import org.junit.jupiter.api.Test;

/** The elements that lie in the project are those that plans name. */
class ElementsTest {
  private static final Path ELEMENTS = Path.of("..", "elements");

  /** Those of diskimage-builder itself. */
  private static final Set<String> OF_DISKIMAGE_BUILDER =
      Set.of(
          "base",
          "vm",
          "ubuntu-minimal",
          "debian-minimal",
          "fedora",
          "centos-minimal",
          "rocky-container",
          "rhel",
          "pip-and-virtualenv",
          "pip-cache",
          "cloud-init-datasources",
          "selinux-permissive",
          "cloud-init",
          "manifests",
          "package-installs",
          "pkg-map");

  private static Set<String> own() throws IOException {
    try (Stream<Path> paths = Files.list(ELEMENTS)) {
      Set<String> names = new TreeSet<>();
      paths.filter(Files::isDirectory).forEach(path -> names.add(path.getFileName().toString()));
      return names;
    }
  }

  @Test
  void everyElementThatAPlanNamesIsThereAndNoOther() throws IOException {
    Set<String> named = new TreeSet<>(Description.load().elements());
    named.add("amphora-parts");
    for (Base base : Base.values()) {
      for (String flags : List.of("", "-e -r x -m -n -y", "--profile seed")) {
        List<String> words = flags.isEmpty() ? List.of() : List.of(flags.split(" "));
        named.addAll(Elements.of(base, CreateOptions.parse(words, "0.1"), "", "base vm", ""));
      }
    }
    named.removeAll(OF_DISKIMAGE_BUILDER);
    assertThat(own()).isEqualTo(named);
  }

  @Test
  void everyElementThatAnotherNeedsIsThere() throws IOException {
    for (String element : own()) {
      Path needs = ELEMENTS.resolve(element).resolve("element-deps");
      List<String> names = Files.exists(needs) ? Files.readAllLines(needs) : List.of();
      assertThat(names)
          .as(element)
          .allMatch(name -> OF_DISKIMAGE_BUILDER.contains(name) || isOwn(name));
      if (Description.load().elements().contains(element)) {
        assertThat(names).as(element).contains("amphora-parts");
      }
    }
  }

  private static boolean isOwn(String name) {
    return Files.isDirectory(ELEMENTS.resolve(name));
  }

  /** All hooks of an image lie in one directory, and only executable ones are run. */
  @Test
  void hooksHaveNamesOfTheirOwnAndAreRun() throws IOException {
    Map<Path, Path> seen = new HashMap<>();
    List<Path> hooks = new ArrayList<>();
    try (Stream<Path> paths = Files.walk(ELEMENTS)) {
      paths
          .filter(Files::isRegularFile)
          .filter(path -> path.getParent().getFileName().toString().endsWith(".d"))
          .forEach(hooks::add);
    }
    assertThat(hooks).hasSizeGreaterThan(20);
    for (Path hook : hooks) {
      Path element = ELEMENTS.relativize(hook);
      Path name = element.subpath(1, element.getNameCount());
      assertThat(seen.put(name, hook)).as("%s", hook).isNull();
      assertThat(Files.isExecutable(hook)).as("%s", hook).isTrue();
      if (!name.startsWith("environment.d")) {
        assertThat(Files.readString(hook)).as("%s", hook).contains("\nset -eu\n");
      }
    }
  }
}
