package octavia.cloud.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import octavia.cloud.CloudException;
import octavia.pki.DurableFile;
import org.jspecify.annotations.Nullable;

/**
 * Held by the one process that may change a state directory; the kernel lets go of it when the
 * process ends, however it does.
 */
public final class StateLock implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);

  private final FileChannel channel;

  private StateLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock of {@code stateDirectory}, which is made (mode 0700) if it is missing.
   *
   * @param limit how long to wait for another process that has it; zero does not wait
   * @throws CloudException of kind CONFLICT if another has it all that time, and says which; FAILED
   *     if the directory cannot be used
   */
  public static StateLock acquire(Path stateDirectory, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    try {
      Files.createDirectories(
          stateDirectory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      FileChannel channel =
          FileChannel.open(
              stateDirectory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      while (!locked(channel)) {
        if (System.nanoTime() >= deadline) {
          // The channel stays open: if this very process has the lock, to close it would drop it.
          throw new CloudException(
              CloudException.Kind.CONFLICT,
              stateDirectory
                  + " is in use by another octavia (process "
                  + holder(stateDirectory)
                  + ")");
        }
        TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
      }
      // Not in the locked file itself: to close it after reading would drop the lock (fcntl(2)).
      DurableFile.replace(
          stateDirectory.resolve("lock.pid"),
          (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII));
      return new StateLock(channel);
    } catch (IOException e) {
      throw new CloudException(
          CloudException.Kind.FAILED, stateDirectory + " cannot be used", e.toString(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CloudException(
          CloudException.Kind.FAILED, "interrupted while waiting for " + stateDirectory, "", e);
    }
  }

  /** Lets the next one have it. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new CloudException(
          CloudException.Kind.FAILED,
          "the state directory's lock cannot be closed",
          e.toString(),
          e);
    }
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      @Nullable FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // this very process has it
    }
  }

  private static String holder(Path stateDirectory) {
    try {
      return Files.readString(stateDirectory.resolve("lock.pid")).strip();
    } catch (IOException e) {
      return "unknown";
    }
  }
}
