package octavia.image.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import octavia.image.content.Description;
import octavia.image.content.Description.When;
import octavia.image.plan.AgentSource.DistributionPackage;
import octavia.image.plan.ImagePlan;

/** What the hooks of the project's elements read. */
final class Parts {
  /** The element that brings the agent. */
  private static final String AGENT = "amphora-agent";

  private Parts() {}

  /** Writes what each element brings to an image, in a directory of its own. */
  static void write(Path parts, Description description, ImagePlan plan) throws IOException {
    Files.createDirectory(parts);
    Set<When> wanted = plan.wanted();
    for (String element : description.elements()) {
      Path part = Files.createDirectory(parts.resolve(element));
      Description brought = description.broughtBy(element);
      List<String> packages = new ArrayList<>(brought.packages(wanted));
      if (element.equals(AGENT) && plan.agent() instanceof DistributionPackage(String name)) {
        packages.add(name);
      }
      Inputs.writeLines(part.resolve("packages"), packages);
      Inputs.writeServices(part, brought, wanted);
      Path files = Files.createDirectory(part.resolve("files"));
      brought.writeFiles(files, wanted);
    }
    Inputs.writeFacts(parts.resolve(AGENT).resolve("files"), plan);
    Trees.open(parts, false);
  }
}
