package octavia.api.policy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import octavia.config.ConfigException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads policy files: YAML, of which JSON is a part. */
final class PolicyFiles {
  private static final YAMLMapper MAPPER = YAMLMapper.builder().build();

  private final PolicySettings settings;

  PolicyFiles(PolicySettings settings) {
    this.settings = settings;
  }

  /**
   * What tells whether anything changed: each file with its time and size. Cheap, to be asked again
   * and again.
   */
  List<String> stamps() {
    List<String> stamps = new ArrayList<>();
    for (Path file : files()) {
      File known = file.toFile();
      stamps.add(file + " " + known.lastModified() + " " + known.length());
    }
    return stamps;
  }

  /**
   * The rules of all files, a later one replacing the same of an earlier.
   *
   * @throws ConfigException if a file cannot be read or is not a map of rules
   */
  Map<String, Object> read() {
    Map<String, Object> rules = new LinkedHashMap<>();
    for (Path file : files()) {
      rules.putAll(read(file));
    }
    return rules;
  }

  private static Map<String, Object> read(Path file) {
    try {
      // A tree, because a file of nothing but comments is no error: it is the defaults.
      JsonNode tree = MAPPER.readTree(Files.readString(file));
      if (tree.isMissingNode() || tree.isNull()) {
        return Map.of();
      }
      Object content = MAPPER.treeToValue(tree, Object.class);
      if (!(content instanceof Map<?, ?> map)) {
        throw unusable(file, "it is not a map of names to rules");
      }
      Map<String, Object> rules = new LinkedHashMap<>();
      map.forEach((name, rule) -> rules.put(String.valueOf(name), rule == null ? "" : rule));
      return rules;
    } catch (JacksonException e) {
      throw unusable(file, e.getOriginalMessage());
    } catch (IOException e) {
      throw unusable(file, "it cannot be read: " + e.getMessage());
    }
  }

  private static ConfigException unusable(Path file, String why) {
    return new ConfigException(List.of("policy file " + file + ": " + why));
  }

  private List<Path> files() {
    List<Path> files = new ArrayList<>();
    settings.file().ifPresent(files::add);
    for (Path directory : settings.directories()) {
      File[] inside =
          directory.toFile().listFiles(file -> file.isFile() && !file.getName().startsWith("."));
      if (inside != null) {
        Arrays.sort(inside);
        Arrays.stream(inside).map(File::toPath).forEach(files::add);
      }
    }
    return files;
  }
}
