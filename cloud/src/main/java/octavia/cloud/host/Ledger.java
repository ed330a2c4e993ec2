package octavia.cloud.host;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import octavia.cloud.CloudException;
import octavia.http.Json;
import octavia.model.Crossing;
import octavia.pki.DurableFile;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Records that outlive the process: a file of JSON each, in a directory that no other process
 * writes to (see {@code StateLock}). A record is on the disk before it can be read, and read from
 * memory. For all threads.
 *
 * @param <T> a record
 */
public final class Ledger<T> {
  private static final String END = ".json";

  private final Path directory;
  private final String kind;
  private final Class<T> type;
  private final Crossing crossing;
  private final ReentrantLock lock = new ReentrantLock();

  /** What the files say; null before the first look, and after a write of unknown outcome. */
  private volatile @Nullable Map<String, T> known;

  /**
   * A ledger in {@code directory}, which is made when it is needed.
   *
   * @param kind names the crossings: {@code rename:<kind>} and {@code unlink:<kind>}
   */
  public Ledger(Path directory, String kind, Class<T> type, Crossing crossing) {
    this.directory = directory;
    this.kind = kind;
    this.type = type;
    this.crossing = crossing;
  }

  /**
   * All records by their keys, as they are at this moment.
   *
   * @throws CloudException if a file is damaged or cannot be read
   */
  public Map<String, T> all() {
    Map<String, T> now = known;
    if (now != null) {
      return now;
    }
    lock.lock();
    try {
      return read();
    } finally {
      lock.unlock();
    }
  }

  /** The record of that key. */
  public Optional<T> get(String key) {
    return Optional.ofNullable(all().get(key));
  }

  /**
   * Keeps {@code value}, in the place of the one that was there.
   *
   * @param key also the file's name, so letters, digits and dashes
   */
  public void put(String key, T value) {
    lock.lock();
    try {
      Map<String, T> changed = new TreeMap<>(read());
      known = null;
      Path file = directory.resolve(key + END);
      Path staged = DurableFile.stage(file, Json.MAPPER.writeValueAsBytes(value));
      crossing.cross(
          "rename:" + kind,
          () -> {
            DurableFile.publish(staged, file);
            return true;
          });
      changed.put(key, value);
      known = changed;
    } catch (IOException e) {
      throw failed(directory.resolve(key + END), e);
    } finally {
      lock.unlock();
    }
  }

  /** Forgets the record of that key; none there is done already. */
  public void remove(String key) {
    lock.lock();
    try {
      Map<String, T> changed = new TreeMap<>(read());
      if (changed.remove(key) == null) {
        return;
      }
      known = null;
      crossing.cross(
          "unlink:" + kind,
          () -> {
            DurableFile.remove(directory.resolve(key + END));
            return true;
          });
      known = changed;
    } catch (IOException e) {
      throw failed(directory.resolve(key + END), e);
    } finally {
      lock.unlock();
    }
  }

  private Map<String, T> read() {
    Map<String, T> now = known;
    if (now != null) {
      return now;
    }
    Map<String, T> found = new TreeMap<>();
    try {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
        for (Path file : files) {
          String name = file.getFileName().toString();
          if (name.endsWith(DurableFile.STAGED)) {
            Files.delete(file); // a process died before the rename
          } else if (name.endsWith(END)) {
            found.put(name.substring(0, name.length() - END.length()), parse(file));
          }
        }
      }
    } catch (IOException e) {
      throw failed(directory, e);
    }
    known = found;
    return found;
  }

  private T parse(Path file) throws IOException {
    try {
      return Json.MAPPER.readValue(Files.readAllBytes(file), type);
    } catch (JacksonException e) {
      throw new CloudException(
          CloudException.Kind.FAILED,
          "the local cloud's ledger is damaged",
          file + " is not a " + kind + ": " + e.getOriginalMessage(),
          e);
    }
  }

  private CloudException failed(Path file, IOException cause) {
    return new CloudException(
        CloudException.Kind.FAILED,
        "the local cloud's ledger cannot be used",
        "a " + kind + " in " + file + ": " + cause.getMessage(),
        cause);
  }
}
