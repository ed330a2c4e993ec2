package octavia.image.verify;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import octavia.image.build.Disk;

/** A way to look into an image. */
sealed interface Look permits RootLook, UserLook {

  /**
   * What is found in an image, which stays as it is.
   *
   * @param directory for whatever is made on the way
   * @throws octavia.image.build.BuildException if it cannot be looked into
   */
  Facts into(Path directory, Path image) throws IOException, InterruptedException;

  /**
   * The form of an image.
   *
   * @param bytes the size of its disk; empty for a file tree
   */
  record Form(String name, Optional<Long> bytes) {
    private static final String TAR = "tar";

    static boolean isTree(Path image) {
      return image.toString().endsWith("." + TAR);
    }

    static Form of(Path image) throws InterruptedException {
      if (isTree(image)) {
        return new Form(TAR, Optional.empty());
      }
      Disk disk = Disk.of(image);
      return new Form(disk.format(), Optional.of(disk.bytes()));
    }
  }
}
