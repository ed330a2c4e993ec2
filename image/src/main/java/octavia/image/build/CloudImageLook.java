package octavia.image.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import octavia.image.content.Description;
import octavia.image.plan.CloudImage;

/** Looks into a cloud image, as root and by loopback; the image stays as it is. */
public final class CloudImageLook {
  private CloudImageLook() {}

  /**
   * What the file is.
   *
   * @param working where the disk may be unpacked to
   * @throws BuildException if it is no image that has a root
   */
  public static CloudImage look(Path file, Path working) throws InterruptedException {
    try {
      Path image = file.toRealPath();
      Disk disk = Disk.of(image);
      Files.createDirectories(working);
      Path directory = Files.createTempDirectory(working, "image-retrofit.");
      try {
        return facts(directory, image, disk);
      } finally {
        Trees.remove(directory);
      }
    } catch (IOException e) {
      throw new BuildException("cannot look into " + file + ": " + e, e);
    }
  }

  private static CloudImage facts(Path directory, Path image, Disk disk)
      throws InterruptedException {
    List<String> lines = new ArrayList<>();
    try {
      new Program(lines::add)
          .run(
              directory,
              Program.confined(
                  Description.text("disk.sh") + Description.text("retrofit/look.sh"),
                  image.toString(),
                  disk.format()),
              Map.of(),
              Program.LOOK_LIMIT);
    } catch (BuildException e) {
      throw new BuildException(
          "cannot look into "
              + image
              + ", with temporary files in "
              + directory.getParent()
              + ": "
              + e.getMessage(),
          e);
    }
    return parse(image, disk, lines);
  }

  /** Reads the lines that the script prints. */
  static CloudImage parse(Path image, Disk disk, List<String> lines) {
    Map<String, String[]> facts = new HashMap<>();
    lines.stream().map(line -> line.split("\t", -1)).forEach(words -> facts.put(words[0], words));
    String[] root = facts.get("root");
    if (root == null) {
      throw new BuildException(
          "no root file system of Linux is found in "
              + image
              + (disk.format().equals("raw")
                  ? ", which is neither a qcow2 nor a raw disk with one."
                  : " (" + disk.format() + ")."));
    }
    return new CloudImage(
        image,
        disk.format(),
        disk.bytes(),
        Integer.parseInt(root[1]),
        root[2],
        Long.parseLong(root[3]),
        Long.parseLong(root[4]),
        facts.containsKey("last"),
        word(facts, "distribution", 1),
        word(facts, "distribution", 2),
        word(facts, "architecture", 1),
        facts.containsKey("amphora"));
  }

  private static String word(Map<String, String[]> facts, String name, int at) {
    String[] words = facts.getOrDefault(name, new String[0]);
    return at < words.length ? words[at] : "";
  }
}
