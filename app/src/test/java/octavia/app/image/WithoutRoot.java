package octavia.app.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The check of an image by nobody (65534), who has no rights but to read what all may. libguestfs
 * starts its virtual machine from the kernel of an image, which is where this machine's would be,
 * for this process alone: so the test is the same on every machine. So is the program, in case it
 * lies where nobody may look.
 */
final class WithoutRoot {
  private static final String SCRIPT =
      """
      directory=$1 kernel=$2 mode=$3 product=$4
      shift 4
      cd "$directory"
      if [ ! -e boot ]; then
        mkdir lib product
        debugfs -R "rdump /boot $directory" "$kernel"
        debugfs -R "rdump /usr/lib/modules $directory/lib" "$kernel"
      fi
      chmod "$mode" boot/vmlinuz-*
      mount --bind boot /boot
      mount -t overlay -o "lowerdir=$directory/lib:/usr/lib" lib /usr/lib
      mount --bind "$product" product
      cache=$directory/cache-$mode
      mkdir -p "$cache"
      chown 65534:65534 "$cache"
      chmod go+x "$directory" "$directory/.."
      exec setpriv --reuid 65534 --regid 65534 --clear-groups env HOME="$cache" \\
        LIBGUESTFS_BACKEND=direct LIBGUESTFS_BACKEND_SETTINGS=force_tcg \\
        LIBGUESTFS_CACHEDIR="$cache" product/octavia image verify "$@"
      """;

  private WithoutRoot() {}

  /**
   * Checks an image.
   *
   * @param below where files may be, the same for each image of a test
   * @param kernel a raw disk without partitions, whose kernel libguestfs is to use, the same each
   *     time
   * @param mode that of the kernel's file
   */
  static Images.Ended verify(Path below, Path image, Path kernel, String mode)
      throws IOException, InterruptedException {
    Path directory = Files.createDirectories(below.resolve("without-root"));
    return Images.run(
        Map.of(),
        directory,
        List.of(
            "unshare",
            "--mount",
            "--propagation",
            "private",
            "sh",
            "-euc",
            SCRIPT,
            "-",
            directory.toString(),
            kernel.toString(),
            mode,
            Path.of(System.getProperty("octavia.launcher")).getParent().toString(),
            image.toString()));
  }
}
