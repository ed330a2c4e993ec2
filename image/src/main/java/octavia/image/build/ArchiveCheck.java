package octavia.image.build;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import octavia.image.plan.Archive;
import octavia.image.plan.Archive.Source;

/**
 * Looks, before a build, whether the archive of packages has what it asks for. debootstrap would
 * notice later, and without a keyring it takes packages that nobody has signed.
 */
public final class ArchiveCheck {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private ArchiveCheck() {}

  /**
   * Looks.
   *
   * @param variables of the build, for its proxy
   * @throws BuildException that says what to do, if something is missing
   */
  public static void check(Archive archive, Map<String, String> variables)
      throws InterruptedException {
    if (!Files.isReadable(archive.keyring())) {
      throw new BuildException(
          "the keyring "
              + archive.keyring()
              + " is missing, without which nobody can tell whose the packages are. Install "
              + archive.keyringPackage()
              + ", or name a file that you trust: DIB_DEBOOTSTRAP_EXTRA_ARGS=--keyring=FILE.");
    }
    for (Source source : archive.sources()) {
      if (source.mirror().startsWith("http:") || source.mirror().startsWith("https:")) {
        ask(source, variables);
      }
    }
  }

  private static void ask(Source source, Map<String, String> variables)
      throws InterruptedException {
    String dist = source.mirror() + "/dists/" + source.suite() + "/";
    String answer = "";
    try (HttpClient client = client(source, variables)) {
      for (String name : new String[] {"InRelease", "Release"}) {
        HttpRequest request =
            HttpRequest.newBuilder(URI.create(dist + name))
                .timeout(LIMIT)
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build();
        int status = client.send(request, BodyHandlers.discarding()).statusCode();
        if (status == 200) {
          return;
        }
        answer = "it answers " + status;
      }
    } catch (IOException | IllegalArgumentException e) {
      answer = String.valueOf(e.getMessage() == null ? e : e.getMessage());
    }
    throw new BuildException(
        "there is no "
            + source.suite()
            + " at "
            + source.mirror()
            + " ("
            + answer
            + "). Let DIB_DISTRIBUTION_MIRROR name a mirror that has it and that this machine"
            + " reaches, or http_proxy a proxy that does.");
  }

  private static HttpClient client(Source source, Map<String, String> variables) {
    HttpClient.Builder builder =
        HttpClient.newBuilder().connectTimeout(LIMIT).followRedirects(HttpClient.Redirect.NORMAL);
    String name = source.mirror().startsWith("https:") ? "https_proxy" : "http_proxy";
    Optional.ofNullable(variables.get(name))
        .filter(value -> !value.isEmpty())
        .map(URI::create)
        .filter(proxy -> proxy.getHost() != null)
        .ifPresent(proxy ->
            builder.proxy(
                ProxySelector.of(
                    new InetSocketAddress(
                        proxy.getHost(), proxy.getPort() < 0 ? 80 : proxy.getPort()))));
    return builder.build();
  }
}
