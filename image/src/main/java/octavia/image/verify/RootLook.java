package octavia.image.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import octavia.image.build.Program;
import octavia.image.build.Trees;
import octavia.image.content.Description;

/**
 * As root: its disk is mounted by loopback, its agent is started.
 *
 * @param certificates a directory with throw-away files for the agent
 * @param limit how long an agent may take to start
 */
record RootLook(Path certificates, Duration limit) implements Look {
  @Override
  public Facts into(Path directory, Path image) throws IOException, InterruptedException {
    Form form = Form.of(image);
    Trees.copy(certificates, Files.createDirectory(directory.resolve("certs")));
    List<String> lines = new ArrayList<>();
    new Program(lines::add)
        .run(
            directory,
            Program.confined(
                Description.text("disk.sh")
                    + Description.text("verify/mount.sh")
                    + Description.text("verify/facts.sh")
                    + Description.text("verify/agent.sh"),
                image.toString(),
                form.name(),
                Long.toString(limit.toSeconds())),
            Map.of(),
            Program.LOOK_LIMIT);
    return Facts.parse(form.bytes(), lines);
  }
}
