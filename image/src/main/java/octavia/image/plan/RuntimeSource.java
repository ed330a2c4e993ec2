package octavia.image.plan;

import java.nio.file.Path;

/** Where the Java runtime in an image comes from. */
public sealed interface RuntimeSource {

  /** Linked from the JDK that runs this. */
  record ThisJdk() implements RuntimeSource {}

  /** Linked from the modules of a JDK for another architecture. */
  record Modules(Path directory) implements RuntimeSource {}

  /** The agent is not one of ours and brings what it needs. */
  record None() implements RuntimeSource {}
}
