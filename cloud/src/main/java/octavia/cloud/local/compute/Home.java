package octavia.cloud.local.compute;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import octavia.cloud.CloudException;
import octavia.cloud.host.FileTree;
import octavia.cloud.host.MountTable;
import org.jspecify.annotations.Nullable;

/**
 * An amphora's own directory. Inside an amphora of namespaces it is {@code /var/lib/octavia}, and
 * its {@code etc} is {@code /etc/octavia}, as it is in a container; a virtual machine's disks are
 * in it.
 */
record Home(Path directory) {
  private static final int END = 1000;
  private static final Path STATE = Path.of("/var/lib/octavia");
  private static final Path CONFIGURATION = Path.of("/etc/octavia");
  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> OWNER_FILE =
      PosixFilePermissions.fromString("rw-------");

  /** The script that is its first process; its path tells the amphora's processes from others. */
  Path init() {
    return directory.resolve("init");
  }

  /** What an amphora on this host sees as {@code /etc/octavia}. */
  Path configuration() {
    return directory.resolve("etc");
  }

  /** True once all of the amphora was there. */
  boolean isStarted() {
    return Files.exists(started());
  }

  private Path started() {
    return directory.resolve("started");
  }

  /** What was said before there was a log. */
  Path startLog() {
    return directory.resolve("start.log");
  }

  /** The amphora was found to run. */
  void markStarted() {
    try {
      write(started(), "");
    } catch (IOException e) {
      throw failed("write to", e);
    }
  }

  /** A file or directory in here. */
  Path resolve(String name) {
    return directory.resolve(name);
  }

  /**
   * Writes {@code files}, by their paths in here, and the script that is the first process of a
   * virtual machine, in the place of all that a former try has left.
   */
  void prepare(Map<String, String> files) {
    remove();
    try {
      makeDirectory(directory, OWNER);
      for (Map.Entry<String, String> file : files.entrySet()) {
        write(directory.resolve(file.getKey()), file.getValue());
      }
      write(init(), script("machine-init.sh"));
    } catch (IOException e) {
      throw failed("write to", e);
    }
  }

  /**
   * Writes what a container and its first process need, in the place of all that a former try has
   * left.
   */
  void prepareContainer(Map<String, String> bootFiles) {
    remove();
    try {
      makeDirectory(directory, OWNER);
      makeDirectory(configuration(), OWNER);
      for (Map.Entry<String, String> file : bootFiles.entrySet()) {
        write(
            inConfiguration(file.getKey())
                .orElseThrow(() -> misplaced("a container has", CONFIGURATION.toString(), file)),
            file.getValue());
      }
      write(init(), script("container-init.sh") + script("keep-agent.sh"));
      // Its root is another user than this directory's, and reads it there.
      Files.setPosixFilePermissions(init(), PosixFilePermissions.fromString("rw-r--r--"));
    } catch (IOException e) {
      throw failed("write to", e);
    }
  }

  /**
   * Writes all that the first process of an amphora of namespaces needs, in the place of what a
   * former try has left.
   */
  void prepare(Map<String, String> bootFiles, List<Path> mounts, AgentCommand agent) {
    try {
      // HAProxy gives its rights up and must still find its way; the directory above is closed.
      makeDirectory(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
      makeDirectory(configuration(), OWNER);
      makeDirectory(directory.resolve("run"), OWNER);
      makeDirectory(directory.resolve("tmp"), OWNER);
      // Their mount points on the host: empty there, and the same for all amphorae.
      Files.createDirectories(STATE);
      Files.createDirectories(CONFIGURATION);
      Files.deleteIfExists(started());
      for (Map.Entry<String, String> file : bootFiles.entrySet()) {
        write(place(file), file.getValue());
      }
      write(directory.resolve("keep"), lines(agent.directories()));
      write(directory.resolve("detach"), lines(MountTable.detachable(mounts, agent.directories())));
      write(init(), script("amphora-init.sh") + script("keep-agent.sh"));
    } catch (IOException e) {
      throw failed("write to", e);
    }
  }

  /** Removes it with all that is in it; nothing there is done already. */
  void remove() {
    try {
      FileTree.remove(directory);
    } catch (IOException e) {
      throw failed("remove", e);
    }
  }

  /** The end of what was said before there was a log. */
  String complaint() {
    String end = end(startLog()).strip();
    return end.isEmpty() ? "nothing was said" : end;
  }

  /**
   * The end of what the amphora wrote to its console or log, on one line. It may be a stranger's
   * words, so nothing in it moves a terminal.
   */
  String lastWords() {
    return Stream.of("console.log", "agent.log", "log/agent.0.log", "start.log")
        .map(name ->
            end(directory.resolve(name))
                .replaceAll("\u001b\\[[0-9;?]*[A-Za-z]", "")
                .strip()
                .replaceAll("\\R+", " | ")
                .replaceAll("[\\p{Cc}\\p{Cf}]", " ")
                .strip())
        .filter(words -> !words.isEmpty())
        .findFirst()
        .map(words -> words.substring(Math.max(0, words.length() - END)))
        .orElse("");
  }

  private static String end(Path file) {
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      channel.position(Math.max(0, channel.size() - END));
      ByteBuffer bytes = ByteBuffer.allocate(END);
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
      return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
    } catch (IOException e) {
      return ""; // there is none
    }
  }

  /** Where in here a file is that an amphora of namespaces sees as it is called. */
  private Path place(Map.Entry<String, String> file) {
    return inConfiguration(file.getKey())
        .or(() -> below(STATE, file.getKey()).map(directory::resolve))
        .orElseThrow(() -> misplaced("a local amphora has", CONFIGURATION + " and " + STATE, file));
  }

  private Optional<Path> inConfiguration(String path) {
    return below(CONFIGURATION, path).map(configuration()::resolve);
  }

  private static Optional<Path> below(Path top, String path) {
    Path wanted = Path.of(path).normalize();
    return wanted.startsWith(top) && !wanted.equals(top)
        ? Optional.of(top.relativize(wanted))
        : Optional.empty();
  }

  private static CloudException misplaced(
      String who, String where, Map.Entry<String, String> file) {
    return new CloudException(
        CloudException.Kind.INVALID, who + " files below " + where + " only: " + file.getKey());
  }

  private static void makeDirectory(Path path, Set<PosixFilePermission> permissions)
      throws IOException {
    Files.createDirectories(path, PosixFilePermissions.asFileAttribute(OWNER));
    Files.setPosixFilePermissions(path, permissions);
  }

  private static void write(Path file, String content) throws IOException {
    Path parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent, PosixFilePermissions.asFileAttribute(OWNER));
    }
    Files.deleteIfExists(file);
    FileAttribute<?> mode = PosixFilePermissions.asFileAttribute(OWNER_FILE);
    Files.createFile(file, mode);
    Files.writeString(file, content);
  }

  private static String lines(List<Path> paths) {
    StringBuilder text = new StringBuilder();
    for (Path path : paths) {
      if (path.toString().indexOf('\n') < 0) {
        text.append(path).append('\n');
      }
    }
    return text.toString();
  }

  private static String script(String name) throws IOException {
    try (@Nullable InputStream in = Home.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("the program lacks its " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private CloudException failed(String what, IOException cause) {
    return new CloudException(
        CloudException.Kind.FAILED,
        "the local cloud cannot " + what + " the amphora's directory",
        cause.toString(),
        cause);
  }
}
