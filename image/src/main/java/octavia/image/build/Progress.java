package octavia.image.build;

/** Told how a build goes on, by the thread that builds. */
public interface Progress {

  /** A phase begins. */
  void phase(String name);

  /** Something that a program said. */
  void output(String line);

  /** A line of a script of ours, which marks its phases. */
  default void said(String line) {
    if (line.startsWith("::")) {
      phase(line.substring(2));
    } else {
      output(line);
    }
  }
}
