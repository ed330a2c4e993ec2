package octavia.store.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import octavia.store.Dialect;

/**
 * A step of the schema: statements that may run again after they were cut short, as MariaDB commits
 * each of them by itself.
 *
 * @param version steps run in its order
 * @param name as a file of the dialect's folder
 */
record Script(int version, String name) {
  /** The step that makes upstream's tables. */
  static final int UPSTREAM = 1;

  /** The steps of a dialect, in order. */
  static List<Script> of(Dialect dialect) {
    List<Script> scripts = new ArrayList<>();
    scripts.add(new Script(UPSTREAM, "octavia_tables"));
    scripts.add(new Script(2, "control_tables"));
    if (dialect == Dialect.H2) {
      scripts.add(new Script(3, "leased_writes"));
    }
    scripts.add(new Script(4, "agent_configs"));
    return List.copyOf(scripts);
  }

  /** Its statements. */
  List<String> statements(Dialect dialect) {
    String file = "/octavia/store/" + dialect.scripts() + "/V" + version + "__" + name + ".sql";
    return statements(text(file));
  }

  /** Splits at each semicolon that ends a line; drops comments, which begin a line. */
  static List<String> statements(String text) {
    List<String> statements = new ArrayList<>();
    StringBuilder statement = new StringBuilder();
    for (String line : text.lines().toList()) {
      if (line.isBlank() || line.strip().startsWith("--")) {
        continue;
      }
      if (line.stripTrailing().endsWith(";")) {
        statement.append(line.stripTrailing());
        statement.setLength(statement.length() - 1);
        statements.add(statement.toString());
        statement.setLength(0);
      } else {
        statement.append(line).append('\n');
      }
    }
    return statements;
  }

  /** The text of a file of the program. */
  static String text(String file) {
    try (InputStream in = Script.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is not in the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
