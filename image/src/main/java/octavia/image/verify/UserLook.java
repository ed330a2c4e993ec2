package octavia.image.verify;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import octavia.image.build.BuildException;
import octavia.image.build.Program;
import octavia.image.content.Description;

/**
 * By a user who is not root: what is read is copied out of the image, of a disk by libguestfs. Its
 * agent is not started.
 *
 * @param variables those of whoever asks, of which libguestfs gets its own
 * @param limit how long libguestfs may take
 */
record UserLook(Map<String, String> variables, Duration limit) implements Look {
  private static final String ROOT_DOES_WITHOUT = " As root it is not needed.";

  @Override
  public Facts into(Path directory, Path image) throws InterruptedException {
    if (!Form.isTree(image) && !Program.isThere("guestfish")) {
      throw new BuildException(
          "guestfish, which opens a disk where root is not at hand, is not installed: Debian and"
              + " Ubuntu have it in libguestfs-tools, the Red Hat family in guestfs-tools."
              + ROOT_DOES_WITHOUT);
    }
    Form form = Form.of(image);
    List<String> lines = new ArrayList<>();
    new Program(lines::add)
        .run(
            directory,
            Program.script(
                Description.text("disk.sh")
                    + Description.text("verify/unpack.sh")
                    + Description.text("verify/facts.sh"),
                image.toString(),
                form.name(),
                Long.toString(limit.toSeconds())),
            environment(directory));
    for (String line : lines) {
      String[] words = Facts.words(line);
      if (words[0].equals("refused")) {
        throw new BuildException("cannot look into " + image + ": " + reason(words));
      }
    }
    return Facts.parse(form.bytes(), lines);
  }

  /** What libguestfs and the maker of its virtual machine are told by variables, if anything. */
  Map<String, String> environment(Path directory) {
    Map<String, String> environment = new HashMap<>(variables);
    environment
        .keySet()
        .removeIf(name -> !name.startsWith("LIBGUESTFS_") && !name.startsWith("SUPERMIN_"));
    // What a killed one leaves goes with the rest: files, and sockets.
    environment.putIfAbsent("LIBGUESTFS_TMPDIR", directory.toString());
    environment.put("XDG_RUNTIME_DIR", directory.toString());
    return environment;
  }

  /** Why there are no facts, for a person, of the words of a line. */
  String reason(String... words) {
    String said = words.length > 2 ? words[2] : "";
    return switch (words[1]) {
      case "large" ->
          "it has more, where the facts are read from, than any image needs (a file of 512 MB, or"
              + " 4 GB in all).";
      case "late" ->
          "libguestfs was not done after %d s; without KVM, or beside much other work, it is slow."
                  .formatted(limit.toSeconds())
              + ROOT_DOES_WITHOUT;
      case "unreadable" ->
          said.contains("supermin")
              ? "libguestfs needs a kernel for its virtual machine, and may not read this host's:"
                  + " sudo chmod 0644 /boot/vmlinuz* lets it."
                  + ROOT_DOES_WITHOUT
              : failed(said);
      case "none" ->
          said.contains("supermin")
              ? "libguestfs needs a kernel for its virtual machine, and this host has none in /boot:"
                  + " install one, such as Debian's linux-image-cloud-amd64, or name one by"
                  + " SUPERMIN_KERNEL and SUPERMIN_MODULES."
                  + ROOT_DOES_WITHOUT
              : failed(said);
      default -> failed(said);
    };
  }

  private static String failed(String said) {
    return "libguestfs failed: "
        + said.strip()
        + " (whether it works at all, libguestfs-test-tool says.)"
        + ROOT_DOES_WITHOUT;
  }
}
