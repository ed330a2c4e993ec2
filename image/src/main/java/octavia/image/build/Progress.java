package octavia.image.build;

/** Told how a build goes on, by the thread that builds. */
public interface Progress {

  /** A phase begins. */
  void phase(String name);

  /** Something that a program said. */
  void output(String line);
}
