package octavia.cloud.local.compute;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import octavia.cloud.CloudException;
import octavia.cloud.host.Commands;
import octavia.cloud.local.compute.VirtualMachineSettings.Acceleration;
import octavia.model.Crossing;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the processor runs the instructions of guests. That {@code /dev/kvm} is there does not
 * say so, as on a virtual machine in which guests hang: a guest is run that says a word and ends.
 * For all threads.
 */
final class Virtualization {
  private static final Logger LOG = LoggerFactory.getLogger(Virtualization.class);
  private static final Path DEVICE = Path.of("/dev/kvm");

  /** A guest on a processor needs a hundredth of it, on a host that has nothing else to do. */
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private static final String WORD = "ok";

  /**
   * A boot sector that writes the word to the first serial port and resets the machine: {@code mov
   * dx,0x3f8; mov al,'o'; out dx,al; mov al,'k'; out dx,al; mov al,0xfe; out 0x64,al; hlt; jmp
   * $-1}.
   */
  private static final String CODE = "baf803b06feeb06beeb0fee664f4ebfd";

  /** A firmware finds smaller ones hard to believe. */
  private static final int DISK_SIZE = 1 << 20;

  private final Acceleration wanted;
  private final Commands commands;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Boolean found; // guarded by the lock

  Virtualization(Acceleration wanted, Crossing crossing) {
    this.wanted = wanted;
    this.commands = new Commands(crossing, LIMIT);
  }

  /** The answer, which is looked for once. */
  boolean isByProcessor() {
    return switch (wanted) {
      case KVM -> true;
      case TCG -> false;
      case AUTO -> found();
    };
  }

  private boolean found() {
    lock.lock();
    try {
      @Nullable Boolean known = found;
      if (known == null) {
        known = Files.isWritable(DEVICE) && runs("kvm");
        LOG.info("virtual machines run on {}", known ? "the processor" : "qemu alone, slowly");
        found = known;
      }
      return known;
    } finally {
      lock.unlock();
    }
  }

  /** True if a guest runs with qemu's accelerator of that name. */
  boolean runs(String accelerator) {
    try {
      Path disk = Files.createTempFile("octavia-guest", "");
      try {
        Files.write(disk, disk());
        return commands.run("try-guest", line(accelerator, disk)).contains(WORD);
      } catch (CloudException e) {
        return false;
      } finally {
        Files.deleteIfExists(disk);
      }
    } catch (IOException e) {
      throw new CloudException(
          CloudException.Kind.FAILED, "a guest cannot be tried", e.toString(), e);
    }
  }

  private static List<String> line(String accelerator, Path disk) {
    return List.of(
        QemuLine.PROGRAM,
        "-nodefaults",
        "-no-user-config",
        "-display",
        "none",
        "-no-reboot",
        "-machine",
        "pc",
        "-accel",
        accelerator,
        "-cpu",
        "max",
        "-m",
        "16",
        "-serial",
        "stdio",
        "-drive",
        "file=" + disk + ",if=virtio,format=raw,readonly=on");
  }

  private static byte[] disk() {
    byte[] disk = Arrays.copyOf(HexFormat.of().parseHex(CODE), DISK_SIZE);
    disk[510] = 0x55;
    disk[511] = (byte) 0xaa;
    return disk;
  }
}
