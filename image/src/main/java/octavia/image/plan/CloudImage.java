package octavia.image.plan;

import java.nio.file.Path;

/**
 * An image of a whole distribution, as it is published for clouds, and what was found in it.
 *
 * @param format what {@code qemu-img} calls its form
 * @param bytes the size of its disk
 * @param partition the number of the one that has the root; 0 where the disk has no table
 * @param fileSystem of the root
 * @param free bytes of the root, as far as programs may fill it
 * @param used bytes of the root
 * @param isLast whether the root could grow: nothing follows it on the disk
 * @param distribution {@code ID} of its {@code os-release}
 * @param release {@code VERSION_CODENAME}
 * @param architecture by Debian's name
 * @param isAmphora whether it was made an amphora's image before
 */
public record CloudImage(
    Path file,
    String format,
    long bytes,
    int partition,
    String fileSystem,
    long free,
    long used,
    boolean isLast,
    String distribution,
    String release,
    String architecture,
    boolean isAmphora) {}
