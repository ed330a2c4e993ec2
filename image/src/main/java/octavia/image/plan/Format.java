package octavia.image.plan;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The form of the file that is made. */
public enum Format {
  QCOW2("qcow2"),
  RAW("raw"),
  VHD("vpc"),
  VHDX("vhdx"),
  /** The file tree alone, for a container. */
  TAR("");

  private final String qemu;

  Format(String qemu) {
    this.qemu = qemu;
  }

  /** What {@code -t} and the file's ending say. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What {@code qemu-img} calls it; empty for one that is not a disk. */
  public String qemu() {
    return qemu;
  }

  static Optional<Format> named(String text) {
    return Arrays.stream(values()).filter(each -> each.text().equals(text)).findFirst();
  }
}
