package octavia.app.image;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import octavia.image.build.Program;

/**
 * A stand-in of Ubuntu's archive: Debian's packages, published as Ubuntu's suites under a key that
 * is thrown away, on the loopback. Two packages are its own, which only Ubuntu has: the keyring and
 * the kernel's name. The others are fetched from Debian's mirror by whoever is sent there.
 */
final class StandInUbuntu implements AutoCloseable {
  private static final String DEBIAN = "http://deb.debian.org/debian";
  private static final String INDEX = "main/binary-amd64/Packages.xz";
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final List<String> POCKETS = List.of("", "-updates", "-security", "-backports");

  private final Path directory;
  private final HttpServer server;

  private StandInUbuntu(Path directory, HttpServer server) {
    this.directory = directory;
    this.server = server;
  }

  /**
   * Publishes it.
   *
   * @param debian the suite that it is made of
   * @param suite what it is called
   */
  static StandInUbuntu publish(Path directory, String debian, String suite)
      throws IOException, InterruptedException {
    Path home = Files.createDirectory(directory.resolve("gnupg"));
    run(directory, "chmod", "700", home.toString());
    gpg(home, "--quick-generate-key", "stand-in", "rsa3072", "sign", "1d");
    Path keyring = directory.resolve("keyring.gpg");
    gpg(home, "--output", keyring.toString(), "--export");

    Path tree = Files.createDirectory(directory.resolve("tree"));
    String index = packagesOf(directory, debian);
    String own = ownPackage(tree, keyring, "ubuntu-keyring", "Priority: required\n");
    own +=
        ownPackage(
            tree,
            keyring,
            "linux-image-virtual",
            "Priority: optional\nDepends: linux-image-amd64\n");
    for (String pocket : POCKETS) {
      Path dist = tree.resolve("dists").resolve(suite + pocket);
      write(dist.resolve("main/binary-amd64/Packages"), pocket.isEmpty() ? index + own : "");
      write(dist.resolve("universe/binary-amd64/Packages"), "");
      sign(home, dist, suite, suite + pocket);
    }
    run(directory, "gpgconf", "--homedir", home.toString(), "--kill", "all");
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    StandInUbuntu archive = new StandInUbuntu(tree, server);
    server.createContext("/ubuntu/", archive::answer);
    server.start();
    return archive;
  }

  /** What {@code DIB_DISTRIBUTION_MIRROR} is to be. */
  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/ubuntu";
  }

  /** The key that it is signed with. */
  Path keyring() {
    return directory.resolveSibling("keyring.gpg");
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath().substring("/ubuntu/".length());
      Path file = directory.resolve(path).normalize();
      if (file.startsWith(directory) && Files.isRegularFile(file)) {
        if (exchange.getRequestMethod().equals("HEAD")) {
          exchange.sendResponseHeaders(200, -1);
          return;
        }
        exchange.sendResponseHeaders(200, Files.size(file));
        Files.copy(file, exchange.getResponseBody());
      } else if (path.startsWith("pool/main/")) {
        exchange.getResponseHeaders().add("Location", DEBIAN + "/" + path);
        exchange.sendResponseHeaders(302, -1);
      } else {
        exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  /** Debian's list of packages, as Debian has signed it. */
  private static String packagesOf(Path directory, String debian)
      throws IOException, InterruptedException {
    Path signed = directory.resolve("InRelease");
    Path listed = directory.resolve("Packages.xz");
    try (HttpClient client = HttpClient.newHttpClient()) {
      fetch(client, DEBIAN + "/dists/" + debian + "/InRelease", signed);
      fetch(client, DEBIAN + "/dists/" + debian + "/" + INDEX, listed);
    }
    Path release = directory.resolve("Release");
    run(
        directory,
        "gpgv",
        "--keyring",
        "/usr/share/keyrings/debian-archive-keyring.gpg",
        "--output",
        release.toString(),
        signed.toString());
    String sum = sha256(listed);
    if (Files.readAllLines(release).stream()
        .noneMatch(line -> line.startsWith(" " + sum) && line.endsWith(" " + INDEX))) {
      throw new IOException("Debian's list of packages is not the one that it has signed");
    }
    run(directory, "xz", "--decompress", listed.toString());
    return Files.readString(directory.resolve("Packages"));
  }

  private static void fetch(HttpClient client, String url, Path to)
      throws IOException, InterruptedException {
    HttpResponse<Path> response =
        client.send(
            HttpRequest.newBuilder(URI.create(url)).timeout(LIMIT).build(),
            BodyHandlers.ofFile(to));
    if (response.statusCode() != 200) {
      throw new IOException(url + " is answered " + response.statusCode());
    }
  }

  /** Makes a package that has nothing but the key; the result is what the list says of it. */
  private static String ownPackage(Path tree, Path keyring, String name, String fields)
      throws IOException, InterruptedException {
    Path content = tree.resolveSibling("content-" + name);
    if (name.endsWith("-keyring")) {
      Path trusted = Files.createDirectories(content.resolve("etc/apt/trusted.gpg.d"));
      Files.copy(keyring, trusted.resolve("stand-in.gpg"));
    }
    String control =
        "Package: "
            + name
            + "\nVersion: 1\nArchitecture: all\nMaintainer: nobody <nobody@example.org>\n"
            + fields;
    write(content.resolve("DEBIAN/control"), control + "Description: stand-in\n");
    String path = "pool/own/" + name + "_1_all.deb";
    Path file = tree.resolve(path);
    Files.createDirectories(file.getParent());
    run(tree, "dpkg-deb", "--root-owner-group", "--build", content.toString(), file.toString());
    return "\n"
        + control
        + "Filename: "
        + path
        + "\nSize: "
        + Files.size(file)
        + "\nSHA256: "
        + sha256(file)
        + "\nDescription: stand-in\n";
  }

  private static void sign(Path home, Path dist, String codename, String suite)
      throws IOException, InterruptedException {
    Map<String, String> listed = new TreeMap<>();
    try (var files = Files.walk(dist)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        listed.put(dist.relativize(file).toString(), sha256(file) + " " + Files.size(file));
      }
    }
    StringBuilder text = new StringBuilder();
    text.append("Origin: Ubuntu\nLabel: stand-in\nSuite: ").append(suite);
    text.append("\nCodename: ").append(codename);
    text.append("\nDate: ")
        .append(
            DateTimeFormatter.RFC_1123_DATE_TIME.format(Instant.now().atOffset(ZoneOffset.UTC)));
    text.append("\nArchitectures: amd64\nComponents: main universe\nSHA256:\n");
    listed.forEach((path, facts) -> text.append(" " + facts + " " + path + "\n"));
    Path release = dist.resolve("Release");
    Files.writeString(release, text);
    gpg(home, "--clearsign", "--output", dist.resolve("InRelease").toString(), release.toString());
    gpg(
        home,
        "--detach-sign",
        "--armor",
        "--output",
        dist.resolve("Release.gpg").toString(),
        release.toString());
  }

  private static void gpg(Path home, String... arguments) throws InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "gpg",
                "--homedir",
                home.toString(),
                "--batch",
                "--passphrase",
                "",
                "--pinentry-mode",
                "loopback"));
    command.addAll(List.of(arguments));
    run(home, command.toArray(String[]::new));
  }

  private static void run(Path directory, String... command) throws InterruptedException {
    new Program(_ -> {}).run(directory, List.of(command), Map.of());
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static String sha256(Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
