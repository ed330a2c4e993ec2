package octavia.image.build;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import octavia.image.plan.Base;
import octavia.image.plan.ImagePlan;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What an image is made of, as CycloneDX 1.6 in JSON. */
final class BillOfMaterials {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private BillOfMaterials() {}

  /** A jar of the agent. */
  record Library(String name, String sha256) {}

  static String of(ImagePlan plan, List<Installed> packages, List<Library> libraries) {
    ObjectNode root = JSON.createObjectNode();
    root.put("bomFormat", "CycloneDX").put("specVersion", "1.6").put("version", 1);
    ArrayNode components = JSON.createArrayNode();
    String distribution = plan.base().element().replace("-minimal", "");
    for (Installed each : packages) {
      String reference =
          (plan.base().family() == Base.Family.DEBIAN ? "pkg:deb/" : "pkg:rpm/")
              + distribution
              + "/"
              + encoded(each.name())
              + "@"
              + encoded(each.version())
              + "?arch="
              + each.architecture()
              + "&distro="
              + plan.release();
      components
          .addObject()
          .put("type", "library")
          .put("bom-ref", reference)
          .put("name", each.name())
          .put("version", each.version())
          .put("purl", reference);
    }
    for (Library each : libraries) {
      ObjectNode component =
          components
              .addObject()
              .put("type", "library")
              .put("bom-ref", "agent/" + each.name())
              .put("name", each.name());
      component.putArray("hashes").addObject().put("alg", "SHA-256").put("content", each.sha256());
    }
    // The same content has the same number, so that two builds can be compared.
    root.put(
        "serialNumber",
        "urn:uuid:"
            + UUID.nameUUIDFromBytes(components.toString().getBytes(StandardCharsets.UTF_8)));
    root.putObject("metadata")
        .putObject("component")
        .put("type", "operating-system")
        .put("name", "amphora-" + distribution)
        .put("version", plan.release());
    root.set("components", components);
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
